/** 0.004 -> "< 1%", 0.637 -> "64%", 0.996 -> "> 99%": certainty is never claimed by rounding. */
export function riskInWords(risk: number | null): string {
  if (risk === null) return '–';
  if (risk > 0 && risk < 0.01) return '< 1%';
  if (risk > 0.99 && risk < 1) return '> 99%';
  return `${Math.round(risk * 100)}%`;
}
