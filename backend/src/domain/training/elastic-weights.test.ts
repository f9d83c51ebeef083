import { describe, expect, it } from '@jest/globals';
import { elasticWeights, pullBack } from './elastic-weights.ts';

describe('elastic weights', () => {
  it('take importance from squared gradients, one on average', () => {
    const { importance } = elasticWeights(new Float32Array(2), [Float32Array.of(1, 0), Float32Array.of(-1, 2)]);
    // means of squares 1 and 2, divided by 1.5
    expect([...importance]).toEqual([Math.fround(1 / 1.5), Math.fround(2 / 1.5)]);
  });

  it('pull important parameters back and leave the others alone', () => {
    const theta = Float32Array.of(3, 3);
    pullBack(theta, { anchor: Float32Array.of(1, 1), importance: Float32Array.of(0, 2) }, 0.5);
    // (3 + 1 * 1) / (1 + 1)
    expect([...theta]).toEqual([3, 2]);
  });

  it('never overshoot, however strong the pull', () => {
    const theta = Float32Array.of(3);
    pullBack(theta, { anchor: Float32Array.of(1), importance: Float32Array.of(1e9) }, 1e9);
    expect(theta[0]).toBeCloseTo(1, 6);
  });
});
