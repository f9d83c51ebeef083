import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PerformanceFilter, LedgerPerformance } from '../../src/app/ledger/ledger-performance.ts';
import { encodeOffset } from '../../src/io/ledger/offset-code.ts';
import { actualAt, firstStep, LedgerBed, series, stepSeconds, threshold } from './ledger-bed.ts';
import type { Retained } from './retention-child.ts';

let folder: string;
let file: string;
let bed: LedgerBed;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-ledger-'));
  file = path.join(folder, 'ledger.duckdb');
  bed = await LedgerBed.start(file);
});

afterEach(async () => {
  await bed.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(fromStep: number, toStep: number): Promise<void> {
  for (let step = fromStep; step <= toStep; step++) await bed.cycle(step);
}

async function performance(atStep: number, filter: Partial<PerformanceFilter> = {}): Promise<LedgerPerformance> {
  const figures = await bed.calls.performance({ days: 7, ...filter }, atStep * stepSeconds * 1000);
  if ('kind' in figures) throw new Error(figures.message);
  return figures;
}

/** Forecasts of one series that have come true when origins first..last were said and steps up to last - 3 have settled. */
function judgedForecasts(lastStep: number, fromStep = firstStep): number {
  return [6, 12, 24, 48, 96].reduce((count, lead) => count + Math.max(0, lastStep - 3 - lead - fromStep + 1), 0);
}

describe('the ledger', () => {
  it('judges what was said once it has come true, against every floor, and adds it up', async () => {
    await run(firstStep, firstStep + 150);
    const figures = await performance(firstStep + 150);
    expect(figures.series).toBe(series.length);
    const cpu = figures.metrics.find(({ metric }) => metric === 'cpu')!;
    expect(cpu.forecasts).toBe(2 * judgedForecasts(firstStep + 150));
    expect(cpu.meanAbsoluteError).toBeCloseTo(1, 2);
    // served lies at -1, +1 and +3 of the truth, every floor at +2, +4 and +6
    expect(cpu.skill).toBeCloseTo(1 - (0.1 * 1 + 0.5 * 1 + 0.1 * 3) / (0.9 * 2 + 0.5 * 4 + 0.1 * 6), 2);
    expect(cpu.coverage80).toBe(1);
    expect(cpu.accuracy).toBeCloseTo(1 - 1 / cpu.meanLevel!, 3);
    expect(cpu.speakers.find(({ speaker }) => speaker.kind === 'model')).toMatchObject({ speaker: { name: 'base-1' } });
    expect(cpu.speakers.find(({ speaker }) => speaker.name === 'win24')).toMatchObject({ lossRatio: 1, maeRatio: 1 });
    expect(figures.horizons.filter(({ metric }) => metric === 'cpu').map(({ horizonMinutes, forecasts }) => [horizonMinutes, forecasts > 0])).toEqual([[30, true], [60, true], [120, true], [240, true], [480, true]]);
  });

  it('answers for one profile, server or metric', async () => {
    await run(firstStep, firstStep + 60);
    expect((await performance(firstStep + 60, { profile: 'database' })).series).toBe(1);
    expect((await performance(firstStep + 60, { serverId: 'id-web-1' })).metrics.map(({ metric }) => metric)).toEqual(['cpu', 'network']);
    expect((await performance(firstStep + 60, { metric: 'disk' })).metrics).toEqual([]);
  });

  it('judges what came late, once', async () => {
    for (let step = firstStep; step <= firstStep + 60; step++) await bed.cycle(step, step > firstStep + 20 && step <= firstStep + 40);
    const before = (await performance(firstStep + 60)).metrics[0].forecasts;
    for (let step = firstStep + 21; step <= firstStep + 40; step++) bed.observe(step);
    await run(firstStep + 61, firstStep + 75);
    const { forecasts } = (await performance(firstStep + 75)).metrics[0];
    expect(forecasts).toBe(2 * judgedForecasts(firstStep + 75));
    expect(forecasts).toBeGreaterThan(before);
  });

  it.each(['closed', 'crashed'] as const)('goes on where it was after it was %s', async (how) => {
    await run(firstStep, firstStep + 77);
    await (how === 'closed' ? bed.close() : bed.crash());
    const { windows } = bed;
    bed = await LedgerBed.start(file, windows.originStep);
    for (let step = firstStep; step <= windows.originStep; step++) bed.observe(step);
    await run(firstStep + 78, firstStep + 90);
    expect((await performance(firstStep + 90)).metrics[0].forecasts).toBe(2 * judgedForecasts(firstStep + 90));
  });

  it('takes what was said first of an origin, whatever is said again', async () => {
    await run(firstStep, firstStep + 40);
    await bed.say(firstStep + 40);
    await bed.say(firstStep + 39);
    await run(firstStep + 41, firstStep + 60);
    expect((await performance(firstStep + 60)).metrics[0].forecasts).toBe(2 * judgedForecasts(firstStep + 60));
  });

  it('sets aside a log that cannot be replayed, names it, and goes on with what the file held', async () => {
    await run(firstStep, firstStep + 20);
    const damaged = path.join(folder, 'damaged.duckdb');
    copyFileSync(file, damaged);
    const log = readFileSync(`${file}.wal`);
    log[log.length >> 1] ^= 0xff;
    writeFileSync(`${damaged}.wal`, log);
    await bed.close();
    bed = await LedgerBed.start(damaged, firstStep + 20);
    const { setAside } = await bed.calls.status();
    expect(setAside).toEqual([expect.stringMatching(/^damaged\.duckdb\.wal\.set-aside-/)]);
    expect(readdirSync(folder)).toContain(setAside[0]);
    await run(firstStep + 21, firstStep + 40);
    expect((await performance(firstStep + 40)).series).toBe(series.length);
  });

  it('keeps which observed breaches began, once each', async () => {
    await run(firstStep, firstStep + 60);
    const breaches = (await performance(firstStep + 60)).breaches;
    const expected = series.flatMap(({ serverId, metric }, row) =>
      Array.from({ length: 40 }, (_, at) => firstStep + 15 + at)
        .filter((step) => actualAt(row, step) >= threshold.value && actualAt(row, step - 1) < threshold.value)
        .map((step) => ({ serverId, metric, threshold, atMs: step * stepSeconds * 1000 })),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect([...breaches].sort((a, b) => a.atMs - b.atMs)).toEqual(expected.sort((a, b) => a.atMs - b.atMs));
  });

  it('keeps entries for 7 whole days, what served and models said at hourly origins for 30, daily sums for 90 and onsets for 400', () => {
    const child = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'retention-child.ts'), path.join(folder, 'retained.duckdb')], { encoding: 'utf8' });
    expect([child.status, child.stderr]).toEqual([0, '']);
    expect(JSON.parse(child.stdout)).toEqual({
      left: { said: [7, 0], compared: [7, 0], hourly: [30, 9, 8], came: [30, 9, 8, 7, 0], judged: [90, 32, 31, 30, 9, 8, 7, 0], served: [90, 32, 31, 30, 9, 8, 7, 0] },
      hourly: [{ speaker: 'base-1', anchor: 50, code: encodeOffset(3) }, { speaker: 'served', anchor: 50, code: encodeOffset(4) }],
      onsetDays: [400, 399, 1],
    } satisfies Retained);
  });

  it('drops what is out of retention and copies what is left', async () => {
    await run(firstStep, firstStep + 60);
    const dayMs = 86_400_000;
    const nowMs = (firstStep + 60) * stepSeconds * 1000;
    expect(await bed.calls.retire(nowMs + 89 * dayMs)).toBeNull();
    expect((await performance(firstStep + 60)).metrics[0].forecasts).toBe(2 * judgedForecasts(firstStep + 60));
    const copy = path.join(folder, 'copy.duckdb');
    expect(await bed.calls.copyTo(copy)).toBeNull();
    expect(existsSync(copy)).toBe(true);
    await bed.calls.retire(nowMs + 92 * dayMs);
    expect((await performance(firstStep + 60)).metrics).toEqual([]);
  });
});
