import { Cron } from 'croner';
import { reasonOf } from '../reason.ts';

/** Null when it never comes round again. Throws on a pattern that is none: the configuration has checked it. */
export function nextRunMs(pattern: string, timeZone: string, afterMs: number): number | null {
  return new Cron(pattern, { timezone: timeZone }).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** What is wrong with a pattern; null: nothing. */
export function cronFault(pattern: string): string | null {
  try {
    new Cron(pattern, { paused: true });
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
