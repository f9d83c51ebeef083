/** Warnings that have been judged, written into the state of a data folder that no service uses yet: a service would need days to come by them. */
import path from 'node:path';
import { warningAfter, type WarningEvent, type WarningOpening } from '../../backend/src/domain/warnings/lifecycle.ts';
import type { Warning } from '../../backend/src/domain/warnings/warning.ts';
import { serverIdOf } from '../../backend/src/domain/catalog/server-identity.ts';
import { openStateHere } from '../../backend/src/io/state/state.ts';
import type { SimulatedServer } from '../../simulator/src/index.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What came of a warning that opened some hours ago. */
interface Course {
  readonly hoursAgo: number;
  readonly after: (openedAtMs: number) => readonly WarningEvent[];
}

const impactOf = (openedAtMs: number) => ({ p10AtMs: openedAtMs + hourMs, p50AtMs: openedAtMs + 2 * hourMs, p90AtMs: openedAtMs + 4 * hourMs });
const courses: readonly Course[] = [
  {
    hoursAgo: 30,
    after: (openedAtMs) => [
      { kind: 'paged', probability: 0.97, impact: impactOf(openedAtMs), atMs: openedAtMs + 5 * minuteMs },
      { kind: 'acknowledged', by: 'ada', atMs: openedAtMs + 10 * minuteMs },
      { kind: 'breached', onsetAtMs: openedAtMs + 90 * minuteMs, inTime: true, atMs: openedAtMs + 100 * minuteMs },
      // The breach lasted 25 minutes; a quiet hour later it is over.
      { kind: 'cleared', because: 'breach-over', atMs: openedAtMs + (90 + 25 + 60) * minuteMs },
    ],
  },
  { hoursAgo: 50, after: (openedAtMs) => [{ kind: 'settled', outcome: 'false', atMs: openedAtMs + 8 * hourMs }, { kind: 'cleared', because: 'calm', atMs: openedAtMs + 8 * hourMs }] },
  {
    hoursAgo: 54,
    after: (openedAtMs) => [
      { kind: 'action-recorded', by: 'ada', text: 'Moved the batch job', atMs: openedAtMs + 20 * minuteMs },
      { kind: 'settled', outcome: 'prevented', atMs: openedAtMs + 8 * hourMs },
      { kind: 'cleared', because: 'calm', atMs: openedAtMs + 8 * hourMs },
    ],
  },
];

/** A warning for each of the courses, of as many servers. */
export async function judgeWarnings(dataFolder: string, servers: readonly Pick<SimulatedServer, 'server' | 'region' | 'profile' | 'tier'>[], nowMs: number): Promise<void> {
  const state = await openStateHere({ kind: 'sqlite', file: path.join(dataFolder, 'state.sqlite') });
  try {
    for (const [at, { hoursAgo, after }] of courses.entries()) {
      const { server, region, profile, tier } = servers[at];
      const openedAtMs = nowMs - hoursAgo * hourMs;
      const warningId = at.toString(16).padStart(20, 'a');
      const opening: WarningOpening = {
        serverId: serverIdOf(region, { server }), server, region, profile, tier, warningId, metric: 'cpu', threshold: { value: 80, direction: 'above' }, deadlineMs: openedAtMs + 8 * hourMs, probability: 0.8,
        impact: impactOf(openedAtMs), severity: 'warning', actionability: { hasSkill: true, recommendation: null, inMaintenance: false }, speaker: 'base', groupId: warningId, groupedBecause: null,
      };
      let warning: Warning | null = null;
      const records = [{ kind: 'opened', opening, atMs: openedAtMs } as const, ...after(openedAtMs)].map((event, version) => {
        warning = warningAfter(warning, event);
        return { after: warning, event, expectedVersion: version, actor: 'service', cause: 'staged' };
      });
      await state.warnings.saveAll(records);
    }
  } finally {
    await state.store.close();
  }
}
