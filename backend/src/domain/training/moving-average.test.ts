import { describe, expect, it } from '@jest/globals';
import { MovingAverage } from './moving-average.ts';

describe('the moving average of the parameters', () => {
  it('forgets fast at first and slowly later', () => {
    const average = new MovingAverage(Float32Array.of(0), 0.9);
    average.update(Float32Array.of(1));
    // 1 of 11 parts is kept
    expect(average.values[0]).toBeCloseTo(10 / 11);
    for (let update = 0; update < 2000; update++) average.update(Float32Array.of(1));
    average.update(Float32Array.of(0));
    expect(average.values[0]).toBeCloseTo(0.9);
  });
});
