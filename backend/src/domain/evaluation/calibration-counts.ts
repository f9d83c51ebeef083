/**
 * What came of stated probabilities, and the curves that follow: isotonic regression per metric, towards that of all metrics, towards
 * taking the stated probability at its word. What a curve says of the cases that it was fitted to looks better than what it says of
 * new ones, so a second curve, of all metrics together, is fitted to what the first ones said before the outcomes were known.
 */
import { calibrated, curveSteps, type CalibrationCurves } from '../forecasting/calibration-curves.ts';
import { isotonic } from './isotonic.ts';

const halfLifeDays = 28;
/** Cases, at each stated probability, that taking it at its word is worth; and that all metrics are worth to one of them. */
const priorCases = 2;
const pooledCases = 40;
/** Cases that taking the first curves at their word is worth. */
const priorCasesOfSecond = 300;
const points = curveSteps + 1;
/** Probabilities that are taken at their word. */
const word: readonly number[] = Array.from({ length: points }, (_, i) => i / curveSteps);
/** No metric is called so. */
const secondCurve = '*';

interface Counts {
  readonly cases: Float64Array;
  readonly breaches: Float64Array;
}

export type KeptCounts = Readonly<Record<string, { readonly cases: readonly number[]; readonly breaches: readonly number[] }>>;

export class CalibrationCounts {
  private readonly counts = new Map<string, Counts>();
  private readonly second: Counts = emptyCounts();
  /** Before the second curve. */
  private first: CalibrationCurves = { byMetric: {}, pooled: word };
  private fitted: CalibrationCurves = { byMetric: {}, pooled: word };

  constructor() {
    this.fit();
  }

  get curves(): CalibrationCurves {
    return this.fitted;
  }

  /** What the first curves say, to be handed back with the outcome. */
  firstSaid(metric: string, stated: number): number {
    return calibrated(this.first, metric, stated);
  }

  /** Adds what came of a case. */
  add(metric: string, stated: number, firstSaid: number, breached: boolean): void {
    count(this.countsOf(metric), stated, breached);
    count(this.second, firstSaid, breached);
  }

  /** Lets what was counted weigh less, as so many days have passed. */
  forget(days: number): void {
    const keep = 2 ** (-days / halfLifeDays);
    for (const { cases, breaches } of [...this.counts.values(), this.second]) {
      for (let i = 0; i < points; i++) {
        cases[i] *= keep;
        breaches[i] *= keep;
      }
    }
  }

  /** Counts by metric, and those of the second curve under `secondCurve`, to go on from after a restart. */
  export(): KeptCounts {
    const all = [...this.counts, [secondCurve, this.second] as const];
    return Object.fromEntries(all.map(([metric, { cases, breaches }]) => [metric, { cases: [...cases], breaches: [...breaches] }]));
  }

  import(counts: KeptCounts): void {
    for (const [metric, { cases, breaches }] of Object.entries(counts)) {
      if (cases.length !== points || breaches.length !== points) continue;
      const into = metric === secondCurve ? this.second : this.countsOf(metric);
      into.cases.set(cases);
      into.breaches.set(breaches);
    }
    this.fit();
  }

  /** Draws the curves by what has been counted. */
  fit(): void {
    const all = [...this.counts.values()];
    const total = (of: 'cases' | 'breaches', i: number) => all.reduce((sum, counts) => sum + counts[of][i], 0);
    const pooled = towards(word, priorCases, (i) => total('cases', i), (i) => total('breaches', i));
    const byMetric = Object.fromEntries([...this.counts].map(([metric, { cases, breaches }]) => [metric, towards(pooled, pooledCases, (i) => cases[i], (i) => breaches[i])]));
    this.first = { byMetric, pooled };
    const second = { byMetric: {}, pooled: towards(word, priorCasesOfSecond, (i) => this.second.cases[i], (i) => this.second.breaches[i]) };
    const again = (curve: readonly number[]) => curve.map((said) => calibrated(second, secondCurve, said));
    this.fitted = { byMetric: Object.fromEntries(Object.entries(byMetric).map(([metric, curve]) => [metric, again(curve)])), pooled: again(pooled) };
  }

  private countsOf(metric: string): Counts {
    let counts = this.counts.get(metric);
    if (counts === undefined) this.counts.set(metric, (counts = emptyCounts()));
    return counts;
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
