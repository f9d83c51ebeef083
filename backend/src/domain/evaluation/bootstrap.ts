/**
 * Interval of a figure by resampling whole servers with replacement (Efron 1979): windows of one server hang together, so
 * they may not be drawn one by one.
 */
export function bootstrapInterval<T>(servers: readonly T[], figure: (drawn: readonly T[]) => number, random: () => number, draws = 400, share = 0.9): { readonly low: number; readonly high: number } {
  const figures = Array.from({ length: draws }, () => figure(servers.map(() => servers[Math.floor(random() * servers.length)])))
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b);
  const at = (level: number) => figures[Math.min(figures.length - 1, Math.max(0, Math.round(level * (figures.length - 1))))] ?? NaN;
  return { low: at((1 - share) / 2), high: at((1 + share) / 2) };
}
