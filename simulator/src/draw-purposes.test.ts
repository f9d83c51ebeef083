import { describe, expect, it } from '@jest/globals';
import { ofJob, ofKind, purposes } from './draw-purposes.ts';

describe('the purposes of draws', () => {
  it('have numbers of their own, those of kinds and jobs included', () => {
    const kinds = Array.from({ length: 16 }, (_, kind) => kind);
    const byKind = [purposes.eventHappens, purposes.eventWhen, purposes.eventHowMuch, purposes.eventHowLong, purposes.knownEventHappens, purposes.knownEventSize];
    const all = [...Object.values(purposes), ...byKind.flatMap((purpose) => kinds.map((kind) => ofKind(purpose, kind))), ...Array.from({ length: 100 }, (_, job) => ofJob(job))];
    expect(new Set(all).size).toBe(all.length);
  });
});
