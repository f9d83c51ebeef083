declare const readFromClock: unique symbol;

/**
 * A moment that has come: only a clock makes one, or a record of what was read from it. What is stamped with it can never carry a
 * stamp of the future, which Prometheus 2.42 takes and then refuses every sample stamped now.
 */
export type WritingMoment = number & { readonly [readFromClock]: true };

export function writingMoment(now: () => number): WritingMoment {
  return now() as WritingMoment;
}

/** A moment that was written down earlier; null when the clock has not reached it, because it was set back since. */
export function pastMoment(atMs: number, now: () => number): WritingMoment | null {
  return atMs <= now() ? (atMs as WritingMoment) : null;
}
