import { describe, expect, it } from '@jest/globals';
import { drawApplications } from './draw-applications.ts';
import { createFleet, type FleetOptions, type FleetSlice } from './fleet.ts';
import { simulatedProfiles } from './metrics.ts';
import { seedFor } from './seed-ranges.ts';

const startMs = Date.UTC(2026, 4, 4);
const base: FleetOptions = { seed: seedFor('tuning', 1), servers: 40, startMs };
const firstDay = (options: FleetOptions, steps = 288): FleetSlice => {
  const fleet = createFleet(options);
  return fleet.simulate(fleet.startStep, fleet.startStep + steps - 1);
};
const valuesOf = (slice: FleetSlice, server: string, metric: string) => {
  const found = slice.series.find((series) => series.server.server === server && series.metric === metric);
  if (found === undefined) throw new Error(`no ${metric} of ${server}`);
  return found.values;
};
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('a simulated fleet', () => {
  it('has every profile, names as people give them, and units within range', () => {
    const slice = firstDay(base);
    const servers = createFleet(base).servers;
    expect(servers).toHaveLength(40);
    expect(new Set(servers.map(({ profile }) => profile))).toEqual(new Set(simulatedProfiles));
    expect(servers.map(({ server }) => server)).toEqual(expect.arrayContaining(['ppweb003', 'ppapp001', 'ppdb01', 'ppcache01', 'ppbatch01']));
    for (const { metric, values } of slice.series) {
      const seen = values.filter((value) => !Number.isNaN(value));
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
      if (metric === 'cpu' || metric === 'memory') expect(Math.max(...seen)).toBeLessThanOrEqual(100);
    }
  });

  it('is the same whenever it is asked, in one piece or in many', () => {
    const whole = firstDay(base, 60);
    const fleet = createFleet(base);
    const pieces = [0, 1, 2].map((i) => fleet.simulate(fleet.startStep + i * 20, fleet.startStep + i * 20 + 19));
    const again = fleet.simulate(fleet.startStep + 20, fleet.startStep + 39);
    whole.series.forEach(({ values }, row) => {
      expect(pieces.flatMap((piece) => Array.from(piece.series[row].values))).toEqual(Array.from(values));
      expect(again.series[row].values).toEqual(pieces[1].series[row].values);
    });
  });

  it('differs with the seed', () => {
    const other = firstDay({ ...base, seed: base.seed + 1 });
    expect(valuesOf(other, 'ppweb001', 'cpu')).not.toEqual(valuesOf(firstDay(base), 'ppweb001', 'cpu'));
  });

  it('obeys the utilisation law: cpu = 100 X S / cores above what runs idle', () => {
    const options = { ...base, measurementNoise: 0, faultRate: 0 };
    const slice = firstDay(options);
    const [application] = drawApplications(base.seed, base.servers, [{ name: 'eu-central', timeZone: 'Europe/Berlin' }], []);
    const tier = application.tiers.cache!;
    for (const machine of tier.machines) {
      const cpu = valuesOf(slice, machine.server, 'cpu');
      const throughput = slice.throughput.get(machine.server)!;
      cpu.forEach((value, i) => expect(value).toBeCloseTo((100 * throughput[i] * tier.serviceSeconds) / machine.cores + machine.idleCpuPercent, 3));
    }
  });

  it('works by day, rests by night and at the weekend', () => {
    const businessSeed = Array.from({ length: 40 }, (_, n) => seedFor('tuning', n)).find(
      (seed) => drawApplications(seed, 13, [{ name: 'x', timeZone: 'UTC' }], [])[0].demand.rhythm === 'business',
    )!;
    const week = firstDay({ ...base, seed: businessSeed, servers: 13, faultRate: 0, timeZone: 'UTC' }, 7 * 288);
    const cpu = valuesOf(week, 'ppweb001', 'cpu');
    const at = (day: number, fromHour: number, toHour: number) => mean(cpu.slice(day * 288 + fromHour * 12, day * 288 + toHour * 12));
    expect(at(1, 10, 16)).toBeGreaterThan(1.5 * at(1, 1, 4));
    expect(at(1, 10, 16)).toBeGreaterThan(1.2 * at(5, 10, 16));
  });
});

