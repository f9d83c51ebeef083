/** The worked example of docs/methods/what-if.md. */
import { type Intervention, quantileLevels, type Spread } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import { championAlone } from '../forecasting/model-parts.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import { median } from '../series/order-statistics.ts';
import { LocalTime } from '../series/same-local-time.ts';
import type { Reforecaster } from './ports.ts';
import { queueingFactor } from './queueing.ts';
import { answerWhatIf, type ServerFinding } from './what-if.ts';
import type { FleetMember, ObservedSeries, WhatIfFleet } from './what-if-fleet.ts';

const steps = 4 * 288;
const horizonSteps = 24;
const decision = { reason: { kind: 'model-serves' }, voice: { kind: 'floor', floor: 'win24' } } as const;

/** 150 to 250 requests a second, 200 usually; 3 % of cpu idle and 0.25 % a request; a queue of four workers. */
const throughput = Float32Array.from({ length: steps }, (_, i) => 200 + 50 * Math.sin((2 * Math.PI * i) / 288));
const cpu = throughput.map((requests) => 3 + 0.25 * requests);
const latency = cpu.map((percent) => 20 + 5 * queueingFactor(percent / 100, 4));

function webServer(serverId: string): FleetMember {
  const series = Object.entries({ cpu, throughput, latency }).map(([metric, values]): [string, ObservedSeries] => {
    const kind = metric === 'cpu' ? ('percent' as const) : ('unbounded' as const);
    const info = { name: metric, title: metric, kind, unit: kind === 'percent' ? 'percent' : 'short', thresholds: { warning: null, critical: null } };
    return [metric, { series: { serverId, metric, kind }, info, values, decision, thresholds: [] }];
  });
  return { server: { serverId, server: serverId, region: 'eu', profile: 'web', tier: 'web', labels: {} }, series: new Map(series) };
}

const members = ['web-1', 'web-2'].map(webServer);
const fleet: WhatIfFleet = {
  originStep: steps - 1, stepSeconds: 300, horizonSteps, local: new LocalTime('UTC', 300_000),
  member: (serverId) => members.find(({ server }) => server.serverId === serverId),
  tier: () => members,
};

/** Says that the usual value of the last day goes on, and is sure of it. */
const usualGoesOn: Reforecaster = {
  forecast: (cases: readonly ServedCase[], originStep) => {
    const size = quantileLevels.length * horizonSteps;
    const quantiles = new Float32Array(cases.length * size);
    cases.forEach(({ values }, row) => quantiles.fill(median(values.subarray(values.length - 288)), row * size, (row + 1) * size));
    const forecast: FleetForecast = {
      originStep, horizonSteps, seriesCount: cases.length, quantiles, speakers: [{ kind: 'floor', name: 'usual' }], models: championAlone(null), speakerIndex: new Uint8Array(cases.length), decisions: [],
      missingShare: new Float32Array(cases.length), daysObserved: new Float32Array(cases.length), breaches: [], skills: [], events: [], calibration: null,
    };
    return Promise.resolve(forecast);
  },
};

async function asked(...interventions: Intervention[]): Promise<readonly ServerFinding[]> {
  const outcome = await answerWhatIf(fleet, { serverId: 'web-1', metric: 'cpu', interventions }, usualGoesOn);
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
  return outcome.findings.servers;
}

const peaksOf = ({ effects }: ServerFinding, metric = 'cpu') => effects.find(({ series }) => series.info.name === metric)!.peaks;
const rounded = ({ p10, p50, p90 }: Spread) => [p10, p50, p90].map(Math.round);

const campaign: Intervention = { kind: 'traffic', tiers: ['web'], changePercent: 60 };
const twiceTheCores: Intervention = { kind: 'scale-up', target: { serverId: 'web-1' }, resource: 'cpu', factor: 2 };

describe('the worked example', () => {
  it('separates demand from capacity: 388 requests a second would fill the server', async () => {
    const [{ load, latency: law }] = await asked(campaign);
    expect(load).toMatchObject({ basis: 'throughput', contention: 0 });
    expect([load!.idlePercent, load!.cpuPerDemand].map((figure) => Number(figure.toFixed(3)))).toEqual([3, 0.25]);
    expect(law).toMatchObject({ kind: 'mmc', workers: 4 });
  });

  it.each([
    ['a campaign', [campaign], 83],
    ['the other one out', [{ kind: 'server-out', serverId: 'web-2' }], 100],
    ['twice the cores', [twiceTheCores], 26.5],
    ['half let through', [{ kind: 'throttle', target: { serverId: 'web-1' }, limit: { share: 0.5 } }], 28],
    ['a campaign and twice the cores', [campaign, twiceTheCores], 41.5],
  ] as const)('goes from 53% with %s', async (_what, interventions, after) => {
    const peaks = peaksOf((await asked(...interventions))[0]);
    expect(peaks.before.p50).toBeCloseTo(53, 1);
    expect(Math.abs(peaks.after.p50 - after)).toBeLessThan(0.2);
  });

  it('is in doubt by 18% of the effect of traffic, whatever the forecast is sure of', async () => {
    expect(rounded(peaksOf((await asked(campaign))[0]).change)).toEqual([23, 30, 37]);
  });

  it('takes latency along its queue, and the neighbour along with the tier', async () => {
    const [own, neighbour] = await asked(campaign);
    const milliseconds = (percent: number) => 20 + 5 * queueingFactor(percent / 100, 4);
    expect(milliseconds(83)).toBeCloseTo(29.9, 1);
    expect(Math.abs(peaksOf(own, 'latency').after.p50 - milliseconds(83))).toBeLessThan(0.2);
    expect([neighbour.member.server.server, Number(peaksOf(neighbour).after.p50.toFixed(1))]).toEqual(['web-2', 83]);
  });
});
