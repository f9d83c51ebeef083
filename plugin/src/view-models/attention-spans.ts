import type { Explanation } from '@fleetcast/contract';

/** A stretch of time and its share of something. */
export interface TimeShare {
  readonly fromMs: number;
  readonly toMs: number;
  /** 0..1 of the largest one. */
  readonly height: number;
}

/** The model's attention on each half hour of the last day, tallest 1; none where a floor spoke. */
export function attentionSpans({ view, stepSeconds }: Pick<Explanation, 'view' | 'stepSeconds'>): readonly TimeShare[] {
  if (view === null) return [];
  const { startAt, patchSeconds, shares } = view.attention;
  const tallest = Math.max(...shares, Number.MIN_VALUE);
  // A step is stamped at its end: the first patch begins a step before its first stamp.
  const firstMs = Date.parse(startAt) - stepSeconds * 1000;
  return shares.map((share, patch) => ({ fromMs: firstMs + patch * patchSeconds * 1000, toMs: firstMs + (patch + 1) * patchSeconds * 1000, height: share / tallest }));
}
