/** What waits for a sink that is down: bounded, counted, in order, and there again after a restart. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Gauge } from '../../src/domain/export/gauge.ts';
import type { GaugeBatch, GaugeWriter, WriteOutcome } from '../../src/domain/export/ports.ts';
import { rollAt, emptyRoll } from '../../src/domain/export/warning-roll.ts';
import { warningGauges } from '../../src/domain/export/warning-gauges.ts';
import { BatchOutbox } from '../../src/io/outbox/batch-outbox.ts';
import { gaugesOf } from '../../src/app/sinks/said-now.ts';
import { PredictionSink, type PredictionSinkOptions } from '../../src/app/sinks/prediction-sink.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { minute, saidAt, sinkFolder } from './sample-said.ts';

const startedAtMs = Date.UTC(2026, 5, 1);
const seriesSaid = gaugesOf(saidAt(startedAtMs), 'colon', startedAtMs).length;
const down: WriteOutcome = { kind: 'later', message: 'it is down' };

/** Takes what it is given while it is up. */
class Receiver implements GaugeWriter {
  isUp = true;
  readonly taken: GaugeBatch[] = [];
  write(batch: GaugeBatch): Promise<WriteOutcome> {
    if (!this.isUp) return Promise.resolve(down);
    this.taken.push(batch);
    return Promise.resolve({ kind: 'written', samples: batch.gauges.length });
  }
}

