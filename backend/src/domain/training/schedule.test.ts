import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rateAt, totalStepsAfter } from './schedule.ts';

const schedule = { peakRate: 0.01, warmUpSteps: 10, decayShare: 0.5 };

describe('the learning rate', () => {
  it('warms up, stays level, and falls to nothing over the last half', () => {
    expect(rateAt(schedule, 1, 100)).toBeCloseTo(0.001);
    expect(rateAt(schedule, 10, 100)).toBeCloseTo(0.01);
    expect(rateAt(schedule, 50, 100)).toBeCloseTo(0.01);
    // 25 of 50 decay steps are left
    expect(rateAt(schedule, 76, 100)).toBeCloseTo(0.005);
    expect(rateAt(schedule, 100, 100)).toBeCloseTo(0.01 / 50);
  });

  it('is the same up to the decay whether the number of steps was known or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (levelSteps, decayShare) => {
        const some = { ...schedule, decayShare };
        const total = totalStepsAfter(some, levelSteps);
        for (const step of [1, Math.ceil(levelSteps / 2), levelSteps]) expect(rateAt(some, step, total)).toBeCloseTo(rateAt(some, step, null), 12);
        expect(total).toBeGreaterThan(levelSteps);
      }),
    );
  });
});
