import type { IncidentDraft, IncidentHistory } from '@fleetcast/contract';
import type { IconName } from '@grafana/data';
import { concernedInWords } from './incident.ts';

type Change = IncidentHistory['changes'][number];

/** One thing that somebody did to an incident. */
interface IncidentStep {
  readonly atMs: number;
  readonly icon: IconName;
  readonly text: string;
  readonly actor: string;
}

/** How servers and moments are told where the history is shown. */
interface Told {
  readonly nameOf: (serverId: string) => string;
  readonly momentOf: (ms: number) => string;
}

const icons: Readonly<Record<Change['kind'], IconName>> = { reported: 'bell', changed: 'pen', removed: 'trash-alt' };

/** Who did what to an incident, oldest first: of a change, what it changed. */
export function incidentStory({ changes }: IncidentHistory, told: Told): readonly IncidentStep[] {
  return changes.map((change, place) => ({ atMs: Date.parse(change.at), icon: icons[change.kind], actor: change.actor, text: stepInWords(change, changes[place - 1]?.said ?? null, told) }));
}

function stepInWords({ kind, cause, said }: Change, before: IncidentDraft | null, told: Told): string {
  const source = cause === 'import' ? ' by import' : '';
  switch (kind) {
    case 'reported':
      return `Reported${source}: “${said.title}” since ${told.momentOf(said.startMs)}, ${concerned(said, told)}.`;
    case 'changed':
      return `Changed${source}: ${(before === null ? ['the entry before is no longer kept'] : differences(before, said, told)).join('; ')}.`;
    case 'removed':
      return 'Removed.';
  }
}

function differences(before: IncidentDraft, after: IncidentDraft, told: Told): readonly string[] {
  const found = [
    before.title !== after.title && `called “${after.title}”`,
    before.startMs !== after.startMs && `began ${told.momentOf(after.startMs)}`,
    before.endMs !== after.endMs && (after.endMs === null ? 'goes on' : `over since ${told.momentOf(after.endMs)}`),
    before.serverIds.join() !== after.serverIds.join() && `concerns ${concerned(after, told)}`,
    before.note !== after.note && (after.note === '' ? 'note removed' : `note “${after.note}”`),
  ].filter((part) => part !== false);
  return found.length === 0 ? ['nothing'] : found;
}

function concerned(said: IncidentDraft, { nameOf }: Told): string {
  return said.serverIds.length === 0 ? 'the whole fleet' : concernedInWords(said, nameOf);
}
