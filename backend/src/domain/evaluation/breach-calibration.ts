/** Stated breach probabilities against what came, once an hour for every series and threshold; docs/methods/breach-probability.md. */
import type { Threshold } from '@fleetcast/contract';
import { breachKey, type CalibrationCurves } from '../forecasting/calibration-curves.ts';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { BreachRecord } from '../forecasting/ports.ts';
import { breachOnsets, isBeyond, quietStepsOf } from '../series/breach-onsets.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { CalibrationCounts, type KeptCounts, type StatedCase } from './calibration-counts.ts';
import { HourlyStatements } from './hourly-statements.ts';

const leastObserved = 0.7;

interface Said {
  readonly series: SeriesRow;
  readonly threshold: Threshold;
  readonly stated: StatedCase;
}

export interface CalibrationGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

export class BreachCalibration implements BreachRecord {
  private readonly grid: CalibrationGrid;
  private readonly quietSteps: number;
  private readonly counts = new CalibrationCounts();
  private readonly waiting: HourlyStatements<Said>;

  constructor(grid: CalibrationGrid) {
    this.grid = grid;
    this.quietSteps = quietStepsOf(grid.stepSeconds);
    this.waiting = new HourlyStatements(grid);
  }

  get curves(): CalibrationCurves {
    return this.counts.curves;
  }

  calibrated(series: SeriesRow, threshold: Threshold, stated: number): number {
    return this.counts.calibrated(series.metric, breachKey(series, threshold), stated);
  }

  keepsWord(series: SeriesRow, threshold: Threshold): boolean {
    return this.counts.keepsWord(breachKey(series, threshold));
  }

  remember(originStep: number, series: SeriesRow, stated: readonly SeriesBreach[]): void {
    if (stated.length === 0) return;
    const said = this.waiting.at(originStep);
    if (said === null) return;
    for (const { threshold, probability } of stated) said.push({ series, threshold, stated: this.counts.take(series.metric, breachKey(series, threshold), probability) });
  }

  resolve(windows: FleetWindows): void {
    const due = this.waiting.takeDue(windows.originStep);
    if (due.length === 0) return;
    for (const { originStep, hours, said } of due) {
      this.counts.forget(hours / 24);
      for (const one of said) this.judge(windows, originStep, hours, one);
    }
    this.counts.fit();
  }

  export(): KeptCounts {
    return this.counts.export();
  }

  import(counts: KeptCounts): void {
    this.counts.import(counts);
  }

  private judge(windows: FleetWindows, originStep: number, hours: number, { series, threshold, stated }: Said): void {
    const row = windows.rowOf(series.serverId, series.metric);
    const first = originStep - this.quietSteps + 1 - windows.oldestStep;
    if (row === undefined || first < 0) return;
    const outcome = breachOutcome(windows.window(row).subarray(first, first + this.quietSteps + this.grid.horizonSteps), threshold, this.grid.stepSeconds);
    if (outcome !== null) this.counts.add(stated, outcome, hours);
  }
}

/**
 * Whether a breach begins in the horizon. `values` are the 60 minutes up to the origin and the horizon after it. Null: a breach
 * was under way in those minutes, or too little was observed to tell.
 */
export function breachOutcome(values: Float32Array, threshold: Threshold, stepSeconds: number): boolean | null {
  const quiet = quietStepsOf(stepSeconds);
  for (let i = 0; i < quiet; i++) if (isBeyond(values[i], threshold)) return null;
  let observed = 0;
  for (let i = quiet; i < values.length; i++) if (!Number.isNaN(values[i])) observed += 1;
  if (observed < leastObserved * (values.length - quiet)) return null;
  return breachOnsets(values, threshold, stepSeconds).length > 0;
}
