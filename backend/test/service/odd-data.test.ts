/** A service that is given what nobody would choose: one server, a metric of constants, metrics without a number, infinities, unreadable files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ErrorBody, fleetPage, forecastPage, job, modelList } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { encodeWriteRequest, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import { eventually } from './eventually.ts';

const stepMs = 300_000;
const steps = 10 * 288;

const valueOf: Readonly<Record<string, (step: number) => number>> = {
  cpu: () => 42,
  memory: () => NaN,
  disk: (step) => (step % 2 === 0 ? Infinity : -Infinity),
  network: (step) => (step % 40 === 0 ? Infinity : 1e6 * (2 + Math.sin((2 * Math.PI * step) / 288)) + (step % 7) * 1e4),
};

describe('odd data', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-odd-'));
  let service: ListeningProcess;

  const get = async (route: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(`${service.url}${route}`);
    return { status: response.status, body: await response.json() };
  };
  const post = (route: string, body: object) => fetch(`${service.url}${route}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  beforeAll(async () => {
    const broken = path.join(folder, 'data', 'models', 'broken');
    mkdirSync(broken, { recursive: true });
    writeFileSync(path.join(broken, 'manifest.json'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    service = await startServiceProcess(folder, { models: { automatic: false, trialHours: 0, watchHours: 0 } });
    const last = Math.floor(Date.now() / stepMs);
    const times = Array.from({ length: steps }, (_, i) => last - steps + 1 + i);
    const series = Object.entries(valueOf).map(([metric, value]) => ({ labels: { __name__: `fleet_${metric}`, server: 'solo' }, timesMs: times.map((step) => step * stepMs), values: times.map(value) }));
    const pushed = await fetch(`${service.url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: encodeWriteRequest(series) });
    expect([pushed.status, await pushed.text()]).toEqual([204, '']);
    await eventually(async () => {
      const { servers } = fleetPage.parse((await get('/v1/fleet')).body);
      expect(servers).toMatchObject([{ server: 'solo' }]);
      expect(servers[0].daysObserved).toBeGreaterThan(7.9);
    });
  });
  afterAll(async () => {
    expect(await service.stop()).toEqual({ code: 0, signal: null });
    rmSync(folder, { recursive: true });
  });

  it('is forecast where there are numbers, with numbers, and left out where there are none', async () => {
    const { forecasts } = forecastPage.parse((await get('/v1/forecasts?limit=50')).body);
    expect(forecasts.map(({ metric }) => metric).sort()).toEqual(['cpu', 'network']);
    for (const { metric, quantiles } of forecasts) {
      const bands = Object.values(quantiles);
      for (const [level, values] of bands.entries()) {
        for (const [step, value] of values.entries()) {
          if (!Number.isFinite(value) || (level > 0 && value < bands[level - 1][step])) throw new Error(`${metric}, band ${level}, step ${step}: ${value}`);
        }
      }
    }
    const cpu = forecasts.find(({ metric }) => metric === 'cpu')!;
    expect(new Set([...cpu.quantiles.q02, ...cpu.quantiles.q98])).toEqual(new Set([42]));
    expect(cpu.speaker.kind).toBe('floor');
    const { serverId } = cpu;
    expect(await get(`/v1/servers/${serverId}/forecast?metric=memory`)).toMatchObject({ status: 404, body: { error: { code: 'unknown_metric' } } });
  });

  it('fine-tunes a model of its own, which forecasts with numbers too, or says why not', async () => {
    const started = job.parse(await (await post('/v1/models/train', { steps: 20, seed: 5 })).json());
    const ended = await eventually(async () => {
      const found = job.parse((await get(`/v1/jobs/${started.jobId}`)).body);
      expect(['succeeded', 'failed']).toContain(found.state);
      return found;
    });
    expect(ended).toMatchObject({ state: 'succeeded', message: expect.stringMatching(/^fleet-.*: \d+ steps\. /) });
    const { models } = modelList.parse((await get('/v1/models')).body);
    expect(models.some(({ origin }) => origin === 'fine-tuned')).toBe(true);
  });

  it('that is no model is refused with a clear error, told from the start on, and the champion goes on', async () => {
    const { serving } = modelList.parse((await get('/v1/models')).body);
    const refused = await post('/v1/models/broken/promote', {});
    expect([refused.status, ((await refused.json()) as ErrorBody).error]).toEqual([409, expect.objectContaining({ code: 'model_unusable', message: expect.stringContaining('is not JSON') })]);
    expect((await get('/v1/status')).body).toMatchObject({ warnings: expect.arrayContaining([expect.stringContaining('is not JSON')]) });
    expect(modelList.parse((await get('/v1/models')).body).serving).toBe(serving);
  });
});
