/** What warnings were good for; docs/methods/executive.md. */
import type { Warning } from '../warnings/warning.ts';

/** An action that was taken and measured, as far as it can show that a breach was prevented. */
export interface MeasuredAction {
  readonly serverId: string;
  readonly metric: string;
  readonly atMs: number;
  /** A breach was expected without it, and what was observed lies clearly below that. */
  readonly avoided: boolean;
}

export type AccountedOutcome = 'came-true' | 'late' | 'false' | 'prevented-verified' | 'prevented-claimed' | 'unobserved' | 'pending';

export type OutcomeCounts = Readonly<Record<AccountedOutcome, number>>;

/** What time is worth, in minutes of work; the assumptions are the reader's own. */
export interface TimeAssumptions {
  readonly minutesPerIncident: number;
  readonly minutesToNotice: number;
  readonly minutesPerFalsePage: number;
}

export interface TimeSaved {
  /** By preventions that were measured and breaches that were foreseen, less what false pages cost. */
  readonly minutes: number;
  /** What preventions that are only claimed would add. */
  readonly claimedMinutes: number;
}

/**
 * A prevention is verified when an action against that metric of that server, taken while the warning spoke, was measured to have
 * avoided the breach; it is claimed when somebody recorded an action and no breach came.
 */
export function accountedOutcome(warning: Warning, actions: readonly MeasuredAction[]): AccountedOutcome {
  const { outcome, serverId, metric, openedAtMs, deadlineMs } = warning;
  if (outcome !== 'prevented' && outcome !== 'false') return outcome;
  const verified = actions.some((action) => action.avoided && action.serverId === serverId && action.metric === metric && action.atMs >= openedAtMs && action.atMs <= deadlineMs);
  if (verified) return 'prevented-verified';
  return outcome === 'prevented' ? 'prevented-claimed' : 'false';
}

export function countOutcomes(outcomes: readonly AccountedOutcome[]): OutcomeCounts {
  const counts: Record<AccountedOutcome, number> = { 'came-true': 0, late: 0, false: 0, 'prevented-verified': 0, 'prevented-claimed': 0, unobserved: 0, pending: 0 };
  for (const outcome of outcomes) counts[outcome]++;
  return counts;
}

/** May be negative: then false pages cost more than warnings saved. */
export function timeSavedOf(counts: OutcomeCounts, falsePages: number, { minutesPerIncident, minutesToNotice, minutesPerFalsePage }: TimeAssumptions): TimeSaved {
  return {
    minutes: counts['prevented-verified'] * minutesPerIncident + counts['came-true'] * minutesToNotice - falsePages * minutesPerFalsePage,
    claimedMinutes: counts['prevented-claimed'] * minutesPerIncident,
  };
}
