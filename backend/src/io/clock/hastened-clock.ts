import type { Clock } from './clock.ts';

/** Time that passes `speed` times as fast as on the wall since a moment: a simulated fleet lives a day in minutes. */
export function hastenedClock(wall: Clock, speed: number, sinceMs: number): Clock {
  return {
    now: () => sinceMs + Math.floor(speed * (wall.now() - sinceMs)),
    waitUntil: (epochMs, signal) => wall.waitUntil(sinceMs + Math.ceil((epochMs - sinceMs) / speed), signal),
  };
}
