/** Training in its own process: reproducible, cancellable, and its death a value. Hours as steps keep the network small. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrainingProgress } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTraining } from '../src/app/training/training-process.ts';
import type { TrainingRequest } from '../src/app/training/training-request.ts';
import { seededRandom } from '../src/domain/training/random.ts';
import type { LongSeries } from '../src/domain/training/window-batches.ts';
import { readModel } from '../src/io/model-store/model-folder.ts';
import { openModel } from '../src/io/onnxruntime/session-model.ts';
import { writeSeriesArchive } from '../src/io/series-archive/series-archive.ts';

const hours = 24 * 40;

/** A day's wave with noise; half the servers are twice as busy. */
function wavySeries(): readonly LongSeries[] {
  const random = seededRandom(42);
  return Array.from({ length: 6 }, (_, server) => ({
    serverId: `server-${server}`,
    metric: 'cpu',
    kind: 'percent' as const,
    firstStep: 400_000,
    values: Float32Array.from({ length: hours }, (_, hour) => (20 + 10 * Math.sin((2 * Math.PI * hour) / 24) + 6 * random()) * (1 + (server % 2))),
  }));
}

describe('the training process', () => {
  let folder: string;
  let archive: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-training-'));
    archive = path.join(folder, 'series.archive');
    await writeSeriesArchive(archive, wavySeries());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function request(version: string, changes: Partial<TrainingRequest> = {}): TrainingRequest {
    return {
      data: { kind: 'archive', file: archive },
      simulatedSeeds: [],
      out: path.join(folder, version),
      version,
      createdAt: '2026-01-02T03:04:05.000Z',
      origin: 'trained',
      trainedOn: 'six waves',
      parent: null,
      stepSeconds: 3600,
      horizonSteps: 12,
      seed: 7,
      threads: 1,
      steps: 30,
      budgetSeconds: null,
      untilStep: null,
      validateFromStep: null,
      ...changes,
    };
  }

  async function train(version: string, changes: Partial<TrainingRequest> = {}, onProgress: (progress: TrainingProgress) => void = () => undefined) {
    const end = await startTraining(request(version, changes), onProgress).finished;
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    return end.manifest;
  }

  /** Names in the folder that begin like the version, finished or half-written. */
  const traces = (version: string) => readdirSync(folder).filter((name) => name.includes(version));

  it('gives the same weights for the same data, seed, threads and steps, others for another seed, and tells how far it is', async () => {
    const told: TrainingProgress[] = [];
    const one = await train('one', {}, (progress) => told.push(progress));
    const two = await train('two');
    const other = await train('other', { seed: 8 });
    expect(two.weights.checksumSha256).toBe(one.weights.checksumSha256);
    expect(other.weights.checksumSha256).not.toBe(one.weights.checksumSha256);
    expect(one.training).toMatchObject({ steps: 30, seed: 7, threads: 1, stoppedBy: 'steps', trainedOn: 'six waves' });
    expect(one.training.dataFingerprint).toBe(two.training.dataFingerprint);
    expect(told.map(({ step, totalSteps }) => [step, totalSteps])).toEqual([1, 10, 20, 30].map((step) => [step, 30]));
    for (const { loss } of told) expect(loss).toBeGreaterThan(0);
  });

  it('ends by its time budget at a checkpoint, and the recorded steps repeat it exactly', async () => {
    const hurried = await train('hurried', { steps: null, budgetSeconds: 1 });
    expect(hurried.training.stoppedBy).toBe('time-budget');
    // the level stretch ends at the first checkpoint, half of the steps follow as decay
    expect(hurried.training.steps % 200).toBe(0);
    const repeated = await train('repeated', { steps: hurried.training.steps });
    expect(repeated.weights.checksumSha256).toBe(hurried.weights.checksumSha256);
  });

  it('learns, and fine-tuning with a vector for every series learns more', async () => {
    const base = await train('base', { steps: 300 });
    const barely = await train('barely', { steps: 1 });
    expect(base.training.validationLoss).toBeLessThan(0.9 * barely.training.validationLoss!);
    const tuned = await train('tuned', { parent: path.join(folder, 'base'), origin: 'fine-tuned', steps: 150 });
    expect(tuned).toMatchObject({ parent: 'base', origin: 'fine-tuned' });
    expect(tuned.training.validationLoss).toBeLessThan(1.005 * base.training.validationLoss!);
    expect(tuned.embeddedSeries).toHaveLength(6);
    const outcome = await readModel(path.join(folder, 'tuned'));
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    const model = await openModel(outcome.model, 4);
    expect(model.embeddingRow('server-0', 'cpu')).toBe(1);
    // behind the six rows of the series and row 0: the mean of the metric's series, and of all
    expect(model.embeddingRow('stranger', 'cpu')).toBe(7);
    expect(model.embeddingRow('server-0', 'memory')).toBe(8);
    await model.close();
  });

  it.each([
    { stepSeconds: 900, horizonSteps: 32, days: 12 },
    { stepSeconds: 60, horizonSteps: 60, days: 11 },
  ])('trains for steps of $stepSeconds s, $horizonSteps ahead', async ({ stepSeconds, horizonSteps, days }) => {
    const version = `every-${stepSeconds}`;
    const file = path.join(folder, `${version}.archive`);
    const [first] = wavySeries();
    const steps = (days * 86_400) / stepSeconds;
    await writeSeriesArchive(file, [{ ...first, values: Float32Array.from({ length: steps }, (_, step) => first.values[Math.floor((step * stepSeconds) / 3600)]) }]);
    const manifest = await train(version, { data: { kind: 'archive', file }, stepSeconds, horizonSteps, steps: 2 });
    expect(manifest.definition.grid).toEqual({ stepSeconds, pastSteps: 86_400 / stepSeconds, horizonSteps });
    const outcome = await readModel(path.join(folder, version));
    expect(outcome.kind).toBe('read');
  });

  it('can be cancelled, and leaves nothing behind', async () => {
    const running = startTraining(request('cancelled', { steps: 100_000 }), () => running.cancel());
    expect(await running.finished).toEqual({ kind: 'cancelled' });
    expect(traces('cancelled')).toEqual([]);
  });

  it('says so when it was killed, and leaves nothing behind', async () => {
    const running = startTraining(request('killed', { steps: 100_000 }), () => process.kill(running.pid!, 'SIGKILL'));
    expect(await running.finished).toMatchObject({ kind: 'killed', message: expect.stringContaining('ended by SIGKILL') });
    expect(traces('killed')).toEqual([]);
  });

  it('says so when its memory was not enough', async () => {
    const running = startTraining(request('starved'), () => undefined, 12);
    expect(await running.finished).toMatchObject({ kind: 'out-of-memory', message: expect.stringContaining('more than its 12 MB') });
    expect(traces('starved')).toEqual([]);
  });

  it('says what is wrong with a request that it cannot fulfil', async () => {
    const missing = await startTraining(request('orphan', { parent: path.join(folder, 'nowhere') }), () => undefined).finished;
    expect(missing).toMatchObject({ kind: 'failed', message: expect.stringContaining('holds no readable manifest.json') });
    const short = await startTraining(request('short', { untilStep: 400_100 }), () => undefined).finished;
    expect(short).toMatchObject({ kind: 'failed', message: expect.stringContaining('has a window to train on') });
    expect(existsSync(path.join(folder, 'orphan'))).toBe(false);
  });
});
