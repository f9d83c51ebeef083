import { quantileLevels, type Threshold } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { FleetWindows } from '../series/fleet-windows.ts';
import { JointBreaches } from './joint-breaches.ts';

const H = 96;
const contextSteps = 3600;
const threshold: Threshold = { value: 80, direction: 'above' };
const Q = quantileLevels.length;

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Slow noise: hours hang together. */
function wandering(seed: number): Float32Array {
  const random = seeded(seed);
  let level = 0;
  return Float32Array.from({ length: contextSteps }, () => (level = 0.97 * level + random() - 0.5));
}

/** Windows of n servers that wander as `pasts` do, and a forecast of 50 whose upper tenth reaches 80. */
function fleet(pasts: readonly Float32Array[]): { readonly windows: FleetWindows; readonly quantiles: Float32Array } {
  const windows = new FleetWindows(contextSteps, 10_000);
  const levels = [20, 30, 40, 50, 65, 80, 90];
  const quantiles = new Float32Array(pasts.length * Q * H);
  pasts.forEach((past, i) => {
    const row = windows.ensureRow({ serverId: `s${i}`, metric: 'cpu', kind: 'percent' });
    windows.write(row, windows.oldestStep, past.map((value) => 50 + value));
    for (let q = 0; q < Q; q++) quantiles.fill(levels[q], (row * Q + q) * H, (row * Q + q + 1) * H);
  });
  return { windows, quantiles };
}

const members = (n: number) => Array.from({ length: n }, (_, row) => ({ row, threshold }));
const joint = new JointBreaches(300, H);

describe('servers of a tier', () => {
  it('breach together when they have always moved together, and rarely when each moves by itself', () => {
    const one = fleet([wandering(1), wandering(1), wandering(1), wandering(1)]);
    const alike = joint.atLeast(one.windows, one.quantiles, members(4));
    expect(alike[3]).toBe(alike[0]);
    expect(alike[0]).toBeGreaterThan(0.3);
    const each = fleet([wandering(1), wandering(2), wandering(3), wandering(4)]);
    const apart = joint.atLeast(each.windows, each.quantiles, members(4));
    expect(apart[0]).toBeGreaterThan(alike[0]);
    expect(apart[3]).toBeLessThan(0.05);
  });

  it('are at least k less likely the larger k is', () => {
    const { windows, quantiles } = fleet([1, 2, 3, 4, 5].map(wandering));
    const chances = [...joint.atLeast(windows, quantiles, members(5))];
    expect([...chances].sort((a, b) => b - a)).toEqual(chances);
  });

  it('breach likelier when fewer carry the load', () => {
    const { windows, quantiles } = fleet([1, 2, 3].map(wandering));
    const now = joint.atLeast(windows, quantiles, members(3));
    const oneLost = joint.atLeast(windows, quantiles, members(3), 3 / 2);
    expect(oneLost[1]).toBeGreaterThan(now[1] + 0.1);
  });

  it('take their ranks from the same hours though one of them is younger', () => {
    const past = wandering(1);
    const young = past.map((value, i) => (i < 600 ? NaN : value));
    const { windows, quantiles } = fleet([past, young]);
    const [either, both] = joint.atLeast(windows, quantiles, members(2));
    expect(both).toBeGreaterThan(0.5 * either);
  });
});
