import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerIndex } from '../../domain/publication/server-directory.ts';
import { staleAfterSteps } from '../../domain/publication/judgement.ts';
import type { Freshness } from '@fleetcast/contract';

/** What answers are made from: the newest snapshot and who its servers are. */
export interface Published {
  readonly snapshot: FleetSnapshot;
  readonly index: ServerIndex;
  /** Why the sources cannot be read at the moment; null when at least one answers. */
  readonly sourceTrouble: string | null;
  /** How long after a step's end it is read. */
  readonly settleMs: number;
}

export const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();

export function originMsOf(snapshot: FleetSnapshot): number {
  return snapshot.originStep * snapshot.stepMs;
}

/** Two cycles after the one that made the snapshot. */
function isOld(snapshot: FleetSnapshot, settleMs: number, nowMs: number): boolean {
  return nowMs - originMsOf(snapshot) > (staleAfterSteps + 1) * snapshot.stepMs + settleMs || nowMs - snapshot.generatedAtMs > staleAfterSteps * snapshot.stepMs;
}

export function freshnessOf(published: Published, nowMs: number): Freshness {
  const { snapshot, sourceTrouble, settleMs } = published;
  const old = isOld(snapshot, settleMs, nowMs);
  const minutes = Math.floor((nowMs - snapshot.generatedAtMs) / 60_000);
  return {
    generatedAt: isoOf(snapshot.generatedAtMs),
    originAt: isoOf(originMsOf(snapshot)),
    ageSeconds: Math.max(0, (nowMs - snapshot.generatedAtMs) / 1000),
    stale: old || sourceTrouble !== null,
    staleReason: sourceTrouble ?? (old ? `The newest forecast is ${minutes} minutes old: no newer step has been read since.` : null),
  };
}

/**
 * Changes whenever an answer made from the snapshot would: with the snapshot, when it turns stale, and by the minute while it
 * is stale.
 */
export function validatorOf(published: Published, nowMs: number): string {
  const freshness = freshnessOf(published, nowMs);
  return freshness.stale ? `${published.snapshot.snapshotId}-stale-${Math.floor(nowMs / 60_000)}` : published.snapshot.snapshotId;
}