/** One life of a sink. */
async function sinkOf(folder: string, receiver: GaugeWriter, now: () => number, more: Partial<PredictionSinkOptions> = {}): Promise<PredictionSink> {
  const outbox = await BatchOutbox.open(folder, 10, now);
  return new PredictionSink({ name: 'test', nameStyle: 'colon', mostSeries: 100_000, writer: receiver, curves: null, outbox, now, ...more });
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a sink', () => {
  it('refuses more series than it may write, with the figure, and writes nothing', async () => {
    using folder = sinkFolder();
    const receiver = new Receiver();
    const sink = await sinkOf(folder.path, receiver, () => startedAtMs, { mostSeries: 10 });
    sink.tell(saidAt(startedAtMs));
    await sink.settled();
    expect(sink.status).toMatchObject({ state: 'refused', series: seriesSaid, samplesWritten: 0, message: expect.stringContaining(`would write ${seriesSaid} series; its limit is 10`) });
    expect(receiver.taken).toEqual([]);
  });

  it('counts the series of whole forecasts too', async () => {
    using folder = sinkFolder();
    const sink = await sinkOf(folder.path, new Receiver(), () => startedAtMs, { curves: { seriesOfCurve: 3, writeCurves: async () => down } });
    sink.tell(saidAt(startedAtMs));
    expect(sink.status.series).toBe(seriesSaid + 2 * 3);
    await sink.stop();
  });

  it('that is down never makes anybody wait, keeps the newest minutes and counts what it gives up', async () => {
    using folder = sinkFolder();
    let nowMs = startedAtMs;
    const receiver = new Receiver();
    receiver.isUp = false;
    const sink = await sinkOf(folder.path, receiver, () => nowMs);
    for (let passed = 0; passed < 14; passed++) {
      nowMs += minute;
      sink.tell(saidAt(nowMs));
    }
    await waitUntil(() => sink.status.state === 'down');
    await sink.stop();
    expect(sink.status).toMatchObject({ state: 'down', batchesWaiting: 10, batchesDropped: 4 });
    expect(readdirSync(folder.path)).toHaveLength(10);
  });

  it('that was down when the process ended is given everything in order by the next one, and the files go', async () => {
    using folder = sinkFolder();
    let nowMs = startedAtMs;
    const receiver = new Receiver();
    receiver.isUp = false;
    const before = await sinkOf(folder.path, receiver, () => nowMs);
    for (let passed = 0; passed < 3; passed++) {
      before.tell(saidAt(nowMs));
      nowMs += minute;
    }
    await before.stop();
    receiver.isUp = true;
    const after = await sinkOf(folder.path, receiver, () => nowMs);
    expect(after.status.batchesWaiting).toBe(3);
    after.tell(saidAt(nowMs));
    await after.settled();
    expect(receiver.taken.map(({ atMs }) => (atMs - startedAtMs) / minute)).toEqual([0, 1, 2, 3]);
    expect(receiver.taken[0].gauges.length).toBe(seriesSaid);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('sets a batch aside that does not match its checksum, and says so', async () => {
    using folder = sinkFolder();
    writeFileSync(path.join(folder.path, `${startedAtMs}.batch`), 'FLTSINK1 not what was written');
    const sink = await sinkOf(folder.path, new Receiver(), () => startedAtMs + minute);
    expect(sink.status.batchesWaiting).toBe(0);
    expect(sink.faults).toEqual([expect.stringMatching(/does not match its checksum; it was set aside as/)]);
  });

  it('writes nothing that a clock set back has not reached', async () => {
    using folder = sinkFolder();
    const receiver = new Receiver();
    receiver.isUp = false;
    const before = await sinkOf(folder.path, receiver, () => startedAtMs + 60 * minute);
    before.tell(saidAt(startedAtMs));
    await before.stop();
    const after = await sinkOf(folder.path, receiver, () => startedAtMs);
    expect(after.status.batchesWaiting).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('gives up at once, and counts, what the other side will never take', async () => {
    using folder = sinkFolder();
    const sink = await sinkOf(folder.path, { write: async () => ({ kind: 'refused', message: 'not like this' }) }, () => startedAtMs);
    sink.tell(saidAt(startedAtMs));
    await sink.settled();
    expect(sink.status).toMatchObject({ state: 'down', message: 'not like this', batchesWaiting: 0, batchesDropped: 1 });
  });

  it('gives up a whole forecast for a newer one, and counts it', async () => {
    using folder = sinkFolder();
    let nowMs = startedAtMs;
    const sink = await sinkOf(folder.path, new Receiver(), () => nowMs, { curves: { seriesOfCurve: 1, writeCurves: async () => down } });
    for (let cycle = 0; cycle < 3; cycle++) {
      sink.tell(saidAt(nowMs));
      nowMs += 5 * minute;
    }
    await waitUntil(() => sink.status.curvesMessage !== null);
    expect(sink.status).toMatchObject({ curvesDropped: 2, curvesMessage: 'it is down' });
    await sink.stop();
  });

  it('ends the siblings of a warning that cleared while nobody wrote, and tells it to be over', async () => {
    using folder = sinkFolder();
    const { warning } = storyOf('web-1', startedAtMs);
    const rollBefore = rollAt(emptyRoll, [warning], startedAtMs);
    const receiver = new Receiver();
    const sink = await sinkOf(folder.path, receiver, () => startedAtMs + minute, { saidBefore: warningGauges(rollBefore.open, rollBefore.ended, new Map(), startedAtMs) });
    sink.tell(saidAt(startedAtMs, rollAt(rollBefore, [], startedAtMs + minute)));
    await sink.settled();
    const [{ gauges, ending }] = receiver.taken;
    expect(gauges.filter(({ name }) => name === 'fleetcast_warning').map(({ value }) => value)).toEqual([0]);
    expect(ending.map(({ name }) => name).sort()).toEqual(['actionable', 'confidence', 'horizon_minutes', 'page', 'severity', 'stale'].map((name) => `fleetcast_warning_${name}`));
  });

  it('uses underscores for those who lint names', async () => {
    using folder = sinkFolder();
    const receiver = new Receiver();
    const sink = await sinkOf(folder.path, receiver, () => startedAtMs, { nameStyle: 'underscore' });
    sink.tell(saidAt(startedAtMs));
    await sink.settled();
    const names = new Set(receiver.taken[0].gauges.map(({ name }: Gauge) => name));
    expect([...names]).toContain('cpu_predicted');
    for (const name of names) expect(name).toMatch(/^[a-z_]+$/);
  });
});
