/** Median of the finite values; NaN when there is none. */
export function median(values: ArrayLike<number>): number {
  return levelOf(values, 0.5);
}

/** Value that this share of the finite values does not exceed (type 7); NaN when there is none. */
export function levelOf(values: ArrayLike<number>, level: number): number {
  const seen = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) seen[count++] = values[i];
  if (count === 0) return NaN;
  const position = (count - 1) * level;
  const below = Math.floor(position);
  const value = bringToPlace(seen, count, below);
  if (position === below) return value;
  // All that is not less than `value` stands after it now: the next in order is the least of them.
  let next = seen[below + 1];
  for (let i = below + 2; i < count; i++) if (seen[i] < next) next = seen[i];
  return value + (position - below) * (next - value);
}

/**
 * Reorders the first `count` values so that the one at `place` is what sorting would put there, with nothing larger before
 * and nothing smaller after it, and returns it. Hoare's quickselect (1961): a sort does the same in several times the time.
 */
function bringToPlace(values: Float64Array, count: number, place: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = middleOfThree(values[low], values[(low + high) >>> 1], values[high]);
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left] < pivot) left += 1;
      while (values[right] > pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left];
      values[left++] = values[right];
      values[right--] = swapped;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place];
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