describe('an intervention', () => {
  const quiet: FleetOptions = { ...base, faultRate: 0 };
  const { startStep } = createFleet(quiet);
  const fromStep = startStep + 100;
  const toStep = startStep + 130;
  const without = firstDay(quiet);
  const touched = (slice: FleetSlice, metric: string) =>
    new Set(slice.series.filter((series, row) => series.metric === metric && series.values.some((value, i) => !Object.is(value, without.series[row].values[i]))).map(({ server }) => server.server));

  it('changes nothing before it begins, and nothing in other applications', () => {
    const slowed = firstDay({ ...quiet, interventions: [{ kind: 'slow-database', application: 'pp', factor: 3, fromStep, toStep }] });
    slowed.series.forEach(({ values, server }, row) => {
      expect(values.slice(0, 100)).toEqual(without.series[row].values.slice(0, 100));
      if (server.application !== 'pp') expect(values).toEqual(without.series[row].values);
    });
  });

  it('on the database is felt upwards as latency, but asks no cpu of the cache', () => {
    const slowed = firstDay({ ...quiet, interventions: [{ kind: 'slow-database', application: 'pp', factor: 3, fromStep, toStep }] });
    const during = (server: string, metric: string, slice: FleetSlice) => mean(valuesOf(slice, server, metric).slice(101, 130));
    for (const server of ['ppdb01', 'ppapp001', 'ppweb001']) expect(during(server, 'latency', slowed)).toBeGreaterThan(1.1 * during(server, 'latency', without));
    expect(during('ppdb01', 'cpu', slowed)).toBeGreaterThan(1.3 * during('ppdb01', 'cpu', without));
    expect(touched(slowed, 'cpu').has('ppcache01')).toBe(false);
  });

  it('that removes a server moves its load to its tier', () => {
    const lost = firstDay({ ...quiet, interventions: [{ kind: 'server-lost', server: 'ppweb001', fromStep, toStep }] });
    expect(valuesOf(lost, 'ppweb001', 'cpu').slice(100, 131).every(Number.isNaN)).toBe(true);
    expect(mean(valuesOf(lost, 'ppweb002', 'cpu').slice(100, 131))).toBeGreaterThan(1.1 * mean(valuesOf(without, 'ppweb002', 'cpu').slice(100, 131)));
    expect(touched(lost, 'cpu').has('ppbatch01')).toBe(false);
  });

  it('that restarts a leaking server gives its memory back and touches no other memory but its tier’s', () => {
    const leaking = drawApplications(base.seed, base.servers, [{ name: 'eu-central', timeZone: 'Europe/Berlin' }], [])
      .flatMap((application) => Object.values(application.tiers).flatMap((tier) => tier.machines))
      .find((machine) => machine.leakPercentPerHour > 0)!;
    const restarted = firstDay({ ...quiet, interventions: [{ kind: 'restart', server: leaking.server, fromStep, toStep: fromStep }] });
    expect(mean(valuesOf(restarted, leaking.server, 'memory').slice(101, 130))).toBeLessThan(mean(valuesOf(without, leaking.server, 'memory').slice(101, 130)) - 1);
  });

  it('that adds servers takes load from those that are there, without shifting their noise', () => {
    const grown = firstDay({ ...quiet, interventions: [{ kind: 'scale-out', application: 'pp', profile: 'web', servers: 2, fromStep, toStep: startStep + 400 }] });
    const servers = new Set(grown.series.map(({ server }) => server.server));
    expect(servers.size).toBe(42);
    const before = valuesOf(grown, 'ppweb001', 'cpu').slice(0, 100);
    expect(before).toEqual(valuesOf(without, 'ppweb001', 'cpu').slice(0, 100));
    expect(mean(valuesOf(grown, 'ppweb001', 'cpu').slice(101, 131))).toBeLessThan(0.85 * mean(valuesOf(without, 'ppweb001', 'cpu').slice(101, 131)));
    const [added] = [...servers].filter((server) => !without.series.some((series) => series.server.server === server));
    expect(valuesOf(grown, added, 'cpu').slice(0, 100).every(Number.isNaN)).toBe(true);
    expect(valuesOf(grown, added, 'cpu').slice(100).some(Number.isNaN)).toBe(false);
  });
});
