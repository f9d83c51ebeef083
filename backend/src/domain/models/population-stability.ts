/**
 * How far what a model reads has moved from what it was trained on: the population stability index of each metric (Siddiqi 2006,
 * "Credit Risk Scorecards"; usual reading: below .1 none, above .25 a major shift).
 */

/** A metric's values in up to ten parts of equal size at the time of training. */
export interface MetricProfile {
  /** Upper bounds of all parts but the last, rising. */
  readonly bounds: readonly number[];
  /** Share of the values in each part. */
  readonly shares: readonly number[];
}

const parts = 10;
/** Of a metric's values at most so many are sorted. */
const mostValues = 50_000;
/** An empty part counts as this share, so that the index stays finite. */
const leastShare = 1e-3;

/** Null when there is no value. Values that repeat make fewer parts. */
export function profileOf(series: ReadonlyArray<Float32Array>): MetricProfile | null {
  const sorted = observedEvenly(series).sort();
  if (sorted.length === 0) return null;
  const bounds = Array.from({ length: parts - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / parts)]).filter((bound, i, all) => i === 0 || bound > all[i - 1]);
  return { bounds, shares: sharesOf(sorted, bounds) };
}

/** Sum over parts of (now - then) ln(now / then); null when nothing was observed. */
export function stabilityIndex(then: MetricProfile, series: ReadonlyArray<Float32Array>): number | null {
  const observed = observedEvenly(series);
  if (observed.length === 0) return null;
  return sharesOf(observed, then.bounds).reduce((sum, share, part) => {
    const now = Math.max(leastShare, share);
    const before = Math.max(leastShare, then.shares[part]);
    return sum + (now - before) * Math.log(now / before);
  }, 0);
}

function sharesOf(values: Float32Array, bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    let part = 0;
    while (part < bounds.length && value > bounds[part]) part += 1;
    counts[part] += 1;
  }
  return counts.map((count) => count / values.length);
}

function observedEvenly(series: ReadonlyArray<Float32Array>): Float32Array {
  const total = series.reduce((sum, { length }) => sum + length, 0);
  const every = Math.max(1, Math.ceil(total / mostValues));
  const chosen: number[] = [];
  let at = 0;
  for (const values of series) for (const value of values) if (at++ % every === 0 && Number.isFinite(value)) chosen.push(value);
  return Float32Array.from(chosen);
}
