import { describe, expect, it } from '@jest/globals';
import { timesToDetect, timesToResolve } from './breach-times.ts';
import { openedAtMs, sampleWarning } from './sample-warning.fixture.ts';
import { topRisksOf } from './top-risks.ts';

const minuteMs = 60_000;
const breached = (leadMinutes: number, lastedMinutes: number | null = null) => {
  const onsetAtMs = openedAtMs + leadMinutes * minuteMs;
  // It clears an hour after the last value beyond the threshold.
  return sampleWarning({ outcome: leadMinutes < 30 ? 'late' : 'came-true', onsetAtMs, cleared: lastedMinutes === null ? null : { atMs: onsetAtMs + (lastedMinutes + 60) * minuteMs, because: 'breach-over' } });
};

describe('how early breaches were known', () => {
  it('counts leads by their length; the median is between the middle two', () => {
    const { medianMinutes, bins } = timesToDetect([breached(10), breached(45), breached(60), breached(300), sampleWarning({ outcome: 'false' })]);
    expect(medianMinutes).toBe(52.5);
    expect(bins.map(({ fromMinutes, toMinutes, breaches }) => [fromMinutes, toMinutes, breaches])).toEqual([[0, 30, 1], [30, 60, 1], [60, 120, 1], [120, 240, 0], [240, null, 1]]);
  });

  it('has no median without a breach', () => {
    expect(timesToDetect([]).medianMinutes).toBeNull();
  });
});

describe('how long breaches lasted', () => {
  it('ends them an hour before their warnings cleared, and leaves out those under way and those that never came', () => {
    const calm = sampleWarning({ outcome: 'false', cleared: { atMs: openedAtMs + 600 * minuteMs, because: 'calm' } });
    const { medianMinutes, bins } = timesToResolve([breached(60, 25), breached(45, 130), breached(90), calm]);
    expect(medianMinutes).toBe(77.5);
    expect(bins.filter(({ breaches }) => breaches > 0).map(({ fromMinutes }) => fromMinutes)).toEqual([15, 120]);
  });
});

describe('top risks', () => {
  it('rank servers by breaches that came or are expected', () => {
    const of = (serverId: string, part: object) => sampleWarning({ serverId, server: serverId, ...part });
    const risks = topRisksOf(
      [of('a', { probability: 0.6 }), of('a', { probability: 0.5, metric: 'memory' }), of('b', { outcome: 'came-true', onsetAtMs: openedAtMs, probability: 0.2 }), of('c', { outcome: 'false' }), of('d', { probability: 0.3 })],
      2,
    );
    expect(risks.map(({ serverId, metric, expectedBreaches, came, warnings }) => [serverId, metric, expectedBreaches, came, warnings])).toEqual([['a', 'cpu', 1.1, 0, 2], ['b', 'cpu', 1, 1, 1]]);
  });
});
