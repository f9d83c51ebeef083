/**
 * Pasts whose cause is known: the same simulated fleet with and without a leak, a runaway process, a surge, a lost neighbour or
 * its scheduled jobs. What the cause did to a series, step by step, is the difference of the two. C context steps.
 */
import { createFleet, type Fleet, type FleetEvent, type SimulatedSeries, type SimulatedServer } from '@fleetcast/simulator';
import { hourSteps, stepMs } from '../grid/product-grid.ts';

export const causes = ['leak', 'scheduled job', 'surge', 'runaway process', "neighbour's failure"] as const;
export type Cause = (typeof causes)[number];

export interface KnownCause {
  readonly cause: Cause;
  readonly server: string;
  readonly metric: 'cpu' | 'memory';
  readonly originStep: number;
  /** [C] up to the origin. */
  readonly past: Float32Array;
  readonly pastWithout: Float32Array;
}

/** How long before the origin the youngest causes may begin at the earliest. */
const forkHours = 36;

/** Every case that one fleet gives, its origin at an hour of the local clock. */
export function casesOfFleet(seed: number, originHour: number, servers: number, contextSteps: number): readonly KnownCause[] {
  const originMs = Date.UTC(2026, 2, 18) + originHour * 3_600_000;
  const originStep = originMs / stepMs;
  const startMs = originMs - contextSteps * stepMs;
  const options = { seed, servers, startMs, faultRate: 0, timeZone: 'UTC' };
  const forkStep = originStep - forkHours * hourSteps;
  const fleet = createFleet(options);
  const before = pastsOf(fleet, originStep - contextSteps + 1, forkStep);
  const pastsWith = (interventions: readonly FleetEvent[]) => joined(before, pastsOf(fleet.fork(interventions), forkStep + 1, originStep));
  const undisturbed = pastsWith([]);
  const casesOf = (cause: Cause, metric: KnownCause['metric'], touched: readonly SimulatedServer[], withCause: Pasts, without: Pasts): KnownCause[] =>
    touched.map(({ server }) => ({ cause, server, metric, originStep, past: withCause.get(server)!.get(metric)!, pastWithout: without.get(server)!.get(metric)! }));

  const serving = fleet.servers.filter(({ profile }) => profile !== 'batch');
  const everyOther = (list: readonly SimulatedServer[], which: number) => list.filter((_, i) => i % 2 === which);
  const toStep = originStep + 1;
  const cases: KnownCause[] = [];

  const leaking = everyOther(serving, 0);
  cases.push(...casesOf('leak', 'memory', leaking, pastsWith(leaking.map((server, i) => ({ kind: 'leak', server: server.server, percentPerHour: 0.8 + 0.25 * (i % 6), fromStep: originStep - (12 + 4 * (i % 7)) * hourSteps, toStep }))), undisturbed));

  const run = everyOther(serving, 1);
  cases.push(...casesOf('runaway process', 'cpu', run, pastsWith(run.map((server, i) => ({ kind: 'runaway-job', server: server.server, coreShare: 0.3 + 0.1 * (i % 5), fromStep: originStep - 4 - 5 * (i % 6), toStep }))), undisturbed));

  const applications = [...new Set(fleet.servers.map(({ application }) => application))];
  const surges = applications.map((application, i): FleetEvent => ({ kind: 'demand', application, factor: 1.6 + 0.4 * (i % 3), announced: false, fromStep: originStep - 6 - 6 * (i % 4), toStep }));
  cases.push(...casesOf('surge', 'cpu', serving.filter(({ profile }) => profile === 'web' || profile === 'app'), pastsWith(surges), undisturbed));

  const tiers = [...new Set(serving.map(({ tier }) => tier))].map((tier) => serving.filter((server) => server.tier === tier)).filter((tier) => tier.length >= 2);
  const lost = tiers.map(([first], i): FleetEvent => ({ kind: 'server-lost', server: first.server, fromStep: originStep - 6 - 6 * (i % 4), toStep }));
  cases.push(...casesOf("neighbour's failure", 'cpu', tiers.flatMap(([, ...others]) => others), pastsWith(lost), undisturbed));

  const batch = fleet.servers.filter(({ profile }) => profile === 'batch');
  const noJobs = batch.flatMap(({ server }) => [0, 1, 2].map((job): FleetEvent => ({ kind: 'limit-job', server, job, coreShare: 0, fromStep: originStep - contextSteps, toStep })));
  const idle = pastsOf(createFleet({ ...options, interventions: noJobs }), originStep - contextSteps + 1, originStep);
  cases.push(...casesOf('scheduled job', 'cpu', batch, undisturbed, idle));
  return cases;
}

type Pasts = ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;

function pastsOf(fleet: Fleet, fromStep: number, toStep: number): Pasts {
  const pasts = new Map<string, Map<string, Float32Array>>();
  for (const { server, metric, values } of fleet.simulate(Math.max(fromStep, fleet.startStep), toStep).series satisfies readonly SimulatedSeries[]) {
    const metrics = pasts.get(server.server) ?? new Map<string, Float32Array>();
    metrics.set(metric, values);
    pasts.set(server.server, metrics);
  }
  return pasts;
}

function joined(before: Pasts, after: Pasts): Pasts {
  const metricsOf = (server: string) => new Map([...before.get(server)!].map(([metric, values]) => [metric, concatenated(values, after.get(server)!.get(metric)!)] as const));
  return new Map([...before.keys()].map((server) => [server, metricsOf(server)] as const));
}

function concatenated(first: Float32Array, second: Float32Array): Float32Array {
  const whole = new Float32Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
