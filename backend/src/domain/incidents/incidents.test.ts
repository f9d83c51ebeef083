import type { Incident } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { incidentAfter, type IncidentEvent } from './incident-events.ts';
import { leftOutSteps } from './left-out-steps.ts';
import { observedIncidents } from './observed-incidents.ts';

const stepMs = 300_000;

describe('an incident', () => {
  const opened: IncidentEvent = { kind: 'opened', incidentId: 'i', region: 'eu', origin: 'grafana', title: 'Disk full', serverIds: ['b', 'a', 'b'], startMs: 1000 };
  const after = (...events: IncidentEvent[]) => events.reduce<Incident | null>(incidentAfter, null)!;

  it('has servers and an interval, open until it is closed', () => {
    expect(after(opened)).toEqual({ incidentId: 'i', region: 'eu', origin: 'grafana', title: 'Disk full', serverIds: ['a', 'b'], startMs: 1000, endMs: null });
    expect(after(opened, { kind: 'spread', serverIds: ['c', 'a'] }).serverIds).toEqual(['a', 'b', 'c']);
    expect(after(opened, { kind: 'closed', endMs: 5000 }, { kind: 'spread', serverIds: ['c'] })).toMatchObject({ endMs: 5000, serverIds: ['a', 'b'] });
    expect(after(opened, { kind: 'closed', endMs: 10 }).endMs).toBe(1000);
    expect(after(opened, { kind: 'closed', endMs: 5000 }, { kind: 'reopened' }).endMs).toBeNull();
  });

  it('begins with being opened', () => {
    expect(() => after({ kind: 'reopened' })).toThrow('starts with being opened');
  });
});

describe('incidents that a series shows', () => {
  const seen = (...values: number[]) =>
    observedIncidents({ serverId: 's', metric: 'cpu', values: Float32Array.from(values), firstStep: 100, threshold: { value: 80, direction: 'above' } }, 'eu', stepMs).map(({ startMs, endMs }) => [startMs / stepMs, endMs === null ? null : endMs / stepMs]);

  it('last 3 steps or more; step t covers the time before its stamp', () => {
    expect(seen(10, 85, 90, 80, 10)).toEqual([[100, 103]]);
    expect(seen(10, 85, 90, 10, 85, 85)).toEqual([]);
  });

  it('go on over missing steps, and at the end of what is known', () => {
    expect(seen(10, 85, NaN, 90, 85, 10)).toEqual([[100, 104]]);
    expect(seen(10, 85, 85, 85)).toEqual([[100, null]]);
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
