/**
 * What known events do to a series, and its past without them. On the feature scale an event turns x into factor * x + shift;
 * docs/methods/known-events.md.
 */
import { fromFeatureScale, toFeatureScale, type KindScale } from './scaling.ts';

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
