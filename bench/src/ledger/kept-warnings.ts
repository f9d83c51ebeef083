/** The warnings of 400 days, each with all that happens to one, written through the store that the service uses. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { openStateHere } from '@fleetcast/backend/src/io/state/state.ts';
import type { WarningRecord } from '@fleetcast/backend/src/io/state/warning-store.ts';
import { warningIdOf } from '@fleetcast/backend/src/domain/warnings/judge.ts';
import { warningAfter, type WarningEvent, type WarningOpening } from '@fleetcast/backend/src/domain/warnings/lifecycle.ts';
import { subjectKey, type Warning } from '@fleetcast/backend/src/domain/warnings/warning.ts';

const minute = 60_000;
const batch = 500;

/** Bytes of the state's file with so many warnings of so many servers in it. */
export async function bytesOfWarnings(folder: string, count: number, servers: number): Promise<number> {
  const file = path.join(folder, 'state.sqlite');
  const state = await openStateHere({ kind: 'sqlite', file });
  for (let from = 0; from < count; from += batch) {
    const outcomes = await state.warnings.saveAll(Array.from({ length: Math.min(batch, count - from) }, (_, at) => storyOf(from + at, servers)).flat());
    if (outcomes.some(({ kind }) => kind !== 'appended')) throw new Error('a warning was not kept');
  }
  await state.store.close();
  return statSync(file).size;
}

/** One that grows graver, pages, comes true and clears, as most of what pages does. */
function storyOf(number: number, servers: number): readonly WarningRecord[] {
  const atMs = Date.UTC(2026, 0, 5) + number * minute;
  const server = `web-${number % servers}.example.internal`;
  const serverId = `srv-${(number % servers).toString(36)}-7f3a9c`;
  const impact = { p10AtMs: atMs + 40 * minute, p50AtMs: atMs + 90 * minute, p90AtMs: atMs + 200 * minute };
  const warningId = warningIdOf(subjectKey({ region: 'eu-central-1', serverId, metric: 'cpu', direction: 'above' }), atMs);
  const opening: WarningOpening = {
    warningId, serverId, server, region: 'eu-central-1', profile: 'web', tier: 'shop', metric: 'cpu', threshold: { value: 80, direction: 'above' }, deadlineMs: atMs + 480 * minute, probability: 0.62, impact,
    severity: 'warning', actionability: { hasSkill: true, recommendation: null, inMaintenance: false }, speaker: 'fleet-202604120200-f5b1ed5d', groupId: warningId, groupedBecause: null,
  };
  const events: readonly WarningEvent[] = [
    { kind: 'opened', opening, atMs },
    { kind: 'advised', recommendation: 'Move the report run of 02:00 to another hour, or add a server to the tier shop.', atMs: atMs + minute },
    { kind: 'escalated', severity: 'critical', probability: 0.83, impact, atMs: atMs + 30 * minute },
    { kind: 'paged', probability: 0.83, impact, atMs: atMs + 30 * minute },
    { kind: 'breached', onsetAtMs: atMs + 85 * minute, inTime: true, atMs: atMs + 95 * minute },
    { kind: 'calmed', probability: 0.1, atMs: atMs + 180 * minute },
    { kind: 'cleared', because: 'breach-over', atMs: atMs + 210 * minute },
  ];
  let warning: Warning | null = null;
  return events.map((event, expectedVersion) => ({ after: (warning = warningAfter(warning, event)), event, expectedVersion, actor: 'service', cause: 'cycle' }));
}
