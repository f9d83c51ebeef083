import { sha256 } from '../catalog/sha256.ts';
import { groupOf, openingOrder, type GroupCandidate } from './grouping.ts';
import { judgeActive } from './judge-active.ts';
import { warningAfter, type WarningEvent } from './lifecycle.ts';
import { isWorthPaging, severityOf, type WarningPolicy } from './policy.ts';
import { subjectSeen, type ObservedPast, type Sighting } from './sighting.ts';
import { isLead, subjectKey, subjectOf, type Warning, type WarningSeverity } from './warning.ts';

/** What one cycle shows of the fleet. */
export interface FleetSightings {
  /** Series whose probability may open a warning. */
  readonly candidates: readonly Sighting[];
  /** What is seen of a warning's subject; null: nothing at all. */
  readonly of: (warning: Warning) => { readonly sighting: Sighting; readonly past: ObservedPast } | null;
  readonly horizonMs: number;
}

/** Something that happened to a warning, and the warning after it. */
export interface WarningChange {
  readonly warningId: string;
  readonly event: WarningEvent;
  readonly after: Warning;
}

/**
 * Judges one cycle: what becomes of the warnings that are active, then which ones open. The same sightings at the same moment
 * with the same warnings give the same changes; a subject that has an open warning never gets a second one.
 */
export function judgeCycle(active: readonly Warning[], seen: FleetSightings, policy: WarningPolicy, nowMs: number): readonly WarningChange[] {
  const changes: WarningChange[] = [];
  const open = new Map<string, Warning>();
  const withdrawn = new Map<string, Warning>();
  for (const warning of active) {
    const { sighting, past } = seen.of(warning) ?? { sighting: null, past: null };
    let after = warning;
    for (const event of judgeActive(warning, sighting, past, policy, nowMs)) {
      after = warningAfter(after, event);
      changes.push({ warningId: warning.warningId, event, after });
    }
    // What clears in this cycle does not open again in it.
    if (warning.state !== 'cleared') open.set(subjectKey(subjectOf(after)), after);
    else if (after.outcome === 'pending') withdrawn.set(subjectKey(subjectOf(after)), after);
  }
  const leads: GroupCandidate[] = [...open.values()].filter((warning) => warning.state !== 'cleared' && isLead(warning)).sort((a, b) => a.openedAtMs - b.openedAtMs || (a.warningId < b.warningId ? -1 : 1));
  const openings = seen.candidates.filter((sighting) => !open.has(subjectKey(subjectSeen(sighting)))).flatMap((sighting) => openable(sighting, policy, nowMs));
  for (const opening of openingOrder(openings, policy)) {
    const before = withdrawn.get(subjectKey(subjectSeen(opening)));
    if (before !== undefined) changes.push(replaced(before, nowMs));
    const opened = openingOf(opening, leads, seen.horizonMs, policy, nowMs);
    changes.push(...opened);
    if (isLead(opened[0].after)) leads.push(opened[0].after);
  }
  return changes;
}

interface Openable extends Sighting {
  readonly impact: NonNullable<Sighting['impact']>;
  readonly severity: WarningSeverity;
}

/** A breach that is under way, or was within the hour, is no prediction; neither is one whose time cannot be told. */
function openable(sighting: Sighting, policy: WarningPolicy, nowMs: number): readonly Openable[] {
  const { impact, probability, stale, underWay, recentlyBeyond } = sighting;
  if (impact === null || stale || underWay || recentlyBeyond) return [];
  const severity = severityOf(policy, probability, (impact.p50AtMs - nowMs) / 60_000);
  return severity === null ? [] : [{ ...sighting, impact, severity }];
}

function openingOf(seen: Openable, leads: readonly GroupCandidate[], horizonMs: number, policy: WarningPolicy, nowMs: number): readonly WarningChange[] {
  const { serverId, server, region, profile, tier, metric, threshold, probability, impact, severity, speaker, hasSkill, inMaintenance } = seen;
  const warningId = warningIdOf(subjectKey(subjectSeen(seen)), nowMs);
  const { groupId, because } = groupOf({ warningId, region, tier, serverId, server, impact }, leads, policy);
  const opened: WarningEvent = {
    kind: 'opened',
    atMs: nowMs,
    opening: {
      warningId, serverId, server, region, profile, tier, metric, threshold, probability, impact, severity, speaker,
      deadlineMs: nowMs + horizonMs, actionability: { hasSkill, recommendation: null, inMaintenance }, groupId, groupedBecause: because,
    },
  };
  const first = { warningId, event: opened, after: warningAfter(null, opened) };
  if (!isWorthPaging(policy, seen, impact, nowMs)) return [first];
  const paged: WarningEvent = { kind: 'paged', probability, impact, atMs: nowMs };
  return [first, { warningId, event: paged, after: warningAfter(first.after, paged) }];
}

/** One breach matches one warning: who says it anew had withdrawn the first one wrongly or rightly, but cannot count both. */
function replaced(warning: Warning, nowMs: number): WarningChange {
  const event: WarningEvent = { kind: 'settled', outcome: 'false', atMs: nowMs };
  return { warningId: warning.warningId, event, after: warningAfter(warning, event) };
}

/** The same subject at the same moment gets the same id, so that a judgement made twice opens nothing twice. */
export function warningIdOf(subject: string, openedAtMs: number): string {
  const bytes = sha256(`${subject}\n${openedAtMs}`);
  return Array.from(bytes.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
