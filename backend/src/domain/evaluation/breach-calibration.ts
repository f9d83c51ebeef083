/**
 * Stated breach probabilities against what came, once an hour for every series and threshold, and the curves that follow:
 * isotonic regression per metric, towards that of all metrics, towards taking the stated probability at its word.
 */
import type { Threshold } from '@fleetcast/contract';
import { calibrated, curveSteps, type CalibrationCurves } from '../forecasting/calibration-curves.ts';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { BreachRecord } from '../forecasting/ports.ts';
import { breachOnsets, isBeyond, quietStepsOf } from '../series/breach-onsets.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { isotonic } from './isotonic.ts';

const everyMinutes = 60;
const halfLifeDays = 28;
/** Cases, at each stated probability, that taking it at its word is worth; and that all metrics are worth to one of them. */
const priorCases = 2;
const pooledCases = 10;
const leastObserved = 0.7;
const points = curveSteps + 1;

interface Counts {
  readonly cases: Float64Array;
  readonly breaches: Float64Array;
}

interface Said {
  readonly originStep: number;
  readonly series: SeriesRow[];
  readonly thresholds: Threshold[];
  readonly stated: number[];
}

export interface CalibrationGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

export class BreachCalibration implements BreachRecord {
  private readonly grid: CalibrationGrid;
  private readonly stride: number;
  private readonly quietSteps: number;
  private readonly counts = new Map<string, Counts>();
  private waiting: Said[] = [];
  private fitted: CalibrationCurves;

  constructor(grid: CalibrationGrid) {
    this.grid = grid;
    this.stride = Math.max(1, Math.round((everyMinutes * 60) / grid.stepSeconds));
    this.quietSteps = quietStepsOf(grid.stepSeconds);
    this.fitted = this.fit();
  }

  get curves(): CalibrationCurves {
    return this.fitted;
  }

  calibrated(metric: string, stated: number): number {
    return calibrated(this.fitted, metric, stated);
  }

  remember(originStep: number, series: SeriesRow, stated: readonly SeriesBreach[]): void {
    if (stated.length === 0) return;
    let said = this.waiting.at(-1);
    if (said?.originStep !== originStep) {
      if (said !== undefined && Math.floor(originStep / this.stride) === Math.floor(said.originStep / this.stride)) return;
      this.waiting.push((said = { originStep, series: [], thresholds: [], stated: [] }));
    }
    for (const { threshold, probability } of stated) {
      said.series.push(series);
      said.thresholds.push(threshold);
      said.stated.push(probability);
    }
  }

  resolve(windows: FleetWindows): void {
    const due = this.waiting.filter(({ originStep }) => originStep + this.grid.horizonSteps <= windows.originStep);
    if (due.length === 0) return;
    this.waiting = this.waiting.slice(due.length);
    const forget = 2 ** (-(due.length * this.stride * this.grid.stepSeconds) / (halfLifeDays * 86_400));
    for (const { cases, breaches } of this.counts.values()) {
      for (let i = 0; i < points; i++) {
        cases[i] *= forget;
        breaches[i] *= forget;
      }
    }
    for (const said of due) said.series.forEach((series, i) => this.judge(windows, said.originStep, series, said.thresholds[i], said.stated[i]));
    this.fitted = this.fit();
  }

  /** Counts by metric, to go on from after a restart. */
  export(): Record<string, { readonly cases: readonly number[]; readonly breaches: readonly number[] }> {
    return Object.fromEntries([...this.counts].map(([metric, { cases, breaches }]) => [metric, { cases: [...cases], breaches: [...breaches] }]));
  }

  import(counts: ReturnType<BreachCalibration['export']>): void {
    for (const [metric, { cases, breaches }] of Object.entries(counts)) {
      if (cases.length === points && breaches.length === points) this.counts.set(metric, { cases: Float64Array.from(cases), breaches: Float64Array.from(breaches) });
    }
    this.fitted = this.fit();
  }

  private judge(windows: FleetWindows, originStep: number, series: SeriesRow, threshold: Threshold, stated: number): void {
    const row = windows.rowOf(series.serverId, series.metric);
    const first = originStep - this.quietSteps + 1 - windows.oldestStep;
    if (row === undefined || first < 0) return;
    const outcome = breachOutcome(windows.window(row).subarray(first, first + this.quietSteps + this.grid.horizonSteps), threshold, this.grid.stepSeconds);
    if (outcome === null) return;
    let counts = this.counts.get(series.metric);
    if (counts === undefined) this.counts.set(series.metric, (counts = { cases: new Float64Array(points), breaches: new Float64Array(points) }));
    const at = stated * curveSteps;
    const below = Math.min(curveSteps - 1, Math.floor(at));
    // A case lies between two points of the curve and counts for both, the nearer one more.
    for (const [point, share] of [[below, 1 - (at - below)], [below + 1, at - below]] as const) {
      counts.cases[point] += share;
      counts.breaches[point] += share * Number(outcome);
    }
  }

  private fit(): CalibrationCurves {
    const word = Array.from({ length: points }, (_, i) => i / curveSteps);
    const all = [...this.counts.values()];
    const total = (of: 'cases' | 'breaches', i: number) => all.reduce((sum, counts) => sum + counts[of][i], 0);
    const pooled = towards(word, priorCases, (i) => total('cases', i), (i) => total('breaches', i));
    const byMetric = Object.fromEntries([...this.counts].map(([metric, { cases, breaches }]) => [metric, towards(pooled, pooledCases, (i) => cases[i], (i) => breaches[i])]));
    return { byMetric, pooled };
  }
}

function towards(prior: readonly number[], weight: number, cases: (i: number) => number, breaches: (i: number) => number): number[] {
  const weights = prior.map((_, i) => cases(i) + weight);
  return isotonic(prior.map((value, i) => (breaches(i) + weight * value) / weights[i]), weights);
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
