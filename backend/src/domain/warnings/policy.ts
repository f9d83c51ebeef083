import type { Sighting } from './sighting.ts';
import { severities, type ImpactInterval, type WarningSeverity } from './warning.ts';

/** From when on a breach counts: its median moment within so many minutes, with at least this probability. */
export interface SeverityRow {
  readonly withinMinutes: number;
  readonly probability: number;
}

/** When warnings open, page, clear and belong together; docs/methods/warnings.md. */
export interface WarningPolicy {
  readonly severities: Readonly<Record<WarningSeverity, SeverityRow>>;
  /** What is worth waking somebody; everything else is only shown and mailed. */
  readonly page: SeverityRow;
  /** A warning is calm below this share of the probability that opens one. */
  readonly clearShare: number;
  /** For so long it must stay calm before it clears: flapping inside stays one warning. */
  readonly holdMinutes: number;
  /** Warnings whose breaches are expected no further apart than this may have one cause. */
  readonly groupWithinMinutes: number;
  /** Tiers that suffer when another one does: `tier` calls `on`. */
  readonly dependsOn: ReadonlyArray<{ readonly tier: string; readonly on: string }>;
}

/** Probability times urgency: the gravest row of the table that applies; null: no reason to warn. */
export function severityOf(policy: Pick<WarningPolicy, 'severities'>, probability: number, minutesToImpact: number): WarningSeverity | null {
  return severities.find((severity) => applies(policy.severities[severity], probability, minutesToImpact)) ?? null;
}

function applies(row: SeverityRow, probability: number, minutesToImpact: number): boolean {
  return probability >= row.probability && minutesToImpact <= row.withinMinutes;
}

/** A warning sooner than this before its breach comes too late to act upon. */
export const leastLeadMinutes = 30;

/** Whether it is worth waking somebody: by what keeps its word, likely, near, and hardly so near that it would be late. */
export function isWorthPaging({ page }: Pick<WarningPolicy, 'page'>, { probability, mayPage, inMaintenance }: Pick<Sighting, 'probability' | 'mayPage' | 'inMaintenance'>, impact: ImpactInterval, nowMs: number): boolean {
  const minutesTo = (atMs: number) => (atMs - nowMs) / 60_000;
  return mayPage && !inMaintenance && minutesTo(impact.p10AtMs) >= leastLeadMinutes && applies(page, probability, minutesTo(impact.p50AtMs));
}

/** The least probability that opens a warning; nothing below needs a look. */
export function openingProbability({ severities: table }: WarningPolicy): number {
  return Math.min(...severities.map((severity) => table[severity].probability));
}

export function clearingProbability(policy: WarningPolicy): number {
  return policy.clearShare * openingProbability(policy);
}
