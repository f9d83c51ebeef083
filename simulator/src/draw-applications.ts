/** The applications of a fleet: all parameters are drawn once from (seed, name), so that a server is the same whatever stands beside it. */
import { drawBackup, drawBatchJobs } from './batch-jobs.ts';
import { ParameterDraws, streamOf } from './counter-random.ts';
import { drawDemandShape } from './demand.ts';
import { type SimulatedProfile, simulatedProfiles } from './metrics.ts';
import type { Application, Machine, Region, ScaleOut, Tier } from './topology.ts';

const shortProfile: Readonly<Record<SimulatedProfile, string>> = { web: 'web', app: 'app', database: 'db', cache: 'cache', batch: 'batch' };
const digits: Readonly<Record<SimulatedProfile, number>> = { web: 3, app: 3, database: 2, cache: 2, batch: 2 };
/** Of a fleet's servers. */
const shares: Readonly<Record<SimulatedProfile, number>> = { web: 0.32, app: 0.3, database: 0.14, cache: 0.1, batch: 0.14 };
const applicationCodes = ['pp', 'sh', 'cr', 'ml', 'bk', 'iv', 'qs', 'lg', 'tr', 'hr', 'wx', 'fm'] as const;

/** Ranges that a tier's parameters are drawn from. */
const perProfile: Readonly<Record<SimulatedProfile, {
  /** Requests a second. */
  readonly peakPerMachine: readonly [number, number];
  readonly peakUtilisation: readonly [number, number];
  readonly fixedMs: readonly [number, number];
  /** A request. */
  readonly diskKb: readonly [number, number];
  readonly networkKb: readonly [number, number];
}>> = {
  web: { peakPerMachine: [40, 400], peakUtilisation: [0.18, 0.75], fixedMs: [2, 15], diskKb: [0.3, 3], networkKb: [8, 60] },
  app: { peakPerMachine: [30, 250], peakUtilisation: [0.25, 0.8], fixedMs: [5, 40], diskKb: [0.2, 4], networkKb: [4, 25] },
  database: { peakPerMachine: [200, 2500], peakUtilisation: [0.2, 0.78], fixedMs: [0.5, 6], diskKb: [0.6, 9], networkKb: [1, 8] },
  cache: { peakPerMachine: [1500, 12000], peakUtilisation: [0.06, 0.4], fixedMs: [0.1, 0.5], diskKb: [0.002, 0.02], networkKb: [0.4, 4] },
  batch: { peakPerMachine: [1, 1], peakUtilisation: [0.5, 0.5], fixedMs: [1, 1], diskKb: [1, 1], networkKb: [1, 1] },
};

/** A dozen servers make an application, so that every fleet of 40 has three and every profile is present. `spares` more stand ready in each tier. */
export function drawApplications(seed: number, servers: number, regions: readonly Region[], scaleOuts: readonly ScaleOut[], spares = 0): readonly Application[] {
  const applications = Math.max(1, Math.round(servers / 13));
  return Array.from({ length: applications }, (_, i) => {
    const count = Math.floor(((i + 1) * servers) / applications) - Math.floor((i * servers) / applications);
    return drawApplication(seed, i, count, regions, scaleOuts, spares);
  });
}

function applicationCode(index: number): string {
  const code = applicationCodes[index % applicationCodes.length];
  return index < applicationCodes.length ? code : `${code}${Math.floor(index / applicationCodes.length)}`;
}

/** How many servers of each profile `count` servers are: every profile once first, then by share. */
function profileCounts(count: number): Readonly<Record<SimulatedProfile, number>> {
  const counts = { web: 0, app: 0, database: 0, cache: 0, batch: 0 };
  for (let i = 0; i < count; i++) {
    const unmet = simulatedProfiles.find((profile) => counts[profile] === 0);
    const behind = simulatedProfiles.reduce((a, b) => (shares[b] * (i + 1) - counts[b] > shares[a] * (i + 1) - counts[a] ? b : a));
    counts[unmet ?? behind] += 1;
  }
  return counts;
}

