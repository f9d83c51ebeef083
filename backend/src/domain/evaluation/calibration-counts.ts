/**
 * What came of stated probabilities, and the curves that follow. First a logistic curve per metric, towards that of all metrics, towards
 * taking the stated probability at its word. Then what came of each series and threshold more or less than that. What is fitted to cases looks better
 * on them than on new ones, so that last a curve of all is fitted to what the first two had said before the outcomes were known:
 * isotonic regression, towards their word.
 */
import { calibrated, curveSteps, offsetBy, ofMetric, type CalibrationCurves } from '../forecasting/calibration-curves.ts';
import { isotonic } from './isotonic.ts';
import { atTheirWord, fitLogistic, onLogistic, type LogisticCurve } from './logistic-curve.ts';

const halfLifeDays = 28;
/** What the prior of a logistic curve is worth, in cases at even odds times four. */
const priorWeight = 5;
/** The same for an offset of one's own; and the furthest it may go. */
const ownWeight = 20;
const mostOffset = 1;
/** Cases, at each probability, that taking the first curves and offsets at their word is worth. */
const priorCasesOfFinal = 300;
/** Called likely from here on; and so many such cases of which this share came make a word that is kept. */
const likely = 0.5;
const keptWord = { cases: 24, share: 0.8 } as const;
/** Whoever has not been heard of for long is forgotten. */
const leastSpread = 1e-4;
const points = curveSteps + 1;
/** Probabilities that are taken at their word. */
const word: readonly number[] = Array.from({ length: points }, (_, i) => i / curveSteps);

interface Counts {
  readonly cases: Float64Array;
  readonly breaches: Float64Array;
}

/** What came of one series and threshold, what its metric's curve had said of it, and the variance of that; what was called likely, and came of it. */
interface Own {
  came: number;
  said: number;
  spread: number;
  likely: number;
  likelyCame: number;
}

/** A probability that was stated, to be handed back with its outcome. */
export interface StatedCase {
  readonly metric: string;
  /** Whose own offset learns from it. */
  readonly who: string;
  readonly stated: number;
  readonly ofMetric: number;
  /** Before the final curve, and after it. */
  readonly withOffset: number;
  readonly served: number;
}

interface KeptCurve {
  readonly cases: readonly number[];
  readonly breaches: readonly number[];
}

export interface KeptCounts {
  readonly byMetric: Readonly<Record<string, KeptCurve>>;
  readonly final: KeptCurve;
  readonly own: Readonly<Record<string, Readonly<Own>>>;
}

export class CalibrationCounts {
  private readonly byMetric = new Map<string, Counts>();
  private readonly own = new Map<string, Own>();
  private final: Counts = emptyCounts();
  private fitted: CalibrationCurves = { byMetric: {}, pooled: word, offsets: {}, final: word };

  get curves(): CalibrationCurves {
    return this.fitted;
  }

  calibrated(metric: string, who: string, stated: number): number {
    return calibrated(this.fitted, metric, who, stated);
  }

  /** Whether a breach has come of most cases in which one was served as likely. */
  keepsWord(who: string): boolean {
    const own = this.own.get(who);
    return own !== undefined && own.likely >= keptWord.cases && own.likelyCame >= keptWord.share * own.likely;
  }

  /** What is known of a stated probability now, before its outcome is. */
  take(metric: string, who: string, stated: number): StatedCase {
    const expected = ofMetric(this.fitted, metric, stated);
    return { metric, who, stated, ofMetric: expected, withOffset: offsetBy(expected, this.fitted.offsets[who] ?? 0), served: this.calibrated(metric, who, stated) };
  }

