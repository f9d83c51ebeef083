import type { Incident, IncidentDraft } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { faultsOfIncident, incidentAfter, saysTheSame, type IncidentEvent } from './incident-events.ts';
import { leftOutSteps } from './left-out-steps.ts';
import { observedIncidents } from './observed-incidents.ts';
import { isInTrouble, largeTroubleInWords } from './trouble-under-way.ts';

const stepMs = 300_000;

describe('an incident', () => {
  const draft: IncidentDraft = { title: 'Disk full', serverIds: ['b', 'a', 'b'], startMs: 1000, endMs: null, note: '' };
  const reported: IncidentEvent = { kind: 'reported', incidentId: 'i', region: 'eu', origin: 'person', externalId: null, draft, actor: 'ada', atMs: 2000 };
  const after = (...events: IncidentEvent[]) => events.reduce<Incident | null>(incidentAfter, null)!;

  it('has servers and an interval, and remembers who said so first and last', () => {
    const first = after(reported);
    expect(first).toMatchObject({ incidentId: 'i', region: 'eu', title: 'Disk full', serverIds: ['a', 'b'], startMs: 1000, endMs: null, version: 1, reportedBy: 'ada', changedBy: 'ada' });
    expect(after(reported, { kind: 'changed', draft: { ...draft, serverIds: ['c'], endMs: 5000 }, actor: 'bob', atMs: 6000 })).toMatchObject({
      serverIds: ['c'], endMs: 5000, version: 2, reportedAt: first.reportedAt, reportedBy: 'ada', changedBy: 'bob', changedAt: '1970-01-01T00:00:06.000Z',
    });
  });

  it('begins with being reported', () => {
    expect(() => after({ kind: 'changed', draft, actor: 'ada', atMs: 0 })).toThrow('starts with being reported');
  });

  it('was observed: it lies in the past and ends after it begins', () => {
    expect(faultsOfIncident(draft, 2000)).toEqual([]);
    expect(faultsOfIncident({ ...draft, startMs: 90_000, endMs: 90_000 }, 2000)).toEqual([expect.stringContaining('still to come'), expect.stringContaining('not after it begins')]);
  });

  it('says the same whatever the order of its servers', () => {
    expect(saysTheSame(after(reported), { ...draft, serverIds: ['a', 'b'] })).toBe(true);
    expect(saysTheSame(after(reported), { ...draft, endMs: 7000 })).toBe(false);
  });
});

describe('incidents that a series shows', () => {
  const seen = (...values: number[]) =>
    observedIncidents({ values: Float32Array.from(values), firstStep: 100, threshold: { value: 80, direction: 'above' } }, stepMs).map(({ startMs, endMs }) => [startMs / stepMs, endMs === null ? null : endMs / stepMs]);

  it('last 3 steps or more; step t covers the time before its stamp', () => {
    expect(seen(10, 85, 90, 80, 10)).toEqual([[100, 103]]);
    expect(seen(10, 85, 90, 10, 85, 85)).toEqual([]);
  });

  it('go on over missing steps, and at the end of what is known', () => {
    expect(seen(10, 85, NaN, 90, 85, 10)).toEqual([[100, 104]]);
    expect(seen(10, 85, 85, 85)).toEqual([[100, null]]);
  });
});

describe('trouble under way', () => {
  const inTrouble = (...values: number[]) => isInTrouble({ values: Float32Array.from(values), firstStep: 100, threshold: { value: 80, direction: 'above' } }, stepMs);

  it('is a breach that began within what is looked at and goes on', () => {
    expect(inTrouble(10, 85, 90, 81)).toBe(true);
    expect(inTrouble(10, 85, 90)).toBe(false);
    expect(inTrouble(10, 85, 90, 81, 10)).toBe(false);
  });

  it('is not what was there all along', () => {
    expect(inTrouble(85, 85, 90, 81)).toBe(false);
  });

  it('stops learning from a fifth of the servers on', () => {
    expect([0, 1, 2].map((troubled) => largeTroubleInWords(troubled, 10))).toEqual([null, null, '2 of 10 servers went beyond a critical threshold within the last day and are still there.']);
    expect(largeTroubleInWords(0, 0)).toBeNull();
  });
});

describe('what training leaves out', () => {
  const spans = (marks: Uint8Array) => [marks.indexOf(1), marks.lastIndexOf(1), marks.reduce((a, b) => a + b, 0)];
  const at = (step: number) => step * stepMs;

  it('is an incident with half an hour before and after', () => {
    expect(spans(leftOutSteps(1000, 288, stepMs, [{ startMs: at(1100), endMs: at(1110) }], []))).toEqual([95, 116, 22]);
  });

  it('is at most a fifth for incidents, the newest first; maintenance comes on top', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ startMs: at(1010 + 14 * i), endMs: at(1012 + 14 * i) }));
    const [, last, count] = spans(leftOutSteps(1000, 288, stepMs, many, []));
    expect([last, count]).toEqual([284, 57]);
    expect(leftOutSteps(1000, 288, stepMs, many, [{ startMs: at(1000), endMs: at(1050) }]).slice(1, 50)).toEqual(new Uint8Array(49).fill(1));
  });

  it('goes on with an incident that goes on', () => {
    expect(spans(leftOutSteps(1000, 100, stepMs, [{ startMs: at(1090), endMs: null }], []))).toEqual([85, 99, 15]);
  });
});
