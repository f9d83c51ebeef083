import { describe, expect, it } from '@jest/globals';
import { BreachPaths } from './breach-paths.ts';
import { exceedance } from './exceedance.ts';

const H = 96;
const levels = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];
const above = (value: number) => ({ value, direction: 'above' as const });

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** An AR(1) history of 12 days with the given autocorrelation, mean 50, standard deviation 10. */
function history(correlation: number, seed = 1): Float32Array {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  let deviation = 10 * normal();
  return Float32Array.from({ length: 12 * 288 }, () => {
    deviation = correlation * deviation + 10 * Math.sqrt(1 - correlation ** 2) * normal();
    return 50 + deviation;
  });
}

/** The same seven quantiles at every step: normal, mean 50, standard deviation 10. */
const flatForecast = Float32Array.from({ length: 7 * H }, (_, i) => 50 + 10 * [-2.0537, -1.2816, -0.6745, 0, 0.6745, 1.2816, 2.0537][Math.floor(i / H)]);

describe('the chance of one step', () => {
  const quantiles = Float32Array.of(10, 20, 30, 40, 50, 60, 70);
  it('is read off the quantiles by hand', () => {
    expect(exceedance(quantiles, 0, 1, above(60))).toBeCloseTo(0.1, 6);
    expect(exceedance(quantiles, 0, 1, above(45))).toBeCloseTo(0.375, 6);
    expect(exceedance(quantiles, 0, 1, { value: 20, direction: 'below' })).toBeCloseTo(0.1, 6);
  });

  it('falls off exponentially beyond the outermost quantiles', () => {
    expect(exceedance(quantiles, 0, 1, above(80))).toBeCloseTo(0.02 * (0.02 / 0.1), 6);
    expect(exceedance(quantiles, 0, 1, above(0))).toBeCloseTo(1 - 0.02 * (0.02 / 0.1), 6);
  });

  it('is certain or impossible for a constant', () => {
    const constant = new Float32Array(7).fill(5);
    expect(exceedance(constant, 0, 1, above(5))).toBe(1);
    expect(exceedance(constant, 0, 1, above(5.1))).toBe(0);
    expect(exceedance(constant, 0, 1, { value: 4.9, direction: 'below' })).toBe(0);
  });
});

describe('the chance of the path', () => {
  const paths = new BreachPaths(300, H);
  const chanceOf = (correlation: number) => paths.breaches(flatForecast, 0, history(correlation), [{ threshold: above(65), severity: 'warning' }])[0].probability;

  it('lies between that of its best step and that of independent steps, and falls as hours hang together', () => {
    const step = exceedance(flatForecast, 0, H, above(65));
    expect(levels).toHaveLength(7);
    const restless = chanceOf(0.9);
    const sticky = chanceOf(0.995);
    const independent = 1 - (1 - step) ** H;
    expect(sticky).toBeGreaterThan(step / 2);
    expect(restless).toBeGreaterThan(sticky);
    expect(restless).toBeLessThan(independent);
  });

  it('agrees with simulating the true process', () => {
    // 4,000 paths of the same AR(1), stationary start, at least 3 steps at or over 65
    const correlation = 0.97;
    const random = seeded(9);
    const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
    let breached = 0;
    for (let path = 0; path < 4000; path++) {
      let deviation = 10 * normal();
      let beyond = 0;
      for (let h = 0; h < H && beyond < 3; h++) {
        deviation = correlation * deviation + 10 * Math.sqrt(1 - correlation ** 2) * normal();
        beyond = deviation >= 15 ? beyond + 1 : 0;
      }
      if (beyond === 3) breached += 1;
    }
    const said = [1, 2, 3, 4, 5, 6].map((seed) => paths.breaches(flatForecast, 0, history(correlation, seed), [{ threshold: above(65), severity: 'warning' }])[0].probability);
    const mean = said.reduce((a, b) => a + b, 0) / said.length;
    expect(Math.abs(mean - breached / 4000)).toBeLessThan(0.07);
  });

  it('says when: a ramp that surely crosses after 4 hours breaches in about 240 minutes', () => {
    const ramp = Float32Array.from({ length: 7 * H }, (_, i) => 50 + ((i % H) + 1) * 0.5 + 0.5 * (Math.floor(i / H) - 3));
    const [breach] = paths.breaches(ramp, 0, history(0.9), [{ threshold: above(74), severity: 'critical' }]);
    expect(breach.probability).toBe(1);
    expect(breach.timeToBreach!.p50Minutes).toBeGreaterThanOrEqual(230);
    expect(breach.timeToBreach!.p50Minutes).toBeLessThanOrEqual(250);
    expect(breach.timeToBreach!.p10Minutes).toBeLessThanOrEqual(breach.timeToBreach!.p50Minutes);
  });

  it('says that a breach is under way, without a time to it', () => {
    const past = history(0.9);
    past[past.length - 1] = 90;
    const [breach] = paths.breaches(flatForecast, 0, past, [{ threshold: above(65), severity: 'warning' }]);
    expect(breach.underWay).toBe(true);
    expect(breach.timeToBreach).toBeNull();
  });

  it('is zero far below the threshold, also for a series without a past', () => {
    expect(paths.breaches(flatForecast, 0, history(0.9), [{ threshold: above(200), severity: 'warning' }])[0].probability).toBe(0);
    const none = paths.breaches(flatForecast, 0, new Float32Array(50).fill(NaN), [{ threshold: above(65), severity: 'warning' }])[0];
    expect(none.probability).toBeCloseTo(exceedance(flatForecast, 0, H, above(65)), 2);
  });

  it('is the same whenever it is asked: nothing is random', () => {
    expect(chanceOf(0.9)).toBe(chanceOf(0.9));
  });
});
