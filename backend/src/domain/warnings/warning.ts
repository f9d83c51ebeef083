import type { ServerIdentity, Threshold } from '@fleetcast/contract';

/** What a warning is about. At any time at most one warning is open for a subject. */
export interface WarningSubject {
  readonly region: string;
  readonly serverId: string;
  readonly metric: string;
  readonly direction: Threshold['direction'];
}

export function subjectKey({ region, serverId, metric, direction }: WarningSubject): string {
  return `${region}\n${serverId}\n${metric}\n${direction}`;
}

export type WarningSeverity = 'critical' | 'warning';

/** Severities, gravest first. */
export const severities: readonly WarningSeverity[] = ['critical', 'warning'];

export function isGraver(one: WarningSeverity, other: WarningSeverity): boolean {
  return severities.indexOf(one) < severities.indexOf(other);
}

/** When the breach is expected: its median moment and an interval that holds it 8 times in 10. */
export interface ImpactInterval {
  readonly p10AtMs: number;
  readonly p50AtMs: number;
  readonly p90AtMs: number;
}

/** Facts that make a warning worth acting upon, as they stood when it opened; what is recommended is asked for afterwards. */
export interface Actionability {
  /** The forecasts of this series have proven better than the best naive one. */
  readonly hasSkill: boolean;
  /** What to do about it, in a sentence; null: nothing is recommended. */
  readonly recommendation: string | null;
  readonly inMaintenance: boolean;
}

export function isActionable({ hasSkill, recommendation, inMaintenance }: Actionability): boolean {
  return hasSkill && recommendation !== null && !inMaintenance;
}

/**
 * pending: its time has not passed; came-true: a breach began 30 minutes or more after it opened and within the horizon; late: one
 * began sooner than that; prevented: none came and an action had been recorded; false: none came; unobserved: too little was
 * observed to say.
 */
export type WarningOutcome = 'pending' | 'came-true' | 'late' | 'prevented' | 'false' | 'unobserved';

export type ClearedBecause = 'calm' | 'breach-over' | 'gone';

/** A predicted breach and what has become of it, derived from its events (lifecycle.ts). */
export interface Warning extends ServerIdentity {
  readonly warningId: string;
  readonly metric: string;
  readonly threshold: Threshold;
  readonly openedAtMs: number;
  /** End of the horizon it spoke of. */
  readonly deadlineMs: number;
  /** As last said: at opening, escalation or paging. */
  readonly probability: number;
  readonly impact: ImpactInterval;
  /** The gravest so far: a warning never loses severity. */
  readonly severity: WarningSeverity;
  /** Since when it is worth waking somebody; null: it is not. */
  readonly pagedAtMs: number | null;
  readonly actionability: Actionability;
  /** Who made the forecast. */
  readonly speaker: string;
  /** Id of the warning that leads its group; its own when it leads, or stands alone. Fixed at opening. */
  readonly groupId: string;
  readonly groupedBecause: string | null;
  readonly state: 'open' | 'acknowledged' | 'cleared';
  readonly acknowledged: { readonly atMs: number; readonly by: string } | null;
  readonly actions: ReadonlyArray<{ readonly atMs: number; readonly by: string; readonly text: string }>;
  /** Since when nothing new is known of it; null: it is known. */
  readonly staleSinceMs: number | null;
  /** Since when its probability lies below the level at which warnings clear. */
  readonly calmSinceMs: number | null;
  readonly outcome: WarningOutcome;
  readonly onsetAtMs: number | null;
  readonly settledAtMs: number | null;
  readonly cleared: { readonly atMs: number; readonly because: ClearedBecause } | null;
}

export function subjectOf({ region, serverId, metric, threshold }: Warning): WarningSubject {
  return { region, serverId, metric, direction: threshold.direction };
}

export function isLead({ warningId, groupId }: Warning): boolean {
  return groupId === warningId;
}

/** Whether anything can still happen to it by itself. */
export function isActive(warning: Warning): boolean {
  return warning.state !== 'cleared' || warning.outcome === 'pending';
}

/** Minutes between its opening and the breach; null while there is none. */
export function leadMinutesOf({ openedAtMs, onsetAtMs }: Warning): number | null {
  return onsetAtMs === null ? null : (onsetAtMs - openedAtMs) / 60_000;
}
