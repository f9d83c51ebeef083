/**
 * What known events do to a series: out of the past that features and floors see, and onto what is forecast. On the feature
 * scale an event turns x into factor * x + shift; docs/methods/known-events.md. Q quantiles, H horizon steps.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { fromFeatureScale, toFeatureScale, type KindScale } from './scaling.ts';

const Q = quantileLevels.length;
/** Standard normal quantiles of the levels, outward from the median. */
const outward = [2.0537, 1.2816, 0.6745, 0, 0.6745, 1.2816, 2.0537] as const;

/** The effect of one event on consecutive steps from fromStep on; three values a step. */
export interface EventPiece {
  readonly fromStep: number;
  readonly factor: Float32Array;
  readonly shift: Float32Array;
  /** Standard deviation of the effect from one occurrence to another. */
  readonly spread: Float32Array;
}

/** All that known events do to one series, past and to come. A plain value, so that it can be handed to another thread. */
export interface SeriesEvents {
  /** Changes whenever the effect on a step changes that lay before an origin already. */
  readonly revision: number;
  readonly pieces: readonly EventPiece[];
}

/** Writes the window as it would have been without the events into `into`; NaN stays NaN. Value i belongs to step oldestStep + i. */
export function withoutEvents(window: Float32Array, oldestStep: number, { pieces }: SeriesEvents, kind: KindScale, into: Float32Array): Float32Array {
  into.set(window);
  for (const { fromStep, factor, shift } of pieces) {
    const first = Math.max(0, fromStep - oldestStep);
    const end = Math.min(window.length, fromStep - oldestStep + factor.length);
    for (let i = first; i < end; i++) {
      if (Number.isNaN(into[i])) continue;
      const at = oldestStep + i - fromStep;
      into[i] = fromFeatureScale(kind, (toFeatureScale(kind, into[i]) - shift[at]) / factor[at]);
    }
  }
  return into;
}

/**
 * Lays what is to come onto quantiles [Q, L] of the leads (1: the first step after the origin) from quantiles[at] on, in the
 * metric's unit, and widens them by what is not known of it.
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
        const wide = Math.hypot(then(q) - middle, outward[q] * spread[i]);
        quantiles[at + q * L + l] = Math.min(kind.ceiling, fromFeatureScale(kind, q < medianIndex ? middle - wide : middle + wide));
      }
    }
  }
}
