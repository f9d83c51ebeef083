/** Which stamps are taken. */
export interface StampLimits {
  readonly oldestMs: number;
  readonly newestMs: number;
}

/** Clocks that run ahead by more than this are wrong, not early. */
const mostAheadMs = 10 * 60_000;

/** Older than retention would be dropped at once; far in the future would sit there as the newest sample. */
export function stampLimits(nowMs: number, retentionMs: number): StampLimits {
  return { oldestMs: nowMs - retentionMs, newestMs: nowMs + mostAheadMs };
}
