/** A probability as people read it: 0.004 -> "< 1%", 0.637 -> "64%", 0.996 -> "> 99%". Certainty is never claimed by rounding. */
export function probabilityText(probability: number): string {
  if (probability > 0 && probability < 0.01) return '< 1%';
  if (probability > 0.99 && probability < 1) return '> 99%';
  return `${Math.round(probability * 100)}%`;
}
