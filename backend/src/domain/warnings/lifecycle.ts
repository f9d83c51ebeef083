import type { ServerIdentity, Threshold } from '@fleetcast/contract';
import type { Actionability, ClearedBecause, ImpactInterval, Warning, WarningOutcome, WarningSeverity } from './warning.ts';

/** Everything that is said when a warning opens. */
export interface WarningOpening extends ServerIdentity {
  readonly warningId: string;
  readonly metric: string;
  readonly threshold: Threshold;
  readonly deadlineMs: number;
  readonly probability: number;
  readonly impact: ImpactInterval;
  readonly severity: WarningSeverity;
  readonly actionability: Actionability;
  readonly speaker: string;
  readonly groupId: string;
  readonly groupedBecause: string | null;
}

/** What can happen to a warning, each with the moment at which it happened. */
export type WarningEvent = { readonly atMs: number } & (
  | { readonly kind: 'opened'; readonly opening: WarningOpening }
  | { readonly kind: 'escalated'; readonly severity: WarningSeverity; readonly probability: number; readonly impact: ImpactInterval }
  | { readonly kind: 'paged'; readonly probability: number; readonly impact: ImpactInterval }
  | { readonly kind: 'calmed' | 'returned'; readonly probability: number }
  | { readonly kind: 'stale'; readonly lastSampleAtMs: number | null }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'acknowledged'; readonly by: string }
  | { readonly kind: 'commented'; readonly by: string; readonly text: string }
  | { readonly kind: 'action-recorded'; readonly by: string; readonly text: string }
  /** null: nothing is recommended any more. */
  | { readonly kind: 'advised'; readonly recommendation: string | null }
  | { readonly kind: 'breached'; readonly onsetAtMs: number; readonly inTime: boolean }
  | { readonly kind: 'settled'; readonly outcome: Exclude<WarningOutcome, 'pending' | 'came-true' | 'late'> }
  | { readonly kind: 'cleared'; readonly because: ClearedBecause }
);

/**
 * The warning after an event, by the event's own time and nothing else, so that replaying its events at any time gives the same.
 * Only an opening makes a warning; an event that its state has no room for changes nothing.
 */
export function warningAfter(warning: Warning | null, event: WarningEvent): Warning {
  if (event.kind === 'opened') {
    if (warning !== null) return warning;
    const started = { openedAtMs: event.atMs, pagedAtMs: null, state: 'open', acknowledged: null, actions: [], staleSinceMs: null, calmSinceMs: null } as const;
    return { ...event.opening, ...started, outcome: 'pending', onsetAtMs: null, settledAtMs: null, cleared: null };
  }
  if (warning === null) throw new Error(`a warning starts with being opened, not with being ${event.kind}`);
  const isOpen = warning.state !== 'cleared';
  const { atMs } = event;
  switch (event.kind) {
    case 'escalated':
      return isOpen ? { ...warning, severity: event.severity, probability: event.probability, impact: event.impact } : warning;
    case 'paged':
      return isOpen && warning.pagedAtMs === null ? { ...warning, pagedAtMs: atMs, probability: event.probability, impact: event.impact } : warning;
    case 'calmed':
      return isOpen && warning.calmSinceMs === null ? { ...warning, calmSinceMs: atMs } : warning;
    case 'returned':
      return { ...warning, calmSinceMs: null };
    // Whatever was calm when it was last seen is not known to be calm any more.
    case 'stale':
      return { ...warning, staleSinceMs: warning.staleSinceMs ?? atMs, calmSinceMs: null };
    case 'fresh':
      return { ...warning, staleSinceMs: null };
    case 'acknowledged':
      return warning.state === 'open' ? { ...warning, state: 'acknowledged', acknowledged: { atMs, by: event.by } } : warning;
    case 'commented':
      return warning;
    case 'action-recorded':
      return { ...warning, actions: [...warning.actions, { atMs, by: event.by, text: event.text }] };
    case 'advised':
      return isOpen ? { ...warning, actionability: { ...warning.actionability, recommendation: event.recommendation } } : warning;
    case 'breached':
      if (warning.outcome !== 'pending') return warning;
      return { ...warning, outcome: event.inTime ? 'came-true' : 'late', onsetAtMs: event.onsetAtMs, settledAtMs: atMs, calmSinceMs: null };
    case 'settled':
      return warning.outcome === 'pending' ? { ...warning, outcome: event.outcome, settledAtMs: atMs } : warning;
    case 'cleared':
      return isOpen ? { ...warning, state: 'cleared', cleared: { atMs, because: event.because } } : warning;
  }
}
