import { describe, expect, it } from '@jest/globals';
import { checkDataset, withoutTrouble } from './dataset.ts';
import type { LongSeries } from '../series/long-series.ts';

const day = 288;
const firstStep = 10_000;
const one = (values: Float32Array, serverId = 'a'): LongSeries => ({ serverId, metric: 'cpu', kind: 'percent', firstStep, values });
const days = (count: number, valueAt: (i: number) => number = (i) => i) => Float32Array.from({ length: count * day }, (_, i) => valueAt(i));
const end = (count: number) => firstStep + count * day - 1;

describe('the check of a dataset', () => {
  it('accepts a day and a half short of nothing: two days of one server', () => {
    expect(checkDataset([one(days(2))], end(2), 300)).toEqual({ kind: 'complete', figures: { series: 1, usable: 1, historyDays: 2, observedShare: 1, newestHoursAgo: 0 } });
  });

  it.each<[string, readonly LongSeries[], number, string, string]>([
    ['nothing at all', [one(days(3, () => NaN))], 3, 'too-little', 'none of 1 series holds a single value'],
    ['no series', [], 3, 'too-little', 'none of 0 series'],
    ['nothing but infinities', [one(days(3, () => Infinity))], 3, 'too-little', 'none of 1 series holds a single value'],
    ['a day', [one(days(1))], 1, 'too-little', '1.0 days of history'],
    ['old values', [one(days(3, (i) => (i < 2.5 * day ? i : NaN)))], 3, 'too-stale', '12.0 h old'],
    ['gaps', [one(days(3, (i) => (i % 3 === 0 ? i : NaN)))], 3, 'too-gappy', '0 of 1 series'],
    ['few servers with values', [one(days(3)), ...['b', 'c'].map((server) => one(days(3, (i) => (i > 2.9 * day ? i : NaN)), server))], 3, 'too-gappy', '1 of 3 series'],
  ])('refuses %s', (_what, series, count, fault, words) => {
    expect(checkDataset(series, end(count), 300)).toMatchObject({ kind: 'incomplete', fault, message: expect.stringContaining(words) });
  });
});

describe('what is left out of training', () => {
  const at = (step: number) => step * 300_000;
  const missing = (values: Float32Array) => [...values].flatMap((value, i) => (Number.isNaN(value) ? [i] : []));

  it('is the trouble of that server and half an hour on either side', () => {
    const [a, b] = withoutTrouble([one(days(3)), one(days(3), 'b')], [{ cause: 'incident', serverId: 'a', startMs: at(firstStep + 99), endMs: at(firstStep + 103) }], 300);
    expect(missing(a.values)).toEqual(Array.from({ length: 16 }, (_, i) => 94 + i));
    expect(b.values).toEqual(days(3));
  });

  it('is at most a fifth of a series, the newest of it', () => {
    const [a] = withoutTrouble([one(days(5))], [{ cause: 'incident', serverId: null, startMs: at(firstStep), endMs: null }], 300);
    expect(missing(a.values)).toEqual(Array.from({ length: day }, (_, i) => 4 * day + i));
  });

  it('is all of a maintenance window, as long as it may be, and no more', () => {
    const [a] = withoutTrouble([one(days(5))], [{ cause: 'maintenance', serverId: null, startMs: at(firstStep + 10), endMs: at(firstStep + 2 * day) }], 300);
    expect(missing(a.values)).toEqual(Array.from({ length: 2 * day - 10 }, (_, i) => 11 + i));
  });

  it('is whatever is no number', () => {
    const [a] = withoutTrouble([one(Float32Array.of(1, Infinity, 2, -Infinity, NaN))], [], 300);
    expect([...a.values]).toEqual([1, NaN, 2, NaN, NaN]);
  });
});
