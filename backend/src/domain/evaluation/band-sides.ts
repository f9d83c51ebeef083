/** The two bands that are kept honest, 80 % and 96 %, by their four sides. */
import { quantileLevels } from '@fleetcast/contract';

const [outerLow, low] = [0.02, 0.1].map((level) => quantileLevels.findIndex((known) => known === level));

/** In the order in which everything about them is kept: which quantile each side is, and how often it should be missed. */
export const bandSides = [
  { name: 'below', quantile: low, wantedMiss: 0.1 },
  { name: 'above', quantile: quantileLevels.length - 1 - low, wantedMiss: 0.1 },
  { name: 'outerBelow', quantile: outerLow, wantedMiss: 0.02 },
  { name: 'outerAbove', quantile: quantileLevels.length - 1 - outerLow, wantedMiss: 0.02 },
] as const;

/**
 * Adds to into[side] 1 for a side that the actual lies beyond, a half where it lies on it, a quarter where both sides
 * of the band are that value. The sides' values begin at said[at].
 */
export function addMisses(actual: number, said: Float32Array, at: number, into: Float64Array): void {
  for (let band = 0; band < bandSides.length; band += 2) {
    const lower = said[at + band];
    const upper = said[at + band + 1];
    const onBound = lower === upper ? 0.25 : 0.5;
    into[band] += actual < lower ? 1 : actual === lower ? onBound : 0;
    into[band + 1] += actual > upper ? 1 : actual === upper ? onBound : 0;
  }
}

/**
 * Moves logarithms of stretches, logs[at + side], by what was missed in excess (Gibbs and Candes 2021, on the logarithm of the
 * width). `perDay`: how far a side moves in a day per unit of excess; `few`: with about so many actuals the step is halved.
 */
export function moveStretches(
  logs: Float32Array,
  at: number,
  { misses, count, days }: { readonly misses: Float64Array; readonly count: number; readonly days: number },
  { perDay, most, few }: { readonly perDay: readonly number[]; readonly most: readonly number[]; readonly few: number },
): void {
  bandSides.forEach(({ wantedMiss }, side) => {
    const gain = perDay[side] * days * (count / (count + few));
    const moved = logs[at + side] + gain * (misses[side] / count - wantedMiss);
    logs[at + side] = Math.max(-most[side], Math.min(most[side], moved));
  });
}
