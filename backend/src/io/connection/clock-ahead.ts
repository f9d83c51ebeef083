/**
 * By how many milliseconds a clock that showed `shownMs` somewhere between two looks at ours is ahead of it, negative when it is behind:
 * the least that fits both looks, so that an answer which took long makes no clock look off.
 */
export function clockAheadMs(shownMs: number, beforeMs: number, afterMs: number): number {
  if (shownMs > afterMs) return shownMs - afterMs;
  return Math.min(0, shownMs - beforeMs);
}
