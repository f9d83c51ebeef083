/**
 * Stated breach probabilities against what came, once an hour for every series and threshold, and the curves that follow:
 * isotonic regression per metric, towards that of all metrics, towards taking the stated probability at its word. What a curve says of
 * the cases that it was fitted to looks better than what it says of new ones, so a second curve, of all metrics together, is fitted to
 * what the first ones said before the outcomes were known.
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
const pooledCases = 40;
/** Cases that taking the first curves at their word is worth. */
const priorCasesOfSecond = 300;
const leastObserved = 0.7;
const points = curveSteps + 1;
/** Probabilities that are taken at their word. */
const word: readonly number[] = Array.from({ length: points }, (_, i) => i / curveSteps);
/** No metric is called so. */
const secondCurve = '*';

interface Counts {
  readonly cases: Float64Array;
  readonly breaches: Float64Array;
}

interface Said {
  readonly originStep: number;
  readonly series: SeriesRow[];
  readonly thresholds: Threshold[];
  readonly stated: number[];
  /** By the first curve, before the second. */
  readonly first: number[];
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
  private readonly second: Counts = emptyCounts();
  /** Before the second curve. */
  private first: CalibrationCurves = { byMetric: {}, pooled: word };
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
      this.waiting.push((said = { originStep, series: [], thresholds: [], stated: [], first: [] }));
    }
    for (const { threshold, probability } of stated) {
      said.series.push(series);
      said.thresholds.push(threshold);
      said.stated.push(probability);
      said.first.push(calibrated(this.first, series.metric, probability));
    }
  }

  resolve(windows: FleetWindows): void {
    const due = this.waiting.filter(({ originStep }) => originStep + this.grid.horizonSteps <= windows.originStep);
    if (due.length === 0) return;
    this.waiting = this.waiting.slice(due.length);
    const forget = 2 ** (-(due.length * this.stride * this.grid.stepSeconds) / (halfLifeDays * 86_400));
    for (const { cases, breaches } of [...this.counts.values(), this.second]) {
      for (let i = 0; i < points; i++) {
        cases[i] *= forget;
        breaches[i] *= forget;
      }
    }
    for (const said of due) said.series.forEach((_, i) => this.judge(windows, said, i));
    this.fitted = this.fit();
  }

  /** Counts by metric, and those of the second curve under `secondCurve`, to go on from after a restart. */
  export(): Record<string, { readonly cases: readonly number[]; readonly breaches: readonly number[] }> {
    const all = [...this.counts, [secondCurve, this.second] as const];
    return Object.fromEntries(all.map(([metric, { cases, breaches }]) => [metric, { cases: [...cases], breaches: [...breaches] }]));
  }

  import(counts: ReturnType<BreachCalibration['export']>): void {
    for (const [metric, { cases, breaches }] of Object.entries(counts)) {
      if (cases.length !== points || breaches.length !== points) continue;
      const into = metric === secondCurve ? this.second : this.countsOf(metric);
      into.cases.set(cases);
      into.breaches.set(breaches);
    }
    this.fitted = this.fit();
  }

  private judge(windows: FleetWindows, { originStep, series: all, thresholds, stated, first: saidFirst }: Said, i: number): void {
    const series = all[i];
    const row = windows.rowOf(series.serverId, series.metric);
    const first = originStep - this.quietSteps + 1 - windows.oldestStep;
    if (row === undefined || first < 0) return;
    const outcome = breachOutcome(windows.window(row).subarray(first, first + this.quietSteps + this.grid.horizonSteps), thresholds[i], this.grid.stepSeconds);
    if (outcome === null) return;
    count(this.countsOf(series.metric), stated[i], outcome);
    count(this.second, saidFirst[i], outcome);
  }

  private countsOf(metric: string): Counts {
    let counts = this.counts.get(metric);
    if (counts === undefined) this.counts.set(metric, (counts = emptyCounts()));
    return counts;
  }

  private fit(): CalibrationCurves {
    const all = [...this.counts.values()];
    const total = (of: 'cases' | 'breaches', i: number) => all.reduce((sum, counts) => sum + counts[of][i], 0);
    const pooled = towards(word, priorCases, (i) => total('cases', i), (i) => total('breaches', i));
    const byMetric = Object.fromEntries([...this.counts].map(([metric, { cases, breaches }]) => [metric, towards(pooled, pooledCases, (i) => cases[i], (i) => breaches[i])]));
    this.first = { byMetric, pooled };
    const second = { byMetric: {}, pooled: towards(word, priorCasesOfSecond, (i) => this.second.cases[i], (i) => this.second.breaches[i]) };
    const again = (curve: readonly number[]) => curve.map((said) => calibrated(second, secondCurve, said));
    return { byMetric: Object.fromEntries(Object.entries(byMetric).map(([metric, curve]) => [metric, again(curve)])), pooled: again(pooled) };
  }
}

/** A case lies between two points of the curve and counts for both, the nearer one more. */
function count({ cases, breaches }: Counts, said: number, breached: boolean): void {
  const at = said * curveSteps;
  const below = Math.min(curveSteps - 1, Math.floor(at));
  for (const [point, share] of [[below, 1 - (at - below)], [below + 1, at - below]] as const) {
    cases[point] += share;
    breaches[point] += share * Number(breached);
  }
}

function emptyCounts(): Counts {
  return { cases: new Float64Array(points), breaches: new Float64Array(points) };
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
