import { describe, expect, it } from '@jest/globals';
import type { FleetEvent } from './events.ts';
import { createFleet, type FleetOptions, type FleetSlice } from './fleet.ts';
import { seedFor } from './seed-ranges.ts';

const day = 288;
const options: FleetOptions = { seed: seedFor('tuning', 5), servers: 13, startMs: Date.UTC(2026, 4, 4), faultRate: 0, spareServers: 2, timeZone: 'UTC' };
const base = createFleet(options);
const forkStep = base.startStep + day + 120;
base.simulate(base.startStep, forkStep - 1);
const span = { fromStep: forkStep, toStep: forkStep + 47 };
const run = (...interventions: FleetEvent[]) => base.fork(interventions).simulate(span.fromStep, span.toStep);
const without = run();

function values(slice: FleetSlice, server: string, metric: string): Float32Array {
  return slice.series.find((series) => series.server.server === server && series.metric === metric)!.values;
}
const mean = (of: ArrayLike<number>) => Array.from(of).reduce((a, b) => a + b, 0) / of.length;
const ratio = (slice: FleetSlice, server: string, metric = 'cpu') => mean(values(slice, server, metric)) / mean(values(without, server, metric));

describe('a fork of a fleet', () => {
  it('goes on exactly as the fleet itself does', () => {
    const own = createFleet(options).simulate(span.fromStep, span.toStep);
    own.series.forEach(({ values: expected }, i) => expect(without.series[i].values).toEqual(expected));
  });

  it('with an intervention equals a fleet that had it from the start', () => {
    const intervention: FleetEvent = { kind: 'demand', application: 'pp', factor: 1.5, announced: true, ...span };
    const own = createFleet({ ...options, interventions: [intervention] }).simulate(span.fromStep, span.toStep);
    own.series.forEach(({ values: expected }, i) => expect(run(intervention).series[i].values).toEqual(expected));
  });

  it('by another chance reads otherwise but lives through the same tides of demand', () => {
    const other = base.fork([], 1).simulate(span.fromStep, span.toStep);
    for (const { server, metric, values: read } of without.series.filter((series) => series.metric === 'cpu' && series.server.profile === 'web' && !Number.isNaN(series.values[0]))) {
      expect(values(other, server.server, metric)).not.toEqual(read);
      expect(ratio(other, server.server)).toBeGreaterThan(0.85);
      expect(ratio(other, server.server)).toBeLessThan(1.15);
    }
    expect(base.fork([], options.seed).simulate(span.fromStep, span.toStep).series[0].values).toEqual(without.series[0].values);
  });

  it('leaves the fleet where it stood, and can be asked again', () => {
    const fork = base.fork([{ kind: 'server-lost', server: 'ppweb001', ...span }]);
    const once = fork.simulate(span.fromStep, span.toStep);
    expect(fork.simulate(span.fromStep, span.toStep).series.map((series) => series.values)).toEqual(once.series.map((series) => series.values));
    expect(run().series[0].values).toEqual(without.series[0].values);
  });
});

