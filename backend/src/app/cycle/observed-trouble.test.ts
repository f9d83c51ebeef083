import { describe, expect, it } from '@jest/globals';
import type { LongSeries } from '../../domain/series/long-series.ts';
import { observedTrouble } from './observed-trouble.ts';

const stepMs = 300_000;
const series = (metric: string, ...values: number[]): LongSeries => ({ serverId: 's', metric, kind: 'percent', firstStep: 100, values: Float32Array.from(values) });
const critical = ({ metric }: LongSeries) => (metric === 'disk' ? null : { value: 90, direction: 'above' as const });

describe('trouble that a history shows', () => {
  it('is a run of three steps at or beyond the critical threshold, and may go on to the end', () => {
    expect(observedTrouble([series('cpu', 10, 95, 96, 97, 10, 95, 95, 10, 91, 92, 93)], critical, stepMs)).toEqual([
      { cause: 'incident', serverId: 's', startMs: 100 * stepMs, endMs: 103 * stepMs },
      { cause: 'incident', serverId: 's', startMs: 107 * stepMs, endMs: null },
    ]);
  });

  it('is none where a metric has no critical threshold', () => {
    expect(observedTrouble([series('disk', 99, 99, 99, 99)], critical, stepMs)).toEqual([]);
  });
});
