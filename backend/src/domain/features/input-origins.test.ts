import { describe, expect, it } from '@jest/globals';
import { FleetWindows } from '../series/fleet-windows.ts';
import { allocateInputs, baseGrid, historyStatics, type InputName } from '../tft/model-inputs.ts';
import { featureGrid } from './feature-grid.ts';
import { FeatureStore } from './feature-store.ts';
import { clippedShare, InputOrigins, scaledValue, tracedStatics } from './input-origins.ts';
import { InputRows } from './input-rows.ts';

const day = 288;
const origin = 5_900_017;
const contextSteps = 12.5 * day;

function roughDay(step: number, spike: number): number {
  if (step % 53 === 0) return NaN;
  if (step === origin - 3) return spike;
  return 40 + 20 * Math.sin((2 * Math.PI * step) / day) + 5 * Math.sin(step * 1.7);
}

describe('the origins of inputs', () => {
  // one spike lies beyond what the network's scale takes in
  it.each([['percent', 6e4], ['unbounded', 1e8]] as const)('add up to the inputs that features fill, %s, clipped ones too', (kind, spike) => {
    const windows = new FleetWindows(contextSteps, origin);
    windows.write(windows.ensureRow({ serverId: 'a', metric: 'cpu', kind }), origin - contextSteps + 1, Float32Array.from({ length: contextSteps }, (_, i) => roughDay(origin - contextSteps + 1 + i, spike)));
    const prepared = new FeatureStore(featureGrid(300, 96), () => 'Europe/Berlin').at(windows, 0);
    const inputs = allocateInputs(baseGrid, 1);
    const scale = { ...new InputRows(inputs, baseGrid, 1).fill(0, prepared.state, kind, prepared.history, prepared.local) };
    const sums = new Map<InputName, Float64Array>();
    let clipped = 0;
    new InputOrigins(prepared, baseGrid, scale).visit((input, index, gain, origins) => {
      const value = scaledValue(origins, scale);
      if (clippedShare(value) < 1) clipped += 1;
      const sum = sums.get(input) ?? new Float64Array(inputs[input].length);
      sum[index] += gain * value * clippedShare(value);
      sums.set(input, sum);
    });
    expect(clipped).toBeGreaterThan(0);
    for (const input of ['past', 'lags', 'sameTime', 'walk', 'flat', 'recent'] as const) {
      const furthest = Math.max(...inputs[input].map((value, i) => Math.abs(value - sums.get(input)![i])));
      expect([input, furthest < 1e-4]).toEqual([input, true]);
    }
    for (const at of tracedStatics) expect([historyStatics[at], sums.get('statics')![at]]).toEqual([historyStatics[at], expect.closeTo(inputs.statics[at], 3)]);
  });

  it('share a quantile among all that hold it there: seven days with a peak, seven holders', () => {
    const windows = new FleetWindows(contextSteps, origin);
    const peak = (step: number) => ((step - origin - 40 + 40 * day) % day < 6 ? 90 : 10);
    windows.write(windows.ensureRow({ serverId: 'a', metric: 'cpu', kind: 'percent' }), origin - contextSteps + 1, Float32Array.from({ length: contextSteps }, (_, i) => peak(origin - contextSteps + 1 + i)));
    const prepared = new FeatureStore(featureGrid(300, 96)).at(windows, 0);
    const [part] = new InputOrigins(prepared, baseGrid, { centre: 10 }).sameTime(43, 0.5);
    expect(part.value).toBe(90);
    const days = new Set(part.holders.map((step) => Math.round((origin + 43 - step) / day)));
    expect([...days].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
