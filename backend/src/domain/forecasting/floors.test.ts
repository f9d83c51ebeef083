import { describe, expect, it } from '@jest/globals';
import { featureGrid } from '../features/feature-grid.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { FleetWindows } from '../series/fleet-windows.ts';
import { smoothed } from './exponential-smoothing.ts';
import { everyLead, floorForecast, floorNames, type FloorName } from './floors.ts';
import { standardNormalQuantile } from './normal.ts';

const day = 288;
const H = 96;
const origin = 6_000_000;
const medianRow = 3;

/** Windows of one percent series whose value at step s is value(s - origin). */
function preparedOf(value: (fromOrigin: number) => number, steps = 12 * day) {
  const windows = new FleetWindows(steps, origin, 1);
  windows.write(windows.ensureRow({ serverId: 'a', metric: 'cpu', kind: 'percent' }), origin - steps + 1, Float32Array.from({ length: steps }, (_, i) => value(i - steps + 1)));
  return new FeatureStore(featureGrid(300, H)).at(windows, 0);
}

function forecastOf(name: FloorName, value: (fromOrigin: number) => number): Float32Array {
  const { state, history } = preparedOf(value);
  state.renewWalk(history);
  const into = new Float32Array(7 * H);
  floorForecast(name, state, everyLead(H), into);
  return into;
}

describe('the floors', () => {
  it('repeat a pure daily wave exactly where they look a day or a week back', () => {
    const wave = (i: number) => 50 + 30 * Math.sin((2 * Math.PI * i) / day);
    for (const name of ['seasonal-naive-24h', 'seasonal-naive-7d'] as const) {
      const forecast = forecastOf(name, wave);
      for (const h of [0, 40, 95]) expect(forecast[medianRow * H + h]).toBeCloseTo(wave(h + 1), 3);
    }
    expect(forecastOf('same-time', wave)[medianRow * H + 10]).toBeCloseTo(wave(11), 1);
  });

  it('continue the last value with the changes seen before at each lead', () => {
    const forecast = forecastOf('last-value', (i) => 1000 + i); // one up a step: past changes are the lead itself
    expect(forecast[medianRow * H + 95]).toBeGreaterThan(1080);
    expect(forecast[medianRow * H + 95]).toBeLessThan(1097);
  });

  it('take the quantiles of the last 24 h whatever came before', () => {
    const forecast = forecastOf('win24', (i) => (i > -day ? (i + day - 1) % 10 : 77));
    expect(forecast[medianRow * H]).toBe(4); // 28 times 0..9 and once 0..7
    expect(Math.max(...forecast)).toBeLessThanOrEqual(9);
  });

  it('never cross', () => {
    let seed = 1;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (const name of floorNames) {
      const forecast = forecastOf(name, () => 50 * random());
      for (let q = 1; q < 7; q++) for (let h = 0; h < H; h++) expect(forecast[q * H + h]).toBeGreaterThanOrEqual(forecast[(q - 1) * H + h]);
    }
  });
});

describe('exponential smoothing', () => {
  it('follows a level by hand: weight .9 on a step from 0 to 10', () => {
    const { level, weight } = smoothed(Float32Array.of(0, 0, 10, 10, 10));
    expect(weight).toBe(0.9);
    expect(level).toBeCloseTo(10 * (1 - 0.1 ** 3), 5);
  });

  it('averages noise instead of chasing it', () => {
    expect(smoothed(Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : -1))).weight).toBe(0.05);
  });
});

describe('the standard normal quantile', () => {
  it('agrees with the tables', () => {
    expect(standardNormalQuantile(0.5)).toBeCloseTo(0, 9);
    expect(standardNormalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(standardNormalQuantile(0.02)).toBeCloseTo(-2.053749, 6);
    expect(standardNormalQuantile(0.999)).toBeCloseTo(3.090232, 6);
  });

  it('refuses a level outside (0, 1)', () => {
    expect(() => standardNormalQuantile(1)).toThrow('between 0 and 1');
  });
});
