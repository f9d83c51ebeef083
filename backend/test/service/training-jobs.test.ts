/** Training asked for over HTTP: progress, a killed child, cancelling, and a model of the fleet's own that speaks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forecast, job, jobList, lifecycleDecisionList, modelList, type Job } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { eventually } from './eventually.ts';
import { pushFleet, type PushedFleet } from './pushed-fleet.ts';

const dayMs = 86_400_000;
const fleet: PushedFleet = { servers: Array.from({ length: 8 }, (_, i) => `web-${i}`), metrics: ['cpu', 'memory'], stepMs: 300_000 };

/** Children of a process that run the training, by Linux' own account. */
function trainingChildren(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '));
  return children.filter((child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('training-child')).map(Number);
}

/** Nothing is trained but by hand: left to itself it would train for a new fleet after some minutes. */
const settings = { models: { automatic: false, trialHours: 0, watchHours: 0 } };

describe('a training job', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-training-'));
  let service: ListeningProcess;

  async function call<T>(route: string, parse: (body: unknown) => T, body?: object): Promise<T> {
    const response = await fetch(`${service.url}${route}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${await response.text()}`);
    return parse(await response.json());
  }
  const find = (jobId: string) => call(`/v1/jobs/${jobId}`, (body) => job.parse(body));
  const train = (request: object) => call('/v1/models/train', (body) => job.parse(body), request);
  const models = () => call('/v1/models', (body) => modelList.parse(body));
  const ended = (jobId: string, state: Job['state']) =>
    eventually(async () => {
      const found = await find(jobId);
      expect(found.state).toBe(state);
      return found;
    });

  beforeAll(async () => {
    service = await startServiceProcess(folder, settings);
    await pushFleet(service.url, fleet, Date.now() - 12.4 * dayMs, Date.now());
    await eventually(async () => expect((await models()).seriesServed.byModel).toBe(16));
  });
  afterAll(async () => {
    expect(await service.stop()).toEqual({ code: 0, signal: null });
    rmSync(folder, { recursive: true });
  });

  it('shows its progress, refuses a second one beside it, and ends when it is cancelled', async () => {
    const started = await train({ steps: 5000, seed: 3 });
    expect(started).toMatchObject({ kind: 'fine-tuning', state: 'running', requestedBy: 'local' });
    const second = await fetch(`${service.url}/v1/models/train`, { method: 'POST' });
    expect(second.status).toBe(409);
    await eventually(async () => expect((await find(started.jobId)).progress?.step).toBeGreaterThan(0));
    const cancelled = await call(`/v1/jobs/${started.jobId}/cancel`, (body) => job.parse(body), {});
    expect(cancelled).toMatchObject({ state: 'cancelled', message: 'Cancelled by local.' });
    expect(trainingChildren(service.pid)).toEqual([]);
  });

  it('whose process is killed fails with a message, while the API answers and the model goes on speaking', async () => {
    const { serving } = await models();
    const started = await train({ steps: 5000 });
    const [child] = await eventually(async () => {
      const children = trainingChildren(service.pid);
      expect(children).toHaveLength(1);
      return children;
    });
    process.kill(child, 'SIGKILL');
    const failed = await ended(started.jobId, 'failed');
    expect(failed.message).toContain('SIGKILL');
    expect((await fetch(`${service.url}/v1/fleet`)).status).toBe(200);
    expect((await models()).serving).toBe(serving);
  });

  it('that succeeds lists its version, which speaks from the next cycle on once it is champion', async () => {
    const started = await train({ steps: 100, seed: 7 });
    const done = await ended(started.jobId, 'succeeded');
    const { models: versions } = await models();
    const trained = versions.find(({ origin }) => origin === 'fine-tuned');
    expect(trained).toMatchObject({ trainingSteps: 100, seed: 7, stepSeconds: 300, horizonSteps: 96 });
    expect(done.message).toContain(trained!.version);
    // Whether a hundred steps make it better than the shipped model depends on the hour's data; a person may promote it all the same.
    if (trained!.role !== 'champion') await call(`/v1/models/${trained!.version}/promote`, () => undefined, { reason: 'to hear it' });
    expect((await models()).models.find(({ version }) => version === trained!.version)?.role).toBe('champion');
    // pushing history again makes the present step be published once more, now by the new model
    await pushFleet(service.url, fleet, Date.now() - dayMs, Date.now());
    await eventually(async () => expect((await models()).serving).toBe(trained!.version));
    const [server] = await call('/v1/fleet', (body) => (body as { servers: Array<{ serverId: string }> }).servers);
    const answer = await call(`/v1/servers/${server.serverId}/forecast?metric=cpu`, (body) => forecast.parse(body));
    expect(answer.speaker).toMatchObject({ kind: 'model', name: trained!.version });
  });

  it('is listed newest first, and who asked for it stands among the decisions', async () => {
    const { jobs } = await call('/v1/jobs', (body) => jobList.parse(body));
    expect(jobs.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'cancelled']);
    const { decisions } = await call('/v1/models/decisions', (body) => lifecycleDecisionList.parse(body));
    const byHand = decisions.filter(({ reason }) => reason === 'local asked for it by hand.');
    expect(byHand.map(({ subject, outcome, jobId }) => ({ subject, outcome, jobId }))).toEqual(jobs.map(({ jobId }) => ({ subject: 'retraining', outcome: 'go', jobId })));
  });

  it('leaves nothing behind of what it read', () => {
    expect(readdirSync(path.join(folder, 'data'))).not.toContain('training');
  });

  it('is remembered over a restart, and so is its model', async () => {
    const { serving } = await models();
    await service.stop();
    service = await startServiceProcess(folder, settings);
    const { jobs } = await call('/v1/jobs', (body) => jobList.parse(body));
    expect(jobs).toHaveLength(3);
    expect((await models()).models.find(({ role }) => role === 'champion')?.version).toBe(serving);
  });
});
