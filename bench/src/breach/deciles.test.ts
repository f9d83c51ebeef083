import { describe, expect, it } from '@jest/globals';
import type { BreachCase } from './breach-cases.ts';
import { decilesOf } from './deciles.ts';

const saidOf = ({ calibrated }: BreachCase) => calibrated;

/** 20 servers on 20 days, 10 cases of each a day, all said to be likely by half. */
function casesWhere(breached: (server: number, day: number, n: number) => boolean): BreachCase[] {
  const list = Array.from({ length: 20 }, (_, i) => i);
  return list.flatMap((server) => list.flatMap((day) => list.slice(0, 10).map((n): BreachCase => ({ who: `web-${server}`, series: `web-${server} cpu`, originStep: 288 * day + n, stated: 0.5, calibrated: 0.55, breached: breached(server, day, n) }))));
}

describe('deciles', () => {
  it('set what was said beside what came', () => {
    const deciles = decilesOf(casesWhere((_, __, n) => n < 6), saidOf);
    expect(deciles.map(({ cases }) => cases)).toEqual([0, 0, 0, 0, 0, 4000, 0, 0, 0, 0]);
    expect(deciles[5].said).toBeCloseTo(0.55, 10);
    expect(deciles[5].came).toBeCloseTo(0.6, 10);
    // the same on every server and every day: no draw can differ
    expect(deciles[5].excess.low).toBeCloseTo(0.05, 10);
    expect(deciles[5].excess.high).toBeCloseTo(0.05, 10);
  });

  it('know that cases of one server, and of one day, hang together', () => {
    const widthWhere = (breached: Parameters<typeof casesWhere>[0]) => {
      const { low, high } = decilesOf(casesWhere(breached), saidOf)[5].excess;
      return high - low;
    };
    const apart = widthWhere((server, day, n) => (7 * server + 3 * day + n) % 2 === 0);
    const byServer = widthWhere((server) => server % 2 === 0);
    const byDay = widthWhere((_, day) => day % 2 === 0);
    expect(apart).toBeLessThan(0.05);
    // 20 coins instead of 4,000: 2 x 1.645 x 0.5 / sqrt(20) = 0.37
    expect(byServer).toBeGreaterThan(0.25);
    expect(byDay).toBeGreaterThan(0.25);
  });
});
