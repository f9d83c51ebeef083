import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastSettledStep, stampOfStep, stepOfSample } from './step-grid.ts';

const grid = { stepMs: 300_000 };

describe('the grid', () => {
  it('puts a sample on the stamp into the step that ends there, and the next millisecond into the next', () => {
    expect(stepOfSample(grid, 600_000)).toBe(2);
    expect(stepOfSample(grid, 600_001)).toBe(3);
    expect(stepOfSample(grid, 300_001)).toBe(2);
  });

  it('never reads an open or unsettled bucket', () => {
    expect(lastSettledStep(grid, 600_000, 60_000)).toBe(1);
    expect(lastSettledStep(grid, 659_999, 60_000)).toBe(1);
    expect(lastSettledStep(grid, 660_000, 60_000)).toBe(2);
  });

  it('holds no sample later than its stamp', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), (timeMs) => {
        const stamp = stampOfStep(grid, stepOfSample(grid, timeMs));
        expect(timeMs).toBeLessThanOrEqual(stamp);
        expect(timeMs).toBeGreaterThan(stamp - grid.stepMs);
      }),
      { seed: 3 },
    );
  });
});
