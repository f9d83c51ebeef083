import type { Intervention } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../series/same-local-time.ts';
import { loadChanges } from './load-change.ts';
import type { ServerLoad } from './server-load.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

const names = ['web-1', 'web-2', 'web-3', 'web-4'];
const members = names.map((server): FleetMember => ({ server: { serverId: server, server, region: 'eu', profile: 'web', tier: 'web', labels: {} }, series: new Map() }));
const fleet: WhatIfFleet = {
  originStep: 1000, stepSeconds: 300, horizonSteps: 96, local: new LocalTime('UTC', 300_000),
  member: (serverId) => members.find(({ server }) => server.serverId === serverId),
  tier: () => members,
};
/** Demands of 10, 20, 30 and 40. */
const loadOf = (member: FleetMember): ServerLoad => ({ basis: 'utilisation', demand: new Float32Array(300).fill(10 * (names.indexOf(member.server.server) + 1)), idlePercent: 2, cpuPerDemand: 1, contention: 0, fitR2: null });
const of = (...changes: ReadonlyArray<readonly [Intervention, readonly FleetMember[]]>) => loadChanges(fleet, loadOf, changes.map(([intervention, targets]) => ({ intervention, targets })));
/** What a server has to do afterwards. */
const demandOf = (changes: ReturnType<typeof of>, server: string) =>
  [...(changes.get(server)?.mixture ?? [[server, 1] as const])].reduce((sum, [from, share]) => sum + share * 10 * (names.indexOf(from) + 1), 0);

describe('load', () => {
  it('of a server that leaves goes to the others in proportion to what they have', () => {
    const changes = of([{ kind: 'server-out', serverId: 'web-4' }, [members[3]]]);
    expect(changes.get('web-4')!.gone).toBe(true);
    expect(names.slice(0, 3).map((server) => demandOf(changes, server))).toEqual([10 + 40 / 6, 20 + 80 / 6, 30 + 120 / 6].map((value) => expect.closeTo(value, 6)));
  });

  it('is neither lost nor made when servers leave and load is moved', () => {
    const changes = of([{ kind: 'scale-in', tier: 'web', servers: 2 }, members], [{ kind: 'move-load', from: 'web-1', to: 'web-2', share: 0.5 }, members.slice(0, 2)]);
    expect(demandOf(changes, 'web-1') + demandOf(changes, 'web-2')).toBeCloseTo(100, 6);
    expect(demandOf(changes, 'web-1')).toBeCloseTo(0.5 * (100 / 3), 6);
  });

  it('shrinks on each server when others join', () => {
    const changes = of([{ kind: 'scale-out', tier: 'web', servers: 4 }, members]);
    expect(names.map((server) => demandOf(changes, server))).toEqual([5, 10, 15, 20]);
  });

  it('meets changes in their order: traffic grows what a lost server left', () => {
    const changes = of([{ kind: 'server-out', serverId: 'web-4' }, [members[3]]], [{ kind: 'traffic', tiers: ['web'], changePercent: 50 }, members]);
    expect(names.slice(0, 3).reduce((sum, server) => sum + demandOf(changes, server), 0)).toBeCloseTo(150, 6);
  });

  it('leaves demand alone where capacity or cost changes', () => {
    const changes = of([{ kind: 'scale-up', target: { serverId: 'web-1' }, resource: 'cpu', factor: 2 }, [members[0]]], [{ kind: 'deploy', target: { serverId: 'web-1' }, costChangePercent: 30 }, [members[0]]]);
    expect(changes.get('web-1')).toMatchObject({ cpuFactor: 2, costFactor: 1.3, memoryFactor: 1 });
    expect(demandOf(changes, 'web-1')).toBe(10);
    expect(changes.has('web-2')).toBe(false);
  });
});
