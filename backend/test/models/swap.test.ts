/** Models change over under load: no request fails, and no answer is made of two models. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forecastPage, lifecycleDecisionList, lifecycleStatus, modelEventList, modelList, modelRegistry } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { ServiceModels } from '../../src/app/models/service-models.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import { isInShare } from '../../src/domain/models/served-share.ts';
import { readModel, writeModel } from '../../src/io/model-store/model-folder.ts';
import { openStateHere } from '../../src/io/state/state.ts';
import { eventually } from '../service/eventually.ts';
import { pushFleet, type PushedFleet } from '../service/pushed-fleet.ts';

const dayMs = 86_400_000;
const fleet: PushedFleet = { servers: Array.from({ length: 12 }, (_, i) => `web-${i}`), metrics: ['cpu', 'memory'], stepMs: 300_000 };
const callers = 6;
const settings = { models: { automatic: false } };

describe('a change of models under load', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-swap-'));
  let service: ListeningProcess;
  let base: string;

  const get = async (route: string): Promise<unknown> => {
    const response = await fetch(`${service.url}${route}`);
    if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const post = (route: string, body: object = {}) => fetch(`${service.url}${route}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const serving = async () => modelList.parse(await get('/v1/models')).serving;
  /** The models of which one answer about the whole fleet is made. */
  const speakers = async (): Promise<readonly string[]> => {
    const { forecasts } = forecastPage.parse(await get('/v1/forecasts?limit=200'));
    return [...new Set(forecasts.flatMap(({ speaker }) => (speaker.kind === 'model' ? [speaker.name] : [])))];
  };

  beforeAll(async () => {
    const shipped = await readModel(shippedModelFolder);
    if (shipped.kind !== 'read') throw new Error(shipped.message);
    base = shipped.model.manifest.version;
    // another version with the same weights: who speaks is told by its name
    await writeModel(path.join(folder, 'data', 'models', 'fleet-1'), { ...shipped.model, manifest: { ...shipped.model.manifest, version: 'fleet-1', origin: 'fine-tuned', parent: base } });
    await challengeBeforeStart('fleet-1');
    service = await startServiceProcess(folder, settings);
    await pushFleet(service.url, fleet, Date.now() - 12.4 * dayMs, Date.now());
    await eventually(async () => expect(modelList.parse(await get('/v1/models')).seriesServed.byModel).toBe(24));
  });
  afterAll(async () => {
    expect(await service.stop()).toEqual({ code: 0, signal: null });
    rmSync(folder, { recursive: true });
  });

  /** As a gate that it passed leaves it. */
  async function challengeBeforeStart(version: string): Promise<void> {
    const state = await openStateHere({ kind: 'sqlite', file: path.join(folder, 'data', 'state.sqlite') });
    const models = await ServiceModels.open(state.store, state.modelRegistry, { folder: path.join(folder, 'data', 'models'), region: 'default', stepSeconds: 300, horizonSteps: 96 }, Date.now());
    expect(await models.challenge(version, 'retraining', 0, { actor: 'service', cause: 'it passed the gate', byItself: true }, Date.now())).toMatchObject({ kind: 'changed' });
    await state.store.close();
  }

  /** Asks for the whole fleet's forecasts without a pause until told to stop; answers which models each answer was made of. */
  function underLoad(): { stop: () => Promise<ReadonlyArray<readonly string[]>> } {
    let going = true;
    const answers: Array<readonly string[]> = [];
    const call = async () => {
      while (going) answers.push(await speakers());
    };
    const calls = Array.from({ length: callers }, call);
    return {
      async stop() {
        going = false;
        await Promise.all(calls);
        return answers;
      },
    };
  }

  async function changed(change: () => Promise<Response>, to: string): Promise<void> {
    const load = underLoad();
    const response = await change();
    expect(modelRegistry.parse(await response.json()).champion).toBe(to);
    // history that comes in again makes the present step be published once more, now by the new model
    await pushFleet(service.url, fleet, Date.now() - dayMs, Date.now());
    await eventually(async () => expect(await serving()).toBe(to));
    const answers = await load.stop();
    expect(answers.length).toBeGreaterThan(callers);
    for (const models of answers) expect(models).toHaveLength(1);
    // which of those under way ends last is chance: one that is asked for now is made by the new one
    expect(await speakers()).toEqual([to]);
  }

  it('lets a challenger speak for a share of the servers, each of which is served by one model, until it is rejected', async () => {
    expect(await speakers()).toEqual([base]);
    expect((await post('/v1/models/challenger/share', { servedShare: 0.5 })).status).toBe(200);
    await pushFleet(service.url, fleet, Date.now() - dayMs, Date.now());
    await eventually(async () => expect((await speakers()).toSorted()).toEqual([base, 'fleet-1']));
    const { forecasts } = forecastPage.parse(await get('/v1/forecasts?limit=200'));
    for (const { serverId, speaker } of forecasts) expect(speaker).toMatchObject({ kind: 'model', name: isInShare(serverId, 0.5) ? 'fleet-1' : base });
    expect((await post('/v1/models/challenger/reject')).status).toBe(200);
    await pushFleet(service.url, fleet, Date.now() - dayMs, Date.now());
    await eventually(async () => expect(await speakers()).toEqual([base]));
  });

  it('promotes without a failed request or an answer made of two models', () => changed(() => post('/v1/models/fleet-1/promote', { reason: 'a better one' }), 'fleet-1'));

  it('keeps the former champion in the shadow meanwhile, and shows the trial', async () => {
    const registry = modelRegistry.parse(await get('/v1/models/registry'));
    expect(registry).toMatchObject({ champion: 'fleet-1', former: [base], watch: { against: base } });
    expect(lifecycleStatus.parse(await get('/v1/models/lifecycle'))).toMatchObject({ automatic: false, nextScheduledAt: null });
    expect(lifecycleDecisionList.parse(await get('/v1/models/decisions'))).toEqual({ decisions: [], nextCursor: null });
  });

  it('rolls back the same way, and every change has its entry', async () => {
    await changed(() => post('/v1/models/rollback'), base);
    const { events } = modelEventList.parse(await get('/v1/models/events'));
    expect(events.map(({ kind, version, actor, cause }) => ({ kind, version, actor, cause }))).toEqual([
      { kind: 'rolled-back', version: base, actor: 'local', cause: 'by hand' },
      { kind: 'promoted', version: 'fleet-1', actor: 'local', cause: 'a better one' },
      { kind: 'rejected', version: 'fleet-1', actor: 'local', cause: 'by hand' },
      { kind: 'share-set', version: null, actor: 'local', cause: 'share 0.5' },
      { kind: 'challenged', version: 'fleet-1', actor: 'service', cause: 'it passed the gate' },
      { kind: 'founded', version: base, actor: 'service', cause: 'first start' },
    ]);
  });

  // What waits for the swap is the request, then the next cycle: the end comes once in each.
  it.each(['request', 'cycle'])('has a champion that speaks again after kill -9 in the midst of the %s', async (during) => {
    const change = post('/v1/models/fleet-1/promote').then(
      ({ ok }) => ok,
      () => false,
    );
    if (during === 'cycle') {
      expect(await change).toBe(true);
      await pushFleet(service.url, fleet, Date.now() - dayMs, Date.now());
    }
    service.kill('SIGKILL');
    await Promise.all([service.exited, change]);
    service = await startServiceProcess(folder, settings);
    const { forecasts } = forecastPage.parse(await get('/v1/forecasts?limit=200'));
    expect(forecasts).toHaveLength(24);
    const { champion } = modelRegistry.parse(await get('/v1/models/registry'));
    expect(during === 'cycle' ? ['fleet-1'] : [base, 'fleet-1']).toContain(champion);
    await eventually(async () => expect(await serving()).toBe(champion));
    if (champion === 'fleet-1') expect((await post('/v1/models/rollback')).status).toBe(200);
  });

  it.each([
    ['/v1/models/fleet-9/promote', {}, 404, 'unknown_model'],
    ['/v1/models/..%2f..%2fetc/promote', {}, 404, 'unknown_model'],
    ['/v1/models/rollback', {}, 409, 'model_conflict'],
    ['/v1/models/challenger/share', { servedShare: 0.5 }, 409, 'model_conflict'],
    ['/v1/models/challenger/share', { servedShare: 2 }, 400, 'bad_request'],
    ['/v1/models/challenger/share', { servedShare: 'all' }, 400, 'bad_request'],
    ['/v1/models/pin', { reason: '' }, 400, 'bad_request'],
    ['/v1/models/train', { steps: -1 }, 400, 'bad_request'],
  ])('refuses %s %j with %i %s', async (route, body, status, code) => {
    const response = await post(route, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });
});