describe('the interventions', () => {
  it('halve the cpu of a machine with twice the cores, and its memory with twice the memory', () => {
    const grown = run({ kind: 'resize', server: 'ppapp001', cpuFactor: 2, memoryFactor: 2, ...span });
    expect(ratio(grown, 'ppapp001')).toBeCloseTo(0.5, 1);
    expect(ratio(grown, 'ppapp001', 'memory')).toBeCloseTo(0.5, 1);
    expect(ratio(grown, 'ppapp002')).toBe(1);
  });

  it('take the last servers out of a tier', () => {
    const shrunk = run({ kind: 'scale-in', application: 'pp', profile: 'web', servers: 1, ...span });
    const web = shrunk.series.filter(({ server, metric }) => server.profile === 'web' && metric === 'cpu' && !Number.isNaN(without.series.find((one) => one.server === server && one.metric === 'cpu')!.values[0]));
    expect(web.filter((series) => Number.isNaN(series.values[0])).map(({ server }) => server.server)).toEqual([web.at(-1)!.server.server]);
    expect(ratio(shrunk, 'ppweb001')).toBeGreaterThan(1.1);
  });

  it('move load without losing any', () => {
    const moved = run({ kind: 'move-load', application: 'pp', from: 'ppweb001', to: 'ppweb002', share: 0.5, ...span });
    expect(mean(moved.throughput.get('ppweb001')!)).toBeCloseTo(0.5 * mean(without.throughput.get('ppweb001')!), 3);
    const served = (slice: FleetSlice) => mean(slice.throughput.get('ppweb001')!) + mean(slice.throughput.get('ppweb002')!);
    expect(served(moved) / served(without)).toBeCloseTo(1, 3);
  });

  it('turn requests away, make them dearer, and roll back by ending', () => {
    expect(ratio(run({ kind: 'throttle', server: 'ppweb001', share: 0.5, ...span }), 'ppweb001', 'network')).toBeLessThan(0.75);
    const dear = run({ kind: 'release', application: 'pp', profile: 'app', costFactor: 1.4, ...span, toStep: forkStep + 23 });
    expect(mean(values(dear, 'ppapp001', 'cpu').subarray(0, 24))).toBeGreaterThan(1.25 * mean(values(without, 'ppapp001', 'cpu').subarray(0, 24)));
    expect(mean(values(dear, 'ppapp001', 'cpu').subarray(30))).toBeCloseTo(mean(values(without, 'ppapp001', 'cpu').subarray(30)), 1);
  });

  it('leak until the process is restarted', () => {
    const leaking = run({ kind: 'leak', server: 'ppweb001', percentPerHour: 5, ...span });
    const memory = values(leaking, 'ppweb001', 'memory');
    expect(memory[47] - values(without, 'ppweb001', 'memory')[47]).toBeCloseTo((47 * 5) / 12, 0);
  });

  it('run a job later, or on fewer cores and so for longer', () => {
    const nights = createFleet({ ...options, measurementNoise: 0 });
    const night = { fromStep: nights.startStep + day, toStep: nights.startStep + 3 * day };
    nights.simulate(nights.startStep, night.fromStep - 1);
    const cpu = (...interventions: FleetEvent[]) => values(nights.fork(interventions).simulate(night.fromStep, night.toStep), 'ppbatch01', 'cpu');
    const usual = cpu();
    const later = cpu({ kind: 'reschedule-job', server: 'ppbatch01', job: 0, byMinutes: 120, ...night });
    const busiest = usual.indexOf(Math.max(...usual));
    expect(later[busiest + 24]).toBeGreaterThan(usual[busiest + 24] - 5);
    expect(later).not.toEqual(usual);
    const limited = cpu({ kind: 'limit-job', server: 'ppbatch01', job: 0, coreShare: 0.5, ...night });
    expect(limited[busiest]).toBeLessThan(usual[busiest]);
    expect(mean(limited) / mean(usual)).toBeCloseTo(1, 1);
  });
});

describe('a world with more than the plain laws', () => {
  it('is off by default, and each part of it shows', () => {
    const cpuOf = (world: FleetOptions['world']) => {
      const fleet = createFleet({ ...options, world });
      return values(fleet.simulate(fleet.startStep, fleet.startStep + day), 'ppapp001', 'cpu');
    };
    const plain = cpuOf(undefined);
    expect(cpuOf({})).toEqual(plain);
    expect(mean(cpuOf({ contention: 1 }))).toBeGreaterThan(mean(plain));
    expect(mean(cpuOf({ cpuExponent: 0.8 }))).toBeGreaterThan(mean(plain));
    expect(mean(cpuOf({ noisyNeighbours: 0.4 }))).toBeGreaterThan(mean(plain) + 2);
    for (const world of [{ capacitySkew: 0.2 }, { routingSkew: 0.2 }]) expect(cpuOf(world)).not.toEqual(plain);
  });

  it('with an autoscaler brings spare servers when a tier is busy', () => {
    const fleet = createFleet({ ...options, world: { autoscaler: true }, interventions: [{ kind: 'demand', application: 'pp', factor: 3, announced: false, ...span }] });
    const slice = fleet.simulate(fleet.startStep, span.toStep);
    const spares = slice.series.filter(({ metric, values: of }) => metric === 'cpu' && Number.isNaN(of[0]));
    expect(spares.some((series) => series.values.some((value) => value > 0))).toBe(true);
  });
});
