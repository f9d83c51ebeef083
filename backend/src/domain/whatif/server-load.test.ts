import { describe, expect, it } from '@jest/globals';
import { cpuOf, demandWhenFull, serverLoad } from './server-load.ts';
import type { FleetMember, ObservedSeries } from './what-if-fleet.ts';

const steps = 600;
const throughput = Float32Array.from({ length: steps }, (_, i) => 200 + 150 * Math.sin(i / 40));

function member(series: Readonly<Record<string, Float32Array>>): FleetMember {
  const decision = { reason: { kind: 'model-serves' }, voice: { kind: 'floor', floor: 'win24' } } as const;
  const observed = Object.entries(series).map(([metric, values]): [string, ObservedSeries] => {
    const info = { name: metric, title: metric, kind: 'percent', unit: 'percent', thresholds: { warning: null, critical: null } } as const;
    return [metric, { series: { serverId: 'a', metric, kind: 'percent' }, info, values, decision, thresholds: [] }];
  });
  return { server: { serverId: 'a', server: 'a', region: 'eu', profile: 'web', tier: null, labels: {} }, series: new Map(observed) };
}

describe('the load of a server', () => {
  it('obeys the utilisation law: 4 cores, 10 ms a request, 3% idle', () => {
    const cpu = throughput.map((x, i) => 3 + (100 * x * 0.01) / 4 + 0.2 * Math.sin(i * 3.1));
    const load = serverLoad(member({ cpu, throughput }), 300)!;
    expect(load).toMatchObject({ basis: 'throughput', contention: 0 });
    expect(load.idlePercent).toBeCloseTo(3, 0);
    expect(load.cpuPerDemand).toBeCloseTo(0.25, 2);
    expect(cpuOf(load, 400)).toBeCloseTo(100, 0);
    expect(demandWhenFull(load)).toBeCloseTo((100 - 3) / 0.25, -1);
  });

  it('sees that requests get dearer when they meet', () => {
    const cpu = throughput.map((x) => (100 * 0.002 * x) / (1 - 0.3 * 0.002 * x));
    const load = serverLoad(member({ cpu, throughput }), 300)!;
    expect(load.contention).toBe(0.3);
    expect(cpuOf(load, 400)).toBeCloseTo((100 * 0.8) / (1 - 0.24), 0);
    // Alone, 500 requests a second would fill it; contention takes 30 % of that: 100 / 1.3 / 0.2.
    expect(demandWhenFull(load)).toBeCloseTo(384.6, 0);
    expect(cpuOf(load, demandWhenFull(load))).toBeCloseTo(100, 0);
  });

  it('takes cpu for demand where requests are not measured, or explain nothing', () => {
    const cpu = throughput.map((_, i) => 20 + 10 * Math.sin(i * i));
    expect(serverLoad(member({ cpu }), 300)).toMatchObject({ basis: 'utilisation', idlePercent: 2.5, cpuPerDemand: 1, fitR2: null });
    expect(serverLoad(member({ cpu, throughput }), 300)).toMatchObject({ basis: 'utilisation' });
  });

  it('is unknown without cpu', () => {
    expect(serverLoad(member({ throughput }), 300)).toBeNull();
  });
});
