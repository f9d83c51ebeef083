/** What known events will do, laid onto what is forecast; docs/methods/known-events.md. Q quantiles, L leads. */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { fromFeatureScale, toFeatureScale, type KindScale } from '../features/scaling.ts';
import type { SeriesEvents } from '../features/series-events.ts';
import { standardNormalQuantile } from './normal.ts';

const Q = quantileLevels.length;
/** How many standard deviations each level lies from the median. */
const deviations = quantileLevels.map((level) => Math.abs(standardNormalQuantile(level)));

/**
 * Changes quantiles [Q, L] of the leads (1: the first step after the origin) from quantiles[at] on, in the metric's unit, as the
 * events to come will, and widens them by what is not known of that: the forecast's error and the effect's are independent, so
 * that distances from the median add as squares (exact where both are normal).
 */
export function layEvents(quantiles: Float32Array, at: number, leads: Int32Array, originStep: number, { pieces }: SeriesEvents, kind: KindScale): void {
  const L = leads.length;
  for (const { fromStep, factor, shift, spread } of pieces) {
    for (let l = 0; l < L; l++) {
      const i = originStep + leads[l] - fromStep;
      if (i < 0 || i >= factor.length || (factor[i] === 1 && shift[i] === 0)) continue;
      const then = (q: number) => factor[i] * toFeatureScale(kind, quantiles[at + q * L + l]) + shift[i];
      const middle = then(medianIndex);
      for (let q = 0; q < Q; q++) {
        const wide = Math.hypot(then(q) - middle, deviations[q] * spread[i]);
        quantiles[at + q * L + l] = Math.min(kind.ceiling, fromFeatureScale(kind, q < medianIndex ? middle - wide : middle + wide));
      }
    }
  }
}
