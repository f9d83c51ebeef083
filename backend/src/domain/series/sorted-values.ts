/**
 * Values kept in ascending order in part of an array, and their quantiles. Replacing one value costs a search and a
 * memory move, which is why windows are kept sorted between cycles instead of being sorted afresh.
 */

/** Index in [from, from + length) of the first value that is not less than `value`. */
function lowerBound(sorted: Float32Array, value: number, from: number, length: number): number {
  let low = from;
  let high = from + length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes `out` away and puts `into` in, keeping the order. `out` must be there; both must be exact Float32 values. */
export function replaceSorted(sorted: Float32Array, out: number, into: number): void {
  const hole = lowerBound(sorted, out, 0, sorted.length);
  if (into >= out) {
    const target = lowerBound(sorted, into, hole, sorted.length - hole) - 1;
    if (target > hole) sorted.copyWithin(hole, hole + 1, target + 1);
    sorted[Math.max(target, hole)] = into;
  } else {
    const target = lowerBound(sorted, into, 0, hole);
    sorted.copyWithin(target + 1, target, hole);
    sorted[target] = into;
  }
}

/** Quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan 1996) of the first `length` values. */
export function quantileOfSorted(sorted: Float32Array | Float64Array, level: number, length = sorted.length): number {
  const position = (length - 1) * level;
  const below = Math.floor(position);
  const value = sorted[below];
  return below + 1 < length ? value + (position - below) * (sorted[below + 1] - value) : value;
}

/** Sorts the first `length` values in place; meant for a few dozen, where insertion beats any cleverer way. */
export function sortFew(values: Float32Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i];
    let j = i;
    for (; j > 0 && values[j - 1] > value; j--) values[j] = values[j - 1];
    values[j] = value;
  }
}
