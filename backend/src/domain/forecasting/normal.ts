/**
 * Quantile of the standard normal distribution, for 0 < level < 1, to 1.15e-9 relative.
 * P. J. Acklam's rational approximation (2003), without the final refinement step.
 */
export function standardNormalQuantile(level: number): number {
  if (!(level > 0 && level < 1)) throw new Error(`a quantile level lies between 0 and 1, not at ${level}`);
  if (level > 0.5) return -standardNormalQuantile(1 - level);
  if (level < 0.02425) {
    const t = Math.sqrt(-2 * Math.log(level));
    return (
      (((((-7.784894002430293e-3 * t - 3.223964580411365e-1) * t - 2.400758277161838) * t - 2.549732539343734) * t + 4.374664141464968) * t + 2.938163982698783) /
      ((((7.784695709041462e-3 * t + 3.224671290700398e-1) * t + 2.445134137142996) * t + 3.754408661907416) * t + 1)
    );
  }
  const t = level - 0.5;
  const r = t * t;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r - 3.066479806614716e1) * r + 2.506628277459239) * t) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r - 1.328068155288572e1) * r + 1)
  );
}
