import { breachOnsets, breachSteps } from '../series/breach-onsets.ts';
import type { WarningEvent } from './lifecycle.ts';
import { clearingProbability, isWorthPaging, leastLeadMinutes, severityOf, type WarningPolicy } from './policy.ts';
import type { ObservedPast, Sighting } from './sighting.ts';
import { isGraver, type Warning } from './warning.ts';

/** With less of its time observed than this, nobody can say that no breach came. */
const leastObservedShare = 0.5;
/** So long after the last sample of its series a warning is closed as unobserved: the server is gone. */
const goneAfterMs = 14 * 86_400_000;

/** What became of a warning that is open, or cleared with its time not yet passed. Missing and stale data clear nothing. */
export function judgeActive(warning: Warning, sighting: Sighting | null, past: ObservedPast | null, policy: WarningPolicy, nowMs: number): readonly WarningEvent[] {
  if (sighting === null || past === null || sighting.stale) return whileStale(warning, sighting?.lastSampleAtMs ?? null, nowMs);
  const events: WarningEvent[] = warning.staleSinceMs === null ? [] : [{ kind: 'fresh', atMs: nowMs }];
  const settled = warning.outcome === 'pending' ? settlement(warning, past, nowMs) : null;
  if (settled !== null) events.push(settled);
  if (warning.state === 'cleared') return events;
  const breached = settled?.kind === 'breached' || warning.onsetAtMs !== null;
  return [...events, ...(breached ? afterBreach(sighting, nowMs) : calm(warning, sighting, policy, nowMs)), ...risen(warning, sighting, policy, nowMs)];
}

function whileStale(warning: Warning, lastSampleAtMs: number | null, nowMs: number): readonly WarningEvent[] {
  if (warning.staleSinceMs === null) return [{ kind: 'stale', lastSampleAtMs, atMs: nowMs }];
  if (nowMs - warning.staleSinceMs < goneAfterMs) return [];
  return [{ kind: 'settled', outcome: 'unobserved', atMs: nowMs }, { kind: 'cleared', because: 'gone', atMs: nowMs }];
}

/** Whether the breach has come, or can no longer come in time; null while that is open. */
function settlement(warning: Warning, past: ObservedPast, nowMs: number): WarningEvent | null {
  const { values, startAtMs, stepMs } = past;
  const stampOf = (step: number) => startAtMs + step * stepMs;
  const onset = breachOnsets(values, warning.threshold, stepMs / 1000).map(stampOf).find((atMs) => atMs > warning.openedAtMs && atMs <= warning.deadlineMs);
  if (onset !== undefined) return { kind: 'breached', onsetAtMs: onset, inTime: onset - warning.openedAtMs >= leastLeadMinutes * 60_000, atMs: nowMs };
  // A breach that begins with the last step in time is known when it has lasted.
  if (stampOf(values.length - 1) < warning.deadlineMs + (breachSteps - 1) * stepMs) return null;
  if (observedShare(warning, past) < leastObservedShare) return { kind: 'settled', outcome: 'unobserved', atMs: nowMs };
  return { kind: 'settled', outcome: warning.actions.length > 0 ? 'prevented' : 'false', atMs: nowMs };
}

/** Of the steps between its opening and its deadline; those older than the past reaches count as missing. */
function observedShare({ openedAtMs, deadlineMs }: Warning, { values, startAtMs, stepMs }: ObservedPast): number {
  const first = Math.floor((openedAtMs - startAtMs) / stepMs) + 1;
  const last = Math.floor((deadlineMs - startAtMs) / stepMs);
  let observed = 0;
  for (let step = Math.max(0, first); step <= Math.min(last, values.length - 1); step++) if (!Number.isNaN(values[step])) observed += 1;
  return observed / Math.max(1, last - first + 1);
}

/** The breach is what was warned of: the warning clears when it has been over for as long as a new one needs to begin. */
function afterBreach(sighting: Sighting, nowMs: number): readonly WarningEvent[] {
  return sighting.recentlyBeyond ? [] : [{ kind: 'cleared', because: 'breach-over', atMs: nowMs }];
}

function calm(warning: Warning, { probability, underWay }: Sighting, policy: WarningPolicy, nowMs: number): readonly WarningEvent[] {
  if (probability >= clearingProbability(policy) || underWay) return warning.calmSinceMs === null ? [] : [{ kind: 'returned', probability, atMs: nowMs }];
  if (warning.calmSinceMs === null) return [{ kind: 'calmed', probability, atMs: nowMs }];
  return nowMs - warning.calmSinceMs < policy.holdMinutes * 60_000 ? [] : [{ kind: 'cleared', because: 'calm', atMs: nowMs }];
}

/** Graver than before, or now worth waking somebody. */
function risen(warning: Warning, sighting: Sighting, policy: WarningPolicy, nowMs: number): readonly WarningEvent[] {
  const { probability, impact } = sighting;
  if (impact === null || warning.outcome !== 'pending') return [];
  const minutesToImpact = (impact.p50AtMs - nowMs) / 60_000;
  const severity = severityOf(policy, probability, minutesToImpact);
  const events: WarningEvent[] = [];
  if (severity !== null && isGraver(severity, warning.severity)) events.push({ kind: 'escalated', severity, probability, impact, atMs: nowMs });
  if (warning.pagedAtMs === null && isWorthPaging(policy, sighting, impact, nowMs)) events.push({ kind: 'paged', probability, impact, atMs: nowMs });
  return events;
}
