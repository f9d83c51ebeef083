/**
 * Paths a series may take, as ranks within its forecast: pieces of its own past, as deviations from their usual value at that
 * time of day, lend their ranks to the forecast's distributions (the Schaake shuffle: Clark et al. 2004; the same pieces as in
 * docs/methods/breach-probability.md). The forecast before and after a change is read at the same ranks: what happens by
 * chance happens in both, so that their difference is the change's doing.
 */
import { quantileLevels } from '@fleetcast/contract';

const Q = quantileLevels.length;
/** Every so many deviations are ranked: neighbours hang together. */
const rankedEvery = 6;

export interface RankPaths {
  readonly count: number;
  /** [count, H] in (0, 1). */
  readonly ranks: Float32Array;
}

/** `window` [T] ends at the origin. With less past than two horizons all steps of a path share one rank. */
export function rankPaths(window: Float32Array, horizonSteps: number, daySteps: number, count: number): RankPaths {
  const ranks = new Float32Array(count * horizonSteps);
  const deviations = deviationsOf(window, daySteps);
  if (deviations.length < 2 * horizonSteps) {
    for (let path = 0; path < count; path++) ranks.fill((path + 0.5) / count, path * horizonSteps, (path + 1) * horizonSteps);
    return { count, ranks };
  }
  const sorted = deviations.filter((_, i) => i % rankedEvery === 0).sort();
  const rankOfAll = new Float32Array(deviations.length);
  for (let i = 0; i < deviations.length; i++) rankOfAll[i] = rankIn(sorted, deviations[i]);
  const room = deviations.length - horizonSteps;
  for (let path = 0; path < count; path++) {
    const from = Math.floor((path * room) / Math.max(1, count - 1));
    ranks.set(rankOfAll.subarray(from, from + horizonSteps), path * horizonSteps);
  }
  return { count, ranks };
}

/** Value at a rank, from quantiles at[0], at[stride], ... lowest first; linear between levels, held at the outermost. */
export function valueAtRank(quantiles: Float32Array, at: number, stride: number, rank: number): number {
  if (rank <= quantileLevels[0]) return quantiles[at];
  for (let q = 1; q < Q; q++) {
    if (rank > quantileLevels[q]) continue;
    const low = quantiles[at + (q - 1) * stride];
    const share = (rank - quantileLevels[q - 1]) / (quantileLevels[q] - quantileLevels[q - 1]);
    return low + share * (quantiles[at + q * stride] - low);
  }
  return quantiles[at + (Q - 1) * stride];
}

/** Deviations of the observed past from its mean at that time of day; missing ones are carried forward. */
function deviationsOf(window: Float32Array, daySteps: number): Float32Array {
  const usual = new Float64Array(daySteps);
  const counted = new Uint32Array(daySteps);
  let first = 0;
  while (first < window.length && Number.isNaN(window[first])) first += 1;
  for (let i = first; i < window.length; i++) {
    if (Number.isNaN(window[i])) continue;
    usual[i % daySteps] += window[i];
    counted[i % daySteps] += 1;
  }
  const deviations = new Float32Array(window.length - first);
  let carried = 0;
  for (let i = first; i < window.length; i++) {
    const slot = i % daySteps;
    if (!Number.isNaN(window[i])) carried = window[i] - usual[slot] / counted[slot];
    deviations[i - first] = carried;
  }
  return deviations;
}

/** Share of the sorted values below `value`, ties in the middle. */
function rankIn(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return Math.min(1, Math.max(0, (low + 0.5) / sorted.length));
}
