/**
 * The naive forecasts that always stand ready: they serve where the model may not, and they are what it must beat.
 * Made from a series' kept state, on the feature scale; docs/methods/forecast.md. Q quantiles, H horizon steps.
 */
import { quantileLevels } from '@fleetcast/contract';
import { walkBlocks } from '../features/feature-grid.ts';
import type { SeriesState } from '../features/series-state.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { standardNormalQuantile } from './normal.ts';
import { smoothed } from './exponential-smoothing.ts';

const Q = quantileLevels.length;
const normalQuantiles = quantileLevels.map((level) => standardNormalQuantile(level));

export const floorNames = ['last-value', 'seasonal-naive-24h', 'seasonal-naive-7d', 'exponential-smoothing', 'win24', 'same-time'] as const;
export type FloorName = (typeof floorNames)[number];

let residualScratch = new Float32Array(0);

/**
 * Writes quantile q at lead leads[i] (1: the first step after the origin) to into[q * leads.length + i].
 * The state's walk must be up to date.
 */
export function floorForecast(name: FloorName, state: SeriesState, leads: Int32Array, into: Float32Array): void {
  const H = state.grid.horizonSteps;
  const L = leads.length;
  switch (name) {
    case 'last-value': {
      const last = state.day[state.day.length - 1];
      for (let i = 0; i < L; i++) {
        const block = Math.min(Math.floor((leads[i] - 1) / state.grid.walkBlockSteps), walkBlocks - 1);
        for (let q = 0; q < Q; q++) into[q * L + i] = last + state.walk[block * Q + q];
      }
      return;
    }
    case 'seasonal-naive-24h':
    case 'seasonal-naive-7d': {
      const days = name === 'seasonal-naive-24h' ? 1 : 7;
      const residuals = seasonalResidualQuantiles(state, days);
      const plane = days === 1 ? 0 : H;
      for (let i = 0; i < L; i++) for (let q = 0; q < Q; q++) into[q * L + i] = state.lags[plane + ((state.step + leads[i]) % H)] + residuals[q];
      return;
    }
    case 'exponential-smoothing': {
      const { level, weight, deviation } = smoothed(state.day);
      for (let i = 0; i < L; i++) {
        const spread = deviation * Math.sqrt(1 + (leads[i] - 1) * weight * weight);
        for (let q = 0; q < Q; q++) into[q * L + i] = level + normalQuantiles[q] * spread;
      }
      return;
    }
    case 'win24':
      for (let q = 0; q < Q; q++) into.fill(quantileOfSorted(state.daySorted, quantileLevels[q]), q * L, (q + 1) * L);
      return;
    case 'same-time':
      for (let i = 0; i < L; i++) {
        const row = ((state.step + leads[i]) % H) * Q;
        for (let q = 0; q < Q; q++) into[q * L + i] = state.sameTime[row + q];
      }
      return;
  }
}

/** Leads 1..H: the whole horizon. */
export function everyLead(horizonSteps: number): Int32Array {
  return Int32Array.from({ length: horizonSteps }, (_, i) => i + 1);
}

/**
 * Quantiles of what the value some days earlier was wrong by: over the last 7 days for a lag of one day; for a lag of
 * seven days over the one day that the state still remembers a week before, so its band is a rough one.
 */
function seasonalResidualQuantiles(state: SeriesState, lagDays: 1 | 7): readonly number[] {
  const { thinned } = state;
  const perDay = Math.round(state.grid.daySteps / state.grid.thinning);
  const lag = lagDays * perDay;
  const count = thinned.length - lag;
  if (residualScratch.length < count) residualScratch = new Float32Array(count);
  const residuals = residualScratch.subarray(0, count);
  for (let i = 0; i < count; i++) residuals[i] = thinned[i + lag] - thinned[i];
  residuals.sort();
  return quantileLevels.map((level) => quantileOfSorted(residuals, level));
}
