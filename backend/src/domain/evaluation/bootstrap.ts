export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Intervals of figures by resampling whole servers with replacement (Efron 1979): windows of one server hang together, so
 * they may not be drawn one by one. Draws in which a figure means nothing are left out of its interval.
 */
export function bootstrapIntervals<T, F extends { readonly [K in keyof F]: number }>(
  servers: readonly T[],
  figuresOf: (drawn: readonly T[]) => F,
  random: () => number,
  draws = 400,
  share = 0.9,
): Readonly<Record<keyof F, Interval>> {
  const all = Array.from({ length: draws }, () => figuresOf(servers.map(() => servers[Math.floor(random() * servers.length)])));
  const names = Object.keys(all[0]) as Array<keyof F>;
  return Object.fromEntries(names.map((name) => [name, middle(all.map((figures) => figures[name]), share)])) as Record<keyof F, Interval>;
}

/** Between which values the middle share of a list lies. */
function middle(values: readonly number[], share: number): Interval {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const at = (level: number) => sorted[Math.round(level * (sorted.length - 1))] ?? NaN;
  return { low: at((1 - share) / 2), high: at((1 + share) / 2) };
}
