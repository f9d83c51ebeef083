import type { ModelRegistry } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formerKept, registryAfter, versionsInUse, type RegistryEvent } from './registry.ts';

const t0 = Date.UTC(2026, 0, 5);
const at = (minutes: number) => new Date(t0 + minutes * 60_000).toISOString();

function replay(...events: readonly RegistryEvent[]): ModelRegistry {
  return events.reduce<ModelRegistry | null>(registryAfter, null)!;
}

const founded: RegistryEvent = { kind: 'founded', version: 'base-1', atMs: t0 };
const challenged = (version: string, minutes: number): RegistryEvent => ({ kind: 'challenged', version, challengerKind: 'retraining', servedShare: 0, atMs: t0 + minutes * 60_000 });
const promoted = (version: string, minutes: number): RegistryEvent => ({ kind: 'promoted', version, watched: true, atMs: t0 + minutes * 60_000 });

describe('the registry of models', () => {
  it('begins with the shipped model', () => {
    expect(replay(founded)).toEqual({ champion: 'base-1', since: at(0), former: [], pinned: null, challenger: null, watch: null, reserve: null });
    expect(() => registryAfter(null, promoted('a', 1))).toThrow('begins with a first champion');
  });

  it('lets a challenger forecast in the shadow, and leaves the champion as it is when it is rejected', () => {
    const shadowed = replay(founded, challenged('a', 1));
    expect(shadowed.champion).toBe('base-1');
    expect(shadowed.challenger).toMatchObject({ version: 'a', servedShare: 0 });
    expect(replay(founded, challenged('a', 1), { kind: 'rejected', version: 'a', atMs: t0 })).toEqual(replay(founded));
  });

  it('makes a promoted version champion, and keeps the one before it in reserve, also when the watch ends', () => {
    const after = replay(founded, challenged('a', 1), promoted('a', 60));
    expect(after).toMatchObject({ champion: 'a', since: at(60), former: ['base-1'], challenger: null, watch: { against: 'base-1', since: at(60) } });
    expect(after.reserve).toEqual({ version: 'base-1', since: at(60) });
    expect(registryAfter(after, { kind: 'watch-ended', atMs: t0 })).toMatchObject({ watch: null, reserve: { version: 'base-1' } });
    expect(registryAfter(after, challenged('b', 90)).reserve).toEqual(after.reserve);
    expect(registryAfter(after, promoted('b', 120)).reserve).toEqual({ version: 'a', since: at(120) });
  });

  it('keeps nobody in reserve after a promotion that is not watched, nor one who cannot be read any more', () => {
    expect(replay(founded, { ...promoted('a', 1), watched: false } as RegistryEvent).reserve).toBeNull();
    expect(replay(founded, promoted('a', 1), { kind: 'withdrawn', version: 'base-1', successor: 'a', atMs: t0 })).toMatchObject({ champion: 'a', reserve: null, watch: null });
  });

  it('goes back to the champion before, and forgets the one that failed', () => {
    const after = replay(founded, promoted('a', 1), promoted('b', 2), { kind: 'rolled-back', version: 'a', atMs: t0 + 180_000 });
    expect(after).toEqual({ champion: 'a', since: at(3), former: ['base-1'], pinned: null, challenger: null, watch: null, reserve: null });
  });

  it('ends a watch when the next challenger comes: one model is in the shadow at a time', () => {
    expect(replay(founded, promoted('a', 1), challenged('b', 2))).toMatchObject({ champion: 'a', watch: null, challenger: { version: 'b' } });
  });

  it('puts the successor in the place of a champion that cannot be read any more', () => {
    const after = replay(founded, promoted('a', 1), promoted('b', 2), { kind: 'withdrawn', version: 'b', successor: 'a', atMs: t0 + 300_000 });
    expect(after).toMatchObject({ champion: 'a', since: at(5), former: ['base-1'], watch: null });
    const challengerGone = replay(founded, challenged('c', 1), { kind: 'withdrawn', version: 'c', successor: 'base-1', atMs: t0 });
    expect(challengerGone).toEqual(replay(founded));
  });

  it('remembers who pinned the champion', () => {
    const pinned = replay(founded, { kind: 'pinned', by: 'ada', atMs: t0 + 60_000 });
    expect(pinned.pinned).toEqual({ by: 'ada', at: at(1) });
    expect(registryAfter(pinned, { kind: 'unpinned', atMs: t0 })).toEqual(replay(founded));
  });

  it('whatever happens, has one champion that is nobody’s former self, and a bounded past', () => {
    const version = fc.constantFrom('base-1', 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    const event: fc.Arbitrary<RegistryEvent> = fc.oneof(
      version.map((one) => challenged(one, 1)),
      version.map((one) => promoted(one, 1)),
      version.map((one): RegistryEvent => ({ kind: 'rejected', version: one, atMs: t0 })),
      fc.constant<RegistryEvent>({ kind: 'watch-ended', atMs: t0 }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { champion, former } = replay(founded, ...events);
        expect(former).not.toContain(champion);
        expect(new Set(former).size).toBe(former.length);
        expect(former.length).toBeLessThanOrEqual(formerKept);
        expect(versionsInUse(replay(founded, ...events)).has(champion)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
