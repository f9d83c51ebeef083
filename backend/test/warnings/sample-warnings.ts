/** Warnings as the domain makes them, for tests of what is done with them. */
import { warningAfter, type WarningEvent, type WarningOpening } from '../../src/domain/warnings/lifecycle.ts';
import { warningIdOf } from '../../src/domain/warnings/judge.ts';
import { subjectKey, type Warning } from '../../src/domain/warnings/warning.ts';
import type { WarningRecord } from '../../src/io/state/warning-store.ts';

const minute = 60_000;

/** A warning of a server's cpu, opened at the moment, with the events that followed. */
export function storyOf(server: string, openedAtMs: number, ...later: readonly WarningEvent[]): { readonly warning: Warning; readonly records: readonly WarningRecord[] } {
  const subject = { region: 'eu', serverId: `id-${server}`, metric: 'cpu', direction: 'above' } as const;
  const warningId = warningIdOf(subjectKey(subject), openedAtMs);
  const impact = { p10AtMs: openedAtMs + 30 * minute, p50AtMs: openedAtMs + 90 * minute, p90AtMs: openedAtMs + 200 * minute };
  const opening: WarningOpening = {
    warningId, serverId: subject.serverId, server, region: 'eu', profile: 'web', tier: 'shop', metric: 'cpu', threshold: { value: 80, direction: 'above' },
    deadlineMs: openedAtMs + 480 * minute, probability: 0.8, impact, severity: 'warning', actionability: { hasSkill: true, recommendation: null, inMaintenance: false },
    speaker: 'base-1', groupId: warningId, groupedBecause: null,
  };
  let warning: Warning | null = null;
  const records = [{ kind: 'opened', opening, atMs: openedAtMs } as const, ...later].map((event, at): WarningRecord => {
    warning = warningAfter(warning, event);
    return { after: warning, event, expectedVersion: at, actor: 'service', cause: 'test' };
  });
  return { warning: warning!, records };
}