function drawMachine(seed: number, application: string, profile: SimulatedProfile, number: number, cores: number): Machine {
  const server = `${application}${shortProfile[profile]}${String(number).padStart(digits[profile], '0')}`;
  const draws = new ParameterDraws(seed, server);
  const database = profile === 'database';
  const cache = profile === 'cache';
  const leaks = (profile === 'app' && draws.chance(0.22)) || (profile === 'web' && draws.chance(0.08));
  return {
    server,
    profile,
    stream: streamOf(server),
    cores,
    weight: draws.between(0.9, 1.1),
    idleCpuPercent: draws.between(0.8, 4),
    baseMemoryPercent: database ? draws.between(55, 82) : cache ? draws.between(40, 80) : draws.between(18, 55),
    leakPercentPerHour: leaks ? draws.spread(0.35, 2.2) : 0,
    restartAtPercent: draws.between(92, 97),
    baseDiskKbPerSecond: draws.spread(4, 60),
    baseNetworkKbPerSecond: draws.spread(2, 30),
    speed: 1,
    noise: draws.spread(0.012, 0.05),
    jobs: profile === 'batch' ? drawBatchJobs(draws, server, cores) : database ? [drawBackup(draws, server)] : [],
  };
}

function drawTier(seed: number, application: string, profile: SimulatedProfile, count: number, extra: number, ratePerSecond: number | undefined): Tier {
  const name = `${application}-${profile}`;
  const draws = new ParameterDraws(seed, name);
  const range = perProfile[profile];
  const cores = draws.pick(profile === 'web' || profile === 'app' ? [4, 8, 8, 16] : profile === 'cache' ? [4, 8] : [8, 16, 32]);
  const drawnPeak = draws.spread(...range.peakPerMachine);
  const peakPerMachine = ratePerSecond === undefined ? drawnPeak : ratePerSecond / count;
  const serviceSeconds = (draws.between(...range.peakUtilisation) * cores) / peakPerMachine;
  const fixedSeconds = draws.spread(...range.fixedMs) / 1000;
  const workers = Math.ceil(peakPerMachine * (serviceSeconds + fixedSeconds + 0.25) * draws.between(2.5, 5)) + cores;
  return {
    name,
    profile,
    machines: Array.from({ length: count + extra }, (_, i) => drawMachine(seed, application, profile, i + 1, cores)),
    spareMachines: extra,
    serviceSeconds,
    fixedSeconds,
    peakPerMachine,
    workers,
    workingMemoryPercent: draws.between(2, profile === 'app' || profile === 'web' ? 16 : 7),
    diskKbPerRequest: draws.spread(...range.diskKb),
    networkKbPerRequest: draws.spread(...range.networkKb),
    tail: draws.between(1.6, 3.2),
  };
}

function drawApplication(seed: number, index: number, count: number, regions: readonly Region[], scaleOuts: readonly ScaleOut[], spares: number): Application {
  const name = applicationCode(index);
  const draws = new ParameterDraws(seed, `application ${name}`);
  const counts = profileCounts(count);
  const extraOf = (profile: SimulatedProfile) =>
    scaleOuts.reduce((most, out) => (out.application === name && out.profile === profile ? Math.max(most, out.servers) : most), profile === 'batch' ? 0 : spares);
  const callsPerRequest = draws.between(0.6, 1.8);
  const lookupsPerCall = draws.between(1, 6);
  const queriesPerCall = draws.between(1, 5);
  const hitShare = draws.between(0.55, 0.93);
  const demand = drawDemandShape(draws);

  const web = counts.web === 0 ? undefined : drawTier(seed, name, 'web', counts.web, extraOf('web'), undefined);
  const peakPerSecond = web === undefined ? draws.spread(50, 500) : web.peakPerMachine * counts.web;
  const calls = peakPerSecond * callsPerRequest;
  const misses = calls * queriesPerCall * (counts.cache === 0 ? 1 : 1 - hitShare);
  const tier = (profile: SimulatedProfile, rate: number) => (counts[profile] === 0 ? undefined : drawTier(seed, name, profile, counts[profile], extraOf(profile), rate));
  return {
    name,
    stream: streamOf(`application ${name}`),
    region: regions[index % regions.length],
    demand,
    peakPerSecond,
    callsPerRequest,
    lookupsPerCall,
    queriesPerCall,
    hitShare: counts.cache === 0 ? 0 : hitShare,
    tiers: present({
      web,
      app: tier('app', calls),
      cache: tier('cache', calls * lookupsPerCall),
      database: tier('database', misses),
      batch: tier('batch', counts.batch),
    }),
  };
}

function present(tiers: Readonly<Record<SimulatedProfile, Tier | undefined>>): Readonly<Partial<Record<SimulatedProfile, Tier>>> {
  return Object.fromEntries(Object.entries(tiers).filter(([, tier]) => tier !== undefined));
}
