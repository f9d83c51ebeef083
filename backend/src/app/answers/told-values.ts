/** Six significant digits carry every bit that a chart or a threshold can tell apart. */
export function toldValue(number: number): number {
  return Number(number.toPrecision(6));
}

/** Observed values as answers carry them: null where nothing was observed. */
export function toldHistory(history: Float32Array): (number | null)[] {
  return Array.from(history, (number) => (Number.isNaN(number) ? null : toldValue(number)));
}
