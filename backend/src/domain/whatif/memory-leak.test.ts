import { describe, expect, it } from '@jest/globals';
import { findLeak } from './memory-leak.ts';

const day = 288;
/** Grows by 0.1 a step from 30, restarted at 70 percent; a wave of demand rides on it. */
const sawTooth = Float32Array.from({ length: 3 * 400 + 200 }, (_, i) => 30 + 0.1 * (i % 400));

describe('a leak', () => {
  it('is found by its saw tooth: what it holds, how fast it grows, how far it may go', () => {
    const leak = findLeak(sawTooth, null, 0, day)!;
    expect(leak.restartSeen).toBe(true);
    expect(leak.perStep).toBeCloseTo(0.1, 3);
    expect(Math.abs(leak.heldNow - 20)).toBeLessThan(1);
    expect(Math.abs(leak.room - 20)).toBeLessThan(1);
  });

  it('is told apart from memory that follows demand', () => {
    const demand = Float32Array.from({ length: sawTooth.length }, (_, i) => 50 + 40 * Math.sin((2 * Math.PI * i) / day));
    const leak = findLeak(sawTooth.map((value, i) => value + 0.2 * (demand[i] - 50)), demand, 0.2, day)!;
    expect(Math.abs(leak.heldNow - 20)).toBeLessThan(1);
    expect(findLeak(demand.map((value) => 30 + 0.2 * value), demand, 0.2, day)).toBeNull();
  });

  it('without a restart in sight is measured from where the history begins', () => {
    const leak = findLeak(Float32Array.from({ length: 1000 }, (_, i) => 40 + 0.02 * i), null, 0, day)!;
    expect(leak).toMatchObject({ restartSeen: false });
    expect(Math.abs(leak.heldNow - 20)).toBeLessThan(1);
  });
});
