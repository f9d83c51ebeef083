import { describe, expect, it } from '@jest/globals';
import { driftOf } from './drift-limits.ts';
import { warningFigures, type JudgedWarning, type ObservedBreach } from './warning-performance.ts';

const minute = 60_000;
const threshold = { value: 80, direction: 'above' } as const;
const warning = (openedAtMs: number, outcome: JudgedWarning['outcome'], onsetAtMs: number | null = null, metric = 'cpu'): JudgedWarning => ({ serverId: 'a', metric, threshold, openedAtMs, outcome, onsetAtMs, isPaged: false });
const breach = (atMs: number, metric = 'cpu'): ObservedBreach => ({ serverId: 'a', metric, threshold, atMs });

describe('what became of warnings', () => {
  // the worked example of docs/methods/performance.md
  const warnings = [
    warning(0, 'came-true', 90 * minute),
    warning(1_000 * minute, 'came-true', 1_300 * minute),
    warning(3_000 * minute, 'late', 3_010 * minute),
    warning(5_000 * minute, 'false'),
    warning(7_000 * minute, 'prevented'),
    warning(8_000 * minute, 'unobserved'),
    warning(9_000 * minute, 'pending'),
  ];
  const breaches = [breach(90 * minute), breach(1_300 * minute), breach(3_010 * minute), breach(6_000 * minute), breach(1_300 * minute, 'memory')];

  it('counts those that came true, were false, and breaches that nobody warned of in time', () => {
    expect(warningFigures(warnings, breaches, 480)).toMatchObject({ cameTrue: 2, late: 1, false: 1, prevented: 1, unobserved: 1, pending: 1, missed: 3, precision: 2 / 4, recall: 2 / 5 });
  });

  it('tells how long before the breach they opened', () => {
    const { leadTimes, medianLeadMinutes } = warningFigures(warnings, breaches, 480);
    expect(leadTimes.map(({ fromMinutes, toMinutes, warnings: count }) => [fromMinutes, toMinutes, count])).toEqual([[30, 60, 0], [60, 120, 1], [120, 240, 0], [240, 480, 1]]);
    expect(medianLeadMinutes).toBe(90);
  });

  it('says neither precision nor recall where there is nothing to judge', () => {
    expect(warningFigures([warning(0, 'pending')], [], 480)).toMatchObject({ precision: null, recall: null, medianLeadMinutes: null });
  });

  it('does not take a warning too early, of another series or direction for that of a breach', () => {
    const early = warning(0, 'false');
    expect(warningFigures([early], [breach(481 * minute)], 480).missed).toBe(1);
    expect(warningFigures([early], [breach(100 * minute, 'memory')], 480).missed).toBe(1);
    expect(warningFigures([{ ...early, threshold: { value: 5, direction: 'below' } }], [breach(100 * minute)], 480).missed).toBe(1);
    expect(warningFigures([early], [breach(480 * minute)], 480).missed).toBe(0);
  });
});

describe('drift', () => {
  const limits = { leastAccuracy: 0.6, leastSkill: -0.05, mostCoverageDistance: 0.07, mostFalsePositives: 0.1 };
  const fine = { metric: 'cpu', accuracy: 0.8, skill: 0.1, coverage80: 0.85 };
  const warned = { precision: 0.95, cameTrue: 19, late: 0, false: 1 };

  it('is told for each figure that does not keep its limit', () => {
    expect(driftOf([fine], warned, limits).filter(({ past }) => past)).toEqual([]);
    expect(driftOf([{ ...fine, accuracy: 0.5, skill: -0.2, coverage80: 0.72 }], { ...warned, precision: 0.8 }, limits).filter(({ past }) => past).map(({ measure }) => measure)).toEqual(['accuracy', 'skill', 'coverage80', 'falsePositives']);
  });

  it('is not told of what is not known yet', () => {
    expect(driftOf([{ metric: 'cpu', accuracy: null, skill: null, coverage80: null }], { precision: 0, cameTrue: 0, late: 0, false: 9 }, limits).some(({ past }) => past)).toBe(false);
  });
});
