/** What a fleet's own training makes of bad and of little data, and of a light update. Hours as steps keep the network small. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FleetTraining, type FinishedTraining } from '../../src/app/jobs/fleet-training.ts';
import { startTraining, type TrainingEnd } from '../../src/app/training/training-process.ts';
import type { TrainingRequest } from '../../src/app/training/training-request.ts';
import type { LongSeries } from '../../src/domain/series/long-series.ts';
import { embeddingName } from '../../src/domain/tft/network.ts';
import { parameterLayout } from '../../src/domain/tft/parameters.ts';
import { readModel } from '../../src/io/model-store/model-folder.ts';
import { writeSeriesArchive } from '../../src/io/series-archive/series-archive.ts';

const hours = 24 * 30;
const firstStep = 400_000;

const wave = (server: number, hour: number) => (20 + 10 * Math.sin((2 * Math.PI * hour) / 24) + ((hour * 7919 + server * 31) % 13) / 3) * (1 + (server % 2));

function fleet(servers: number, valueAt: (server: number, hour: number) => number = wave): LongSeries[] {
  return Array.from({ length: servers }, (_, server) => ({
    serverId: `s${server}`, metric: 'cpu', kind: 'percent', firstStep, values: Float32Array.from({ length: hours }, (_, hour) => valueAt(server, hour)),
  }));
}

let folder: string;
let parent: string;
let made = 0;

async function train(series: readonly LongSeries[] | string, changes: Partial<TrainingRequest> & { readonly update?: boolean; readonly sampledShare?: number } = {}): Promise<TrainingEnd & { readonly out: string }> {
  const version = `v-${++made}`;
  const out = path.join(folder, version);
  const file = typeof series === 'string' ? series : `${out}.series`;
  if (typeof series !== 'string') await writeSeriesArchive(file, series);
  const { update = false, sampledShare = 1, ...rest } = changes;
  const request: TrainingRequest = {
    data: { kind: 'archive', file }, simulatedSeeds: [], out, version, createdAt: '2026-01-02T03:04:05.000Z', origin: update ? 'updated' : 'fine-tuned', trainedOn: 'a test', parent,
    stepSeconds: 3600, horizonSteps: 12, seed: 7, threads: 1, steps: 8, budgetSeconds: null, untilStep: null, validateFromStep: null,
    fleet: { endStep: firstStep + hours - 1, sampledShare, update, leftOut: [] }, ...rest,
  };
  return { ...(await startTraining(request, () => undefined).finished), out };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-data-'));
  parent = '';
  const base = await train(fleet(6), { parent: null, origin: 'trained', fleet: undefined, steps: 60 });
  if (base.kind !== 'trained') throw new Error(JSON.stringify(base));
  parent = base.out;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a fleet’s own training', () => {
  it('holds out its newest part, judges itself beside its parent and the floors, and remembers what its inputs were like', async () => {
    const end = await train(fleet(6));
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    const { heldOut, dataProfile, daysNeeded, parent: from, embeddedSeries } = end.manifest;
    expect(heldOut!.judged).toBeGreaterThan(60);
    for (const voice of [heldOut!.candidate!, heldOut!.parent!]) {
      expect(voice.floorRatio).toBeGreaterThan(0);
      expect(voice.coverage80).toBeGreaterThan(0);
    }
    expect(heldOut!.lossRatio).toBeGreaterThan(0);
    expect(dataProfile!.cpu.bounds).toHaveLength(9);
    expect({ daysNeeded, from, series: embeddedSeries.length }).toEqual({ daysNeeded: undefined, from: 'v-1', series: 6 });
  });

  it.each<[string, LongSeries[]]>([
    ['one server', fleet(1)],
    ['nothing but constants', fleet(4, () => 17)],
    [
      'infinities, a metric of constants and a server without a single value',
      [
        ...fleet(4, (server, hour) => (hour % 50 === 7 ? Infinity : hour % 50 === 9 ? -Infinity : wave(server, hour))),
        ...fleet(4, () => 17).map((one) => ({ ...one, metric: 'disk' })),
        ...fleet(1, () => NaN).map((one) => ({ ...one, serverId: 'silent' })),
      ],
    ],
  ])('bears %s: every parameter stays a number', async (_what, series) => {
    const end = await train(series);
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    expect((await readModelOf(end.out)).values.every(Number.isFinite)).toBe(true);
    expect(end.manifest.embeddedSeries.join()).not.toContain('silent');
  });

  it.each<[string, LongSeries[], string]>([
    ['every value is missing', fleet(3, () => NaN), 'holds a single value'],
    ['there is a day of it', fleet(3, (server, hour) => (hour >= hours - 24 ? wave(server, hour) : NaN)), '1.0 days of history'],
    ['it ended yesterday', fleet(3, (server, hour) => (hour < hours - 24 ? wave(server, hour) : NaN)), '24.0 h old'],
  ])('trains nothing when %s, and says so', async (_what, series, words) => {
    expect(await train(series)).toMatchObject({ kind: 'refused', message: expect.stringContaining(words), figures: { series: 3 } });
  });

  it('that learns nothing from gaps tells what the sources did not deliver', async () => {
    const refused: FinishedTraining[] = [];
    const training = new FleetTraining({
      models: { championSpeaks: true, champion: { version: 'v-1', folder: parent, manifest: null }, folderOf: (version) => path.join(folder, version) },
      workFolder: path.join(folder, 'work'), grid: { stepSeconds: 3600, horizonSteps: 12 }, region: 'eu', historyDays: 30, now: () => 0, leftOut: () => [],
      async archive(file) {
        await writeSeriesArchive(file, fleet(3, (server, hour) => (hour % 3 === 0 ? wave(server, hour) : NaN)));
        return { kind: 'archived', series: 3, sampledShare: 1, toStep: firstStep + hours - 1, faults: ['Prometheus answered 503.'], trouble: [] };
      },
      async decide(end) {
        refused.push(end);
        return { kind: 'failed', message: '' };
      },
    });
    await training.start('job', { update: false, request: {} }, () => undefined).finished;
    expect(refused).toMatchObject([{ kind: 'refused', message: expect.stringMatching(/0 of 3 series.*Close the gaps.*Prometheus answered 503\.$/) }]);
  });

  it('says so when the file of the history cannot be read', async () => {
    const file = path.join(folder, 'torn.series');
    writeFileSync(file, '{"series":[{"serverId":"a"');
    expect(await train(file)).toMatchObject({ kind: 'failed' });
    expect(await train(path.join(folder, 'gone.series'))).toMatchObject({ kind: 'failed', message: expect.stringContaining('no such file') });
  });

  it('that starts from no model at all bears odd data, and says so when there is nothing to learn from', async () => {
    const anew = { parent: null, origin: 'trained', fleet: undefined, steps: 4 } as const;
    const odd = [...fleet(2, (server, hour) => (hour % 50 === 7 ? Infinity : wave(server, hour))), ...fleet(1, () => 17).map((one) => ({ ...one, metric: 'disk' })), ...fleet(1, () => NaN).map((one) => ({ ...one, serverId: 'silent' }))];
    const end = await train(odd, anew);
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    expect((await readModelOf(end.out)).values.every(Number.isFinite)).toBe(true);
    expect(await train(fleet(2, () => NaN), anew)).toMatchObject({ kind: 'failed', message: expect.stringContaining('has a window to train on') });
  });

  it('learns from two days, and then needs two days of every series', async () => {
    const end = await train(fleet(5, (server, hour) => (hour >= hours - 48 ? wave(server, hour) : NaN)));
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    expect(end.manifest.daysNeeded).toBe(2);
    expect(end.manifest.heldOut!.judged).toBeGreaterThan(0);
  });
});

describe('a light update', () => {
  it('learns a new pattern, forgets hardly anything of the old one, and keeps the table’s rows and row 0 at zero', async () => {
    const tuned = await train(fleet(6), { steps: 200, sampledShare: 0.5 });
    parent = tuned.out;
    // a job every five hours on half of the servers since a week: no simple forecast knows its rhythm
    const withJob = (server: number, hour: number) => wave(server, hour) + (hour > hours - 200 && server % 2 === 0 && hour % 5 === 0 ? 30 : 0);
    const end = await train(fleet(6, withJob), { update: true, steps: null });
    if (end.kind !== 'trained') throw new Error(JSON.stringify(end));
    const { manifest } = end;
    expect(manifest).toMatchObject({ origin: 'updated', embeddedSeries: (await readModelOf(tuned.out)).manifest.embeddedSeries, sampledShare: 0.5 });
    // without replay and consolidation it would learn more (0.94) and forget a fifth (1.21)
    expect(manifest.heldOut!.lossRatio).toBeLessThan(0.985);
    expect(manifest.heldOut!.forgetting).toBeGreaterThan(0.5);
    expect(manifest.heldOut!.forgetting).toBeLessThan(1.05);
    const { values, manifest: stored } = await readModelOf(end.out);
    const { offset, shape } = parameterLayout(stored.definition).slots.find(({ name }) => name === embeddingName)!;
    expect([...values.subarray(offset, offset + shape[1])].every((value) => value === 0)).toBe(true);
  });
});

async function readModelOf(from: string) {
  const outcome = await readModel(from);
  if (outcome.kind !== 'read') throw new Error(outcome.message);
  return outcome.model;
}
