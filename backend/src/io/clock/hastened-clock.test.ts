import { describe, expect, it } from '@jest/globals';
import type { Clock } from './clock.ts';
import { hastenedClock } from './hastened-clock.ts';

const since = Date.UTC(2026, 4, 13);

/** A wall clock on which time passes only while somebody waits. */
function wallAt(startMs: number): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    waitUntil: (epochMs) => {
      nowMs = Math.max(nowMs, epochMs);
      return Promise.resolve();
    },
  };
}

describe('a hastened clock', () => {
  it('agrees with the wall at the moment it begins, and has lived an hour a minute later at a speed of 60', () => {
    expect(hastenedClock(wallAt(since), 60, since).now()).toBe(since);
    expect(hastenedClock(wallAt(since + 60_000), 60, since).now()).toBe(since + 3_600_000);
  });

  it.each([60, 7, 1.5])('waits for less, and never wakes too early (speed %d)', async (speed) => {
    const wall = wallAt(since);
    const clock = hastenedClock(wall, speed, since);
    await clock.waitUntil(since + 300_001, new AbortController().signal);
    expect(clock.now()).toBeGreaterThanOrEqual(since + 300_001);
    expect(wall.now() - since).toBe(Math.ceil(300_001 / speed));
  });
});
