import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../series/same-local-time.ts';
import { agreementOf } from './agreement.ts';
import { peersAlike } from './peers.ts';
import { groupOfSteps, timeGroups } from './time-groups.ts';

describe('the agreement of two accounts', () => {
  it('is the rank correlation of their effects, and whether both name the same part first (the worked example)', () => {
    expect(agreementOf([50, -6, 3, 1], [40, -9, 2, 5])).toEqual({ rankCorrelation: expect.closeTo(0.8, 10), sameFirst: true });
    expect(agreementOf([50, -6, 3], [1, -9, 2]).sameFirst).toBe(false);
  });

  it('is not told of fewer than three parts, or when one account sees no differences', () => {
    expect(agreementOf([1, 2], [2, 1]).rankCorrelation).toBeNull();
    expect(agreementOf([0, 0, 0], [1, 2, 3]).rankCorrelation).toBeNull();
  });
});

describe('parts of the past', () => {
  const hour = 12;
  const groupAt = (zone: string, originMs: number, ahead: number, step: number) => {
    const originStep = originMs / 300_000;
    const grid = { stepSeconds: 300, originStep, targetStep: originStep + ahead, oldestStep: originStep - 3599 };
    return timeGroups[groupOfSteps(grid, new LocalTime(zone, 300_000))[step - grid.oldestStep]];
  };

  it('are told apart by their distance from the moment that is explained', () => {
    const originMs = Date.UTC(2026, 2, 18, 12);
    const target = originMs / 300_000 + 4 * hour;
    const at = (step: number) => groupAt('UTC', originMs, 4 * hour, step);
    expect(at(target - 5 * hour)).toBe('recent');
    expect(at(target - 24 * hour)).toBe('yesterday');
    expect(at(target - 24 * hour + hour)).toBe('yesterday');
    expect(at(target - 24 * hour + hour + 1)).toBe('day');
    expect(at(target - 3 * 24 * hour)).toBe('other-days');
    expect(at(target - 7 * 24 * hour)).toBe('last-week');
    expect(at(target - 8 * 24 * hour)).toBe('week');
  });

  it('follow local time: on the day clocks go forward, the same time yesterday is 23 hours ago', () => {
    // noon in Berlin on 29 March 2026, explained for 14:00
    const originMs = Date.UTC(2026, 2, 29, 10);
    const target = originMs / 300_000 + 2 * hour;
    expect(groupAt('Europe/Berlin', originMs, 2 * hour, target - 22 * hour)).toBe('yesterday');
    expect(groupAt('UTC', originMs, 2 * hour, target - 22 * hour)).toBe('day');
  });
});

describe('peers', () => {
  const wave = Float32Array.from({ length: 288 }, (_, i) => Math.sin(i / 20));

  it('went the same way where the last day correlates, whatever their level', () => {
    const peers = [
      { serverId: 'a', server: 'a', day: wave.map((value) => 50 + 10 * value) },
      { serverId: 'b', server: 'b', day: wave.map((value) => -value) },
      { serverId: 'c', server: 'c', day: wave.map((value, i) => (i % 3 === 0 ? value : NaN)) },
    ];
    expect(peersAlike('web', wave, peers)).toEqual({ profile: 'web', peers: 3, alike: [{ serverId: 'a', server: 'a', correlation: expect.closeTo(1, 5) }] });
  });
});
