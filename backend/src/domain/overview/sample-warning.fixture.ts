import type { Warning } from '../warnings/warning.ts';

export const openedAtMs = Date.parse('2026-03-02T10:00:00Z');
const minuteMs = 60_000;

/** A warning of 10 o'clock about a breach at noon, whose time has not passed; a test says what is different. */
export function sampleWarning(part: Partial<Warning> = {}): Warning {
  const opened = part.openedAtMs ?? openedAtMs;
  return {
    serverId: 'id-1', server: 'web-1', region: 'eu', profile: 'web', tier: null, warningId: '0123456789abcdef0123', metric: 'cpu', threshold: { value: 80, direction: 'above' },
    openedAtMs: opened, deadlineMs: opened + 480 * minuteMs, probability: 0.7, impact: { p10AtMs: opened + 60 * minuteMs, p50AtMs: opened + 120 * minuteMs, p90AtMs: opened + 240 * minuteMs },
    severity: 'warning', pagedAtMs: null, actionability: { hasSkill: true, recommendation: null, inMaintenance: false }, speaker: 'base-1', groupId: '0123456789abcdef0123', groupedBecause: null,
    state: 'open', acknowledged: null, actions: [], staleSinceMs: null, calmSinceMs: null, outcome: 'pending', onsetAtMs: null, settledAtMs: null, cleared: null, ...part,
  };
}