  /** Adds what came of a case, which stands for so many hours. */
  add({ metric, who, stated, ofMetric: expected, withOffset, served }: StatedCase, breached: boolean, hours = 1): void {
    let counts = this.byMetric.get(metric);
    if (counts === undefined) this.byMetric.set(metric, (counts = emptyCounts()));
    count(counts, stated, breached, hours);
    count(this.final, withOffset, breached, hours);
    let own = this.own.get(who);
    if (own === undefined) this.own.set(who, (own = { came: 0, said: 0, spread: 0, likely: 0, likelyCame: 0 }));
    const came = hours * Number(breached);
    own.came += came;
    own.said += hours * expected;
    own.spread += hours * expected * (1 - expected);
    if (served < likely) return;
    own.likely += hours;
    own.likelyCame += came;
  }

  /** Lets what was counted weigh less, as so many days have passed. */
  forget(days: number): void {
    const keep = 2 ** (-days / halfLifeDays);
    for (const { cases, breaches } of [...this.byMetric.values(), this.final]) {
      for (let i = 0; i < points; i++) {
        cases[i] *= keep;
        breaches[i] *= keep;
      }
    }
    for (const [who, own] of this.own) {
      for (const sum of ['came', 'said', 'spread', 'likely', 'likelyCame'] as const) own[sum] *= keep;
      if (own.spread + own.came < leastSpread) this.own.delete(who);
    }
  }

  /** To go on from after a restart. */
  export(): KeptCounts {
    const kept = ({ cases, breaches }: Counts): KeptCurve => ({ cases: [...cases], breaches: [...breaches] });
    return {
      byMetric: Object.fromEntries([...this.byMetric].map(([metric, counts]) => [metric, kept(counts)])),
      final: kept(this.final),
      own: Object.fromEntries([...this.own].map(([who, own]) => [who, { ...own }])),
    };
  }

  import({ byMetric, final, own }: KeptCounts): void {
    const counted = ({ cases, breaches }: KeptCurve): Counts => ({ cases: Float64Array.from(cases), breaches: Float64Array.from(breaches) });
    for (const [metric, curve] of Object.entries(byMetric)) this.byMetric.set(metric, counted(curve));
    this.final = counted(final);
    for (const [who, kept] of Object.entries(own)) this.own.set(who, { ...kept });
    this.fit();
  }

  /** Draws the curves by what has been counted. */
  fit(): void {
    const all = emptyCounts();
    for (const { cases, breaches } of this.byMetric.values()) {
      for (let i = 0; i < points; i++) {
        all.cases[i] += cases[i];
        all.breaches[i] += breaches[i];
      }
    }
    const pooled = logisticOf(all, atTheirWord);
    // Even a prior knows no odds of 0: without any case what is stated is left as it is.
    const isHeard = all.cases.some((cases) => cases > 0);
    const curveOf = (logistic: LogisticCurve) => (isHeard ? word.map((stated) => onLogistic(logistic, stated)) : word);
    const { cases, breaches } = this.final;
    const weights = word.map((_, i) => cases[i] + priorCasesOfFinal);
    this.fitted = {
      byMetric: Object.fromEntries([...this.byMetric].map(([metric, counts]) => [metric, curveOf(logisticOf(counts, pooled))])),
      pooled: curveOf(pooled),
      offsets: Object.fromEntries([...this.own].map(([who, { came, said, spread }]) => [who, Math.max(-mostOffset, Math.min(mostOffset, (came - said) / (ownWeight + spread)))])),
      final: isotonic(word.map((said, i) => (breaches[i] + priorCasesOfFinal * said) / weights[i]), weights),
    };
  }
}

function logisticOf({ cases, breaches }: Counts, prior: LogisticCurve): LogisticCurve {
  return fitLogistic(word, cases, breaches, prior, priorWeight);
}

/** A case lies between two points of the curve and counts for both, the nearer one more. */
function count({ cases, breaches }: Counts, said: number, breached: boolean, weight: number): void {
  const at = said * curveSteps;
  const below = Math.min(curveSteps - 1, Math.floor(at));
  for (const [point, share] of [[below, 1 - (at - below)], [below + 1, at - below]] as const) {
    cases[point] += weight * share;
    breaches[point] += weight * share * Number(breached);
  }
}

function emptyCounts(): Counts {
  return { cases: new Float64Array(points), breaches: new Float64Array(points) };
}
