import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';

/** Is the morning peak getting worse from one working day to the next? */
export interface MorningPeak {
  readonly worsening: boolean;
  /** 90 % quantile of 6 to 12 o'clock of each working day with enough samples, oldest first; the step at which its noon falls. */
  readonly peaks: ReadonlyArray<{ readonly noonStep: number; readonly value: number }>;
  /** Slope by Theil and Sen, in the metric's unit a working day. */
  readonly risePerDay: number;
  /** Kendall's rank correlation of peak and day, -1 to 1. */
  readonly tau: number;
}

const from = 6 / 24;
const to = 12 / 24;
const dayMs = 86_400_000;
const leastDays = 5;
/** Of a morning's steps. */
const leastObserved = 0.7;
const leastTau = 0.6;
/** Over all days, as a share of the first peak. */
const leastRise = 0.05;

/** Null with fewer than five working mornings. `window` ends at originStep, NaN where nothing was observed. */
export function morningPeak(window: Float32Array, originStep: number, stepSeconds: number, local: LocalTime): MorningPeak | null {
  const stepMs = stepSeconds * 1000;
  const mornings = new Map<number, { noonStep: number; readonly values: number[] }>();
  for (let i = 0; i < window.length; i++) {
    const step = originStep - window.length + 1 + i;
    const share = local.shareOfDay(step);
    if (Number.isNaN(window[i]) || share < from || share >= to || local.shareOfWeek(step) >= 5 / 7) continue;
    const day = Math.floor((step * stepMs + local.offsetMs(step * stepMs)) / dayMs);
    const morning = mornings.get(day) ?? { noonStep: step, values: [] };
    morning.noonStep = step;
    morning.values.push(window[i]);
    mornings.set(day, morning);
  }
  const whole = [...mornings.values()].filter(({ values }) => values.length >= ((to - from) * dayMs * leastObserved) / stepMs);
  if (whole.length < leastDays) return null;
  const peaks = whole.map(({ noonStep, values }) => ({ noonStep, value: quantileOfSorted(Float64Array.from(values).sort(), 0.9) }));
  const slopes: number[] = [];
  let concordant = 0;
  for (let a = 0; a < peaks.length; a++) {
    for (let b = a + 1; b < peaks.length; b++) {
      slopes.push((peaks[b].value - peaks[a].value) / (b - a));
      concordant += Math.sign(peaks[b].value - peaks[a].value);
    }
  }
  const risePerDay = quantileOfSorted(Float64Array.from(slopes).sort(), 0.5);
  const tau = concordant / slopes.length;
  return { worsening: tau >= leastTau && risePerDay * (peaks.length - 1) >= leastRise * Math.max(1, peaks[0].value), peaks, risePerDay, tau };
}
