import { describe, expect, it } from '@jest/globals';
import type { IncidentDraft, IncidentHistory } from '@fleetcast/contract';
import { incidentStory } from './incident-history.ts';

const said: IncidentDraft = { title: 'Storage lost', serverIds: ['a'], startMs: 1000, endMs: null, note: '' };
const step = (version: number, kind: IncidentHistory['changes'][number]['kind'], now: Partial<IncidentDraft>, cause = 'request') => ({
  version, kind, cause, actor: `person-${version}`, at: `2026-03-02T09:0${version}:00.000Z`, said: { ...said, ...now },
});
const told = { nameOf: (id: string) => `web-${id}`, momentOf: (ms: number) => `at ${ms}` };
const texts = (...changes: IncidentHistory['changes']) => incidentStory({ changes }, told).map(({ text }) => text);

describe('the history of an incident', () => {
  it('tells who did what and when, and of a change only what it changed', () => {
    const changes = [step(1, 'reported', {}), step(2, 'changed', { endMs: 2000, note: 'Controller swapped' }), step(3, 'removed', { endMs: 2000, note: 'Controller swapped' })];
    expect(incidentStory({ changes }, told).map(({ actor, atMs }) => [actor, atMs])).toEqual([1, 2, 3].map((version) => [`person-${version}`, Date.parse(`2026-03-02T09:0${version}:00.000Z`)]));
    expect(texts(...changes)).toEqual(['Reported: “Storage lost” since at 1000, web-a.', 'Changed: over since at 2000; note “Controller swapped”.', 'Removed.']);
  });

  it('says what came by import, what was taken back, and whom it concerns now', () => {
    expect(texts(step(1, 'reported', { serverIds: [], endMs: 2000, note: 'x' }, 'import'), step(2, 'changed', { title: 'Power cut', startMs: 500, serverIds: ['a', 'b'] }, 'import'))).toEqual([
      'Reported by import: “Storage lost” since at 1000, the whole fleet.',
      'Changed by import: called “Power cut”; began at 500; goes on; concerns web-a, web-b; note removed.',
    ]);
  });

  it('does not guess at what came before the oldest entry that is kept', () => {
    expect(texts(step(7, 'changed', {}), step(8, 'changed', {}))).toEqual(['Changed: the entry before is no longer kept.', 'Changed: nothing.']);
  });
});
