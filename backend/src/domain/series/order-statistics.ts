/** Median of the finite values; NaN when there is none. */
export function median(values: ArrayLike<number>): number {
  return levelOf(values, 0.5);
}

/** Value that this share of the finite values does not exceed (type 7); NaN when there is none. */
export function levelOf(values: ArrayLike<number>, level: number): number {
  const seen = Float64Array.from(Array.from(values).filter((value) => Number.isFinite(value))).sort();
  if (seen.length === 0) return NaN;
  const position = (seen.length - 1) * level;
  const below = Math.floor(position);
  return below + 1 < seen.length ? seen[below] + (position - below) * (seen[below + 1] - seen[below]) : seen[below];
}
