/**
 * What earlier occurrences of an event did, phase by phase, and what the next one may do. On the feature scale; b is what was
 * usual at that time, x what came. P phases.
 */
import { sumsPerPhase } from './effect-record-bytes.ts';
import { duringPhases, phaseCount } from './event-phases.ts';

/** An occurrence counts this much less with every later one. */
const kept = 0.85;
/** How many occurrences the belief weighs that a phase is as its whole span, and that a series is as its tier. */
const spanWeight = 1;
const tierWeight = 1;
/** And that there is no effect at all. */
const nothingWeight = 1;
const factorLimits = [0.05, 20] as const;

/** Sums over occurrences of one event on one series, or on all of a tier. */
export class EffectSums {
  readonly count: Float32Array;
  /** Of x - b. */
  readonly shift: Float32Array;
  readonly shiftSquares: Float32Array;
  /** Of b x and of b b. */
  readonly product: Float32Array;
  readonly squares: Float32Array;
  /** All of them, one after the other. */
  readonly values: Float32Array;

  constructor(values: Float32Array = new Float32Array(sumsPerPhase * phaseCount)) {
    this.values = values;
    const part = (at: number) => values.subarray(at * phaseCount, (at + 1) * phaseCount);
    [this.count, this.shift, this.shiftSquares, this.product, this.squares] = [part(0), part(1), part(2), part(3), part(4)];
  }

  /** One occurrence's phase: `usual` and `came` are means over its steps. */
  add(phase: number, usual: number, came: number): void {
    const difference = came - usual;
    this.count[phase] = kept * this.count[phase] + 1;
    this.shift[phase] = kept * this.shift[phase] + difference;
    this.shiftSquares[phase] = kept * this.shiftSquares[phase] + difference * difference;
    this.product[phase] = kept * this.product[phase] + usual * came;
    this.squares[phase] = kept * this.squares[phase] + usual * usual;
  }

  /** Variance of the effect between occurrences, at least a tenth of its square: two of a kind may be alike by chance. */
  variance(phase: number): number {
    const n = this.count[phase];
    if (n < 1) return 0;
    const mean = this.shift[phase] / n;
    const between = n > 1.2 ? Math.max(0, this.shiftSquares[phase] / n - mean * mean) * (n / (n - 1)) : 0;
    return Math.max(between, 0.02 * mean * mean);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const spans: readonly Span[] = [
  { from: 0, to: duringPhases },
  { from: duringPhases, to: phaseCount },
];

function spanOf(phase: number): Span {
  return spans[phase < duringPhases ? 0 : 1];
}

/** What is added in a phase: from nothing, over the whole span and the tier, to this series, each as far as it was seen. */
export function expectedShift(series: EffectSums | undefined, tier: EffectSums, phase: number): number {
  const { from, to } = spanOf(phase);
  let count = 0;
  let sum = 0;
  for (let p = from; p < to; p++) {
    count += tier.count[p];
    sum += tier.shift[p];
  }
  const phases = Math.max(1, countOf(tier, from, to));
  const whole = sum / (count + nothingWeight * phases);
  const ofTier = (tier.shift[phase] + spanWeight * whole) / (tier.count[phase] + spanWeight);
  if (series === undefined) return ofTier;
  return (series.shift[phase] + tierWeight * ofTier) / (series.count[phase] + tierWeight);
}

/** What the usual value is multiplied by in a phase; 1 where nothing was seen. */
export function expectedFactor(series: EffectSums | undefined, tier: EffectSums, phase: number): number {
  const { from, to } = spanOf(phase);
  let count = 0;
  let product = 0;
  let squares = 0;
  for (let p = from; p < to; p++) {
    count += tier.count[p];
    product += tier.product[p];
    squares += tier.squares[p];
  }
  if (!(squares > 0)) return 1;
  const typical = squares / count;
  const phases = Math.max(1, countOf(tier, from, to));
  const whole = (product + nothingWeight * phases * typical) / (squares + nothingWeight * phases * typical);
  const ofTier = (tier.product[phase] + spanWeight * typical * whole) / (tier.squares[phase] + spanWeight * typical);
  const own = series === undefined ? ofTier : (series.product[phase] + tierWeight * typical * ofTier) / (series.squares[phase] + tierWeight * typical);
  return Math.max(factorLimits[0], Math.min(factorLimits[1], own));
}

/** Phases of a span in which anything was seen. */
function countOf(sums: EffectSums, from: number, to: number): number {
  let seen = 0;
  for (let p = from; p < to; p++) if (sums.count[p] > 0) seen += 1;
  return seen;
}
