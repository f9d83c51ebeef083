/**
 * A month of one application that is operated with room: as long as nothing happens to it, nothing breaches. What happens to it
 * is drawn by its seed. Batch servers are meant to be full at times and are not watched.
 */
import type { MetricInfo, Threshold } from '@fleetcast/contract';
import type { MetricInfoFor } from '@fleetcast/backend/src/app/answers/forecast-answer.ts';
import { breachOnsets } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import { configuredThresholds, metricCatalogue } from '@fleetcast/backend/src/app/config/metric-catalogue.ts';
import type { MetricRule } from '@fleetcast/backend/src/app/config/schema.ts';
import { contextDays } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import { createFleet, type Fleet, type FleetEvent, type SimulatedSeries, type SimulatedServer } from '@fleetcast/simulator';
import { daySteps, hourSteps, stepMs } from '../grid/product-grid.ts';
import { drawFaults, type Fault } from './fault-book.ts';

/** Whoever decides looks this often. */
export const lookSteps = hourSteps / 2;
export const timeZone = 'UTC';
const spareServers = 3;
const serversPerFleet = 13;
/** What the model and the judgement of the floors look back on. */
const historyDays = Math.ceil(contextDays);
/** A Thursday. */
const firstStartMs = Date.UTC(2026, 3, 30);
/** Months of several fleets follow one another, so that records of one never lie in another's. */
const apartMs = 50 * daySteps * stepMs;
/** Without faults the busiest server stays below this, but for five minutes in a thousand. */
const busiestPercent = 66;
/** More breaches in a month without any fault than this: the fleet is not operated well, and another is drawn. */
const mostOwnBreaches = 3;

/** Nobody is told of a batch server that is busy. */
const unwatched: readonly MetricRule[] = ['cpu', 'memory'].map((metric) => ({ metric, profile: 'batch', warning: null, critical: null }));
/** Latency counts as too long from so many times what 99 of 100 steps stay below in a month without faults; as critical from twice that. */
const longLatency = 2.5;
/** What the service is configured to read. */
export const readMetrics: ReadonlySet<string> = new Set(['cpu', 'memory', 'latency', 'network']);

export interface Month {
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  /** What has always been so: how much is asked of the application. */
  readonly room: FleetEvent;
  readonly faults: readonly Fault[];
  /** Rules over the catalogue's thresholds, as its people would have configured them. */
  readonly rules: readonly MetricRule[];
  /** First and last step of the month; the history lies before. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** The month of this seed; null when its fleet would not be operated well. `n` tells when it lies. */
export function drawMonth(seed: number, n: number, days: number): Month | null {
  const startMs = firstStartMs + n * apartMs;
  const lastDay = historyDays + days;
  const bare = fleetOf(seed, startMs, []);
  const { application } = bare.servers[0];
  const forever = { fromStep: bare.startStep, toStep: bare.startStep + (lastDay + 2) * daySteps };
  const sized = (factor: number): FleetEvent => ({ kind: 'demand', application, announced: false, factor, ...forever });
  const lived = (room: FleetEvent) => fleetOf(seed, startMs, [room]).simulate(bare.startStep, bare.startStep + lastDay * daySteps - 1).series.filter(({ server }) => server.profile !== 'batch');
  let factor = 1;
  for (let round = 0; round < 3; round++) factor *= Math.min(1.5, busiestPercent / highCpu(lived(sized(factor))));
  const room = sized(factor);
  const series = lived(room);
  const rules = [...unwatched, ...latencyRules(series)];
  const limits = new Limits(rules);
  const ownBreaches = series.filter((one) => limits.isWatched(one)).reduce((sum, one) => sum + breachOnsets(one.values.subarray(historyDays * daySteps), limits.of(one), stepMs / 1000).length, 0);
  if (ownBreaches > mostOwnBreaches || highCpu(series) > busiestPercent + 4) return null;
  const firstStep = bare.startStep + historyDays * daySteps;
  const lastStep = firstStep + days * daySteps - 1;
  return { seed, startMs, days, room, rules, firstStep, lastStep, faults: drawFaults(seed, regularServers(bare), firstStep, days) };
}

export function fleetOf(seed: number, startMs: number, interventions: readonly FleetEvent[]): Fleet {
  return createFleet({ seed, servers: serversPerFleet, startMs, stepMs, timeZone, faultRate: 0, spareServers, interventions });
}

/** The servers that are there without anybody adding one. */
export function regularServers({ servers }: Pick<Fleet, 'servers'>): readonly SimulatedServer[] {
  return servers.filter((server) => {
    const tier = servers.filter((other) => other.tier === server.tier);
    return server.profile === 'batch' || tier.indexOf(server) < tier.length - spareServers;
  });
}

/** The thresholds in force. */
export class Limits {
  readonly info: MetricInfoFor;

  constructor(rules: readonly MetricRule[]) {
    this.info = metricCatalogue(rules);
  }

  infoOf(server: SimulatedServer, metric: string): MetricInfo {
    return this.info(metric, { profile: server.profile, server: server.server, serverId: server.server });
  }

  /** Whether anybody would be told of its breaches. */
  isWatched({ server, metric }: Pick<SimulatedSeries, 'server' | 'metric'>): boolean {
    return readMetrics.has(metric) && configuredThresholds(this.infoOf(server, metric)).length > 0;
  }

  /** The threshold whose breaches count. */
  of({ server, metric }: Pick<SimulatedSeries, 'server' | 'metric'>): Threshold {
    return configuredThresholds(this.infoOf(server, metric))[0].threshold;
  }
}

function latencyRules(series: readonly SimulatedSeries[]): readonly MetricRule[] {
  const profiles = [...new Set(series.map(({ server }) => server.profile))];
  return profiles.map((profile) => {
    const usual = Math.max(...series.filter((one) => one.server.profile === profile && one.metric === 'latency').map(({ values }) => quantileOf(values, 0.99)));
    const warning = Number((longLatency * usual).toPrecision(2));
    return { metric: 'latency', profile, warning: { value: warning, direction: 'above' }, critical: { value: 2 * warning, direction: 'above' } };
  });
}

function highCpu(series: readonly SimulatedSeries[]): number {
  return Math.max(...series.filter(({ metric }) => metric === 'cpu').map(({ values }) => quantileOf(values, 0.999)));
}

/** Of what was observed; 0 where nothing was, as on servers that stand ready. */
function quantileOf(values: Float32Array, level: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted[Math.floor(level * sorted.length)] ?? 0;
}
