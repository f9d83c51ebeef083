import { describe, expect, it } from '@jest/globals';
import { busiestHalfHour } from './busiest-half-hour.ts';

const all = (length: number) => new Uint8Array(length).fill(1);

describe('the busiest half hour', () => {
  it('is the largest mean of six steps of five minutes', () => {
    expect(busiestHalfHour([10, 10, 40, 40, 40, 40, 40, 40, 10, 20], all(10), 300)).toBe(40);
    expect(busiestHalfHour([10, 10, 10, 10, 10, 100, 10, 10, 10, 10], all(10), 300)).toBeCloseTo(25, 10);
  });

  it('looks at judged steps only, and never across a gap', () => {
    const judged = Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 0, 1, 1);
    expect(busiestHalfHour([99, 5, 5, 5, 5, 5, 5, 99, 80, 80], judged, 300)).toBe(5);
    expect(busiestHalfHour([5, 5, 5, NaN, 90, 90], all(6), 300)).toBe(5);
  });

  it('takes a stretch that is shorter whole, and is not a number where nothing is judged', () => {
    expect(busiestHalfHour([30, 50], all(2), 300)).toBe(40);
    expect(busiestHalfHour([30, 50], new Uint8Array(2), 300)).toBeNaN();
  });
});
