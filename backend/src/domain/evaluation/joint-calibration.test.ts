import type { Threshold } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { FleetWindows } from '../series/fleet-windows.ts';
import { JointCalibration, mostTogether } from './joint-calibration.ts';

const grid = { stepSeconds: 300, horizonSteps: 96 };
const threshold: Threshold = { value: 80, direction: 'above' };

describe('what came of a tier', () => {
  const server = (...values: number[]) => ({ values: Float32Array.from(values), threshold });

  it('is the most servers in a breach at once: runs of 3 steps that overlap', () => {
    expect(mostTogether([server(20, 90, 90, 90, 20, 20, 20), server(20, 20, 20, 90, 90, 90, 20), server(20, 20, 20, 20, 90, 90, 90)])).toEqual({ most: 2, underWay: 0 });
    // the second one's two steps are no breach
    expect(mostTogether([server(20, 90, 90, 90, 20), server(20, 90, 90, 20, 20)])).toEqual({ most: 1, underWay: 0 });
  });

  it('tells how many were beyond at the origin, and says nothing where too little was seen', () => {
    expect(mostTogether([server(85, 90, 90, 90), server(20, 20, 20, 20)])).toEqual({ most: 1, underWay: 1 });
    expect(mostTogether([server(20, 20, 20, 20), server(20, NaN, NaN, 20)])).toBeNull();
  });
});

/** Hourly origins of a tier of three, two of which breach together every 12 hours; `said` is stated of 1, 2 and 3 servers. */
function live(calibration: JointCalibration, hours: number, said: readonly number[]): void {
  const windows = new FleetWindows(400, 100_000);
  const members = ['a', 'b', 'c'].map((serverId) => ({ serverId, threshold }));
  for (const { serverId } of members) windows.write(windows.ensureRow({ serverId, metric: 'cpu', kind: 'percent' }), 99_700, new Float32Array(301).fill(20));
  for (let hour = 0; hour < hours; hour++) {
    calibration.resolve(windows);
    calibration.remember(windows.originStep, [{ who: 'tier', metric: 'cpu', members, atLeast: Float32Array.from(said) }]);
    const from = windows.originStep + 1;
    windows.advanceTo(windows.originStep + 12);
    windows.rows.forEach((_, row) => windows.write(row, from, Float32Array.from({ length: 12 }, (_, i) => (row < 2 && hour % 12 === 3 && i < 3 ? 90 : 20))));
  }
}

describe('joint probabilities', () => {
  it('are as stated before anything has come true', () => {
    const calibration = new JointCalibration(grid);
    live(calibration, 8, [0.9, 0.5, 0.1]);
    expect([...calibration.calibrated('cpu', 'tier', Float32Array.of(0.9, 0.5, 0.1), 0)].map((value) => value.toFixed(6))).toEqual(['0.900000', '0.500000', '0.100000']);
  });

  it('become what came of them, never rising with the number of servers', () => {
    const calibration = new JointCalibration(grid);
    // 8 of 12 origins see the breach of two within the next 8 hours; all three never breach
    live(calibration, 24 * 20, [0.3, 0.3, 0.2]);
    const [one, two, three] = calibration.calibrated('cpu', 'tier', Float32Array.of(0.3, 0.3, 0.2), 0);
    expect(one).toBe(two);
    expect(Math.abs(one - 8 / 12)).toBeLessThan(0.12);
    expect(three).toBeLessThan(0.1);
  });

  it('leave those who are in a breach already as they are', () => {
    const calibration = new JointCalibration(grid);
    live(calibration, 24 * 20, [0.3, 0.3, 0.2]);
    expect(calibration.calibrated('cpu', 'tier', Float32Array.of(1, 0.2, 0.2), 1)[0]).toBe(1);
    expect([...calibration.calibrated('cpu', 'tier', Float32Array.of(0.1, 0.3, 0.3), 1)].every((value) => value <= Math.fround(0.1))).toBe(true);
  });

  it('go on after a restart', () => {
    const calibration = new JointCalibration(grid);
    live(calibration, 60, [0.9, 0.5, 0.1]);
    const resumed = new JointCalibration(grid);
    resumed.import(calibration.export());
    const said = Float32Array.of(0.9, 0.5, 0.1);
    expect(resumed.calibrated('cpu', 'tier', said, 0)).toEqual(calibration.calibrated('cpu', 'tier', said, 0));
  });
});
