import { describe, expect, it } from '@jest/globals';
import { hash32, normal, streamOf, uniform, wander } from './counter-random.ts';

const counters = Array.from({ length: 20_000 }, (_, i) => i);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('counter-based randomness', () => {
  it('gives the draws that it has always given', () => {
    expect([hash32(1, 2, 3, 4), hash32(30_000, streamOf('ppweb001'), 12, 5_960_000)]).toMatchInlineSnapshot(`
[
  2485671408,
  13387011,
]
`);
  });

  it('has the moments of a standard normal', () => {
    const draws = counters.map((i) => normal(7, streamOf('ppdb01'), 12, i));
    expect(Math.abs(mean(draws))).toBeLessThan(0.02);
    expect(Math.abs(mean(draws.map((x) => x * x)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(draws.slice(1).map((x, i) => x * draws[i])))).toBeLessThan(0.02);
  });

  it('fills ten bins of [0, 1) evenly', () => {
    const bins = new Array<number>(10).fill(0);
    for (const i of counters) bins[Math.floor(10 * uniform(7, 1, 2, i))] += 1;
    for (const bin of bins) expect(Math.abs(bin - 2000)).toBeLessThan(180);
  });

  it('does not correlate neighbours in seed, stream or purpose', () => {
    const base = counters.map((i) => normal(7, 11, 3, i));
    for (const [seed, stream, purpose] of [[8, 11, 3], [7, 12, 3], [7, 11, 4]]) {
      const draws = counters.map((i) => normal(seed, stream, purpose, i));
      expect(Math.abs(mean(base.map((x, i) => x * draws[i])))).toBeLessThan(0.025);
    }
  });

  it('wanders without jumps and passes through its lattice', () => {
    expect(wander(7, 1, 5, 3_600_000, 3_600_000)).toBeCloseTo(normal(7, 1, 5, 1), 12);
    for (let t = 0; t < 3_600_000 * 5; t += 60_000) expect(Math.abs(wander(7, 1, 5, t + 60_000, 3_600_000) - wander(7, 1, 5, t, 3_600_000))).toBeLessThan(0.2);
  });
});
