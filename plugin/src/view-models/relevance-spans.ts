import type { Explanation } from '@fleetcast/contract';

/** What a stretch of the past did to the forecast. */
export interface TimeEffect {
  readonly fromMs: number;
  readonly toMs: number;
  /** -1..1 of the largest one: above 0 it raised the forecast. */
  readonly strength: number;
}

const spanSeconds = 1800;

/** Effects of the last day's steps, added up by half hours; none where nothing had an effect. */
export function relevanceSpans({ effects: { startAt, values }, stepSeconds }: Pick<Explanation, 'effects' | 'stepSeconds'>): readonly TimeEffect[] {
  const steps = Math.max(1, Math.round(spanSeconds / stepSeconds));
  const sums = Array.from({ length: Math.ceil(values.length / steps) }, (_, span) => values.slice(span * steps, (span + 1) * steps).reduce((sum, value) => sum + value, 0));
  const strongest = Math.max(...sums.map(Math.abs), 0);
  if (strongest === 0) return [];
  const stepMs = stepSeconds * 1000;
  // A step is stamped at its end.
  const firstMs = Date.parse(startAt) - stepMs;
  return sums.map((sum, span) => ({ fromMs: firstMs + span * steps * stepMs, toMs: firstMs + Math.min(values.length, (span + 1) * steps) * stepMs, strength: sum / strongest }));
}
