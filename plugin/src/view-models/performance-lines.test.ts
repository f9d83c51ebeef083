import { describe, expect, it } from '@jest/globals';
import { roundTicks } from './performance-lines.ts';

describe('the grid lines of a graph', () => {
  it.each([
    [-0.32, 0.52, [-0.2, 0, 0.2, 0.4]],
    [0.71, 0.97, [0.8, 0.9]],
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.78, 0.82, [0.78, 0.79, 0.8, 0.81, 0.82]],
  ])('stand at round values between %d and %d', (low, high, expected) => {
    expect(roundTicks(low, high, 5).map((value) => Number(value.toFixed(6)))).toEqual(expected);
  });
});
