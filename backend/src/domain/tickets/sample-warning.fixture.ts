import { warningAfter, type WarningOpening } from '../warnings/lifecycle.ts';
import type { Warning } from '../warnings/warning.ts';

export const t0 = Date.UTC(2026, 0, 5, 12);

/** A warning of a server's cpu that has just opened, leading its own group unless said. */
export function sampleWarning(server: string, more: Partial<WarningOpening> = {}): Warning {
  const warningId = `id-of-${server}`;
  const opening: WarningOpening = {
    warningId, serverId: `s-${server}`, server, region: 'eu', profile: 'web', tier: 'shop', metric: 'cpu', threshold: { value: 80, direction: 'above' }, deadlineMs: t0 + 8 * 3_600_000,
    probability: 0.834, impact: { p10AtMs: t0 + 20 * 60_000, p50AtMs: t0 + 45 * 60_000, p90AtMs: t0 + 90 * 60_000 }, severity: 'warning',
    actionability: { hasSkill: true, recommendation: null, inMaintenance: false }, speaker: 'base-1', groupId: warningId, groupedBecause: null, ...more,
  };
  return warningAfter(null, { kind: 'opened', opening, atMs: t0 });
}
