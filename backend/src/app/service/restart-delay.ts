const firstDelayMs = 1_000;
const longestDelayMs = 60_000;
/** A thread that lived this long did not die of its start. */
const soundLifeMs = 300_000;

/** How long to wait before the next start, after so many short lives in a row. */
export function restartDelayMs(shortLives: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, shortLives - 1));
}

/** Short lives in a row, counting one that has just ended. */
export function shortLivesAfter(before: number, lifeMs: number): number {
  return lifeMs >= soundLifeMs ? 1 : before + 1;
}
