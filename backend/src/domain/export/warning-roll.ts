import { subjectKey, subjectOf, type Warning } from '../warnings/warning.ts';
import { endedForMs, type EndedWarning } from './warning-gauges.ts';

/** The warnings that are told: open ones, and those that ended a short while ago and are told to be over. */
export interface WarningRoll {
  readonly open: readonly Warning[];
  readonly ended: readonly EndedWarning[];
}

export const emptyRoll: WarningRoll = { open: [], ended: [] };

/** The roll at a later moment, at which these warnings are open. One that opens again is open and no longer over. */
export function rollAt(before: WarningRoll, open: readonly Warning[], nowMs: number): WarningRoll {
  const keyOf = (warning: Warning) => subjectKey(subjectOf(warning));
  const isOpen = new Set(open.map(keyOf));
  const endedNow = before.open.filter((warning) => !isOpen.has(keyOf(warning))).map((warning): EndedWarning => ({ warning, endedAtMs: nowMs }));
  const ended = [...before.ended, ...endedNow].filter(({ warning, endedAtMs }) => nowMs - endedAtMs < endedForMs && !isOpen.has(keyOf(warning)));
  return { open, ended };
}
