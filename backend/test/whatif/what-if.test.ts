/** What-if questions over HTTP, on a simulated fleet whose true answer is known: the same fleet lived on with the change. */
import type { ErrorBody, Intervention, WhatIfAnswer } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedFor, type FleetEvent } from '@fleetcast/simulator';
import { AnalysisEngine } from '../../src/app/analysis/analysis-engine.ts';
import { loadConfig, type Config } from '../../src/app/config/config.ts';
import { busiestHalfHour } from '../../src/domain/whatif/busiest-half-hour.ts';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { publishedFleet } from '../service/sample-fleet.ts';
import { simulatedCycle, type SimulatedCycle } from './simulated-cycle.ts';

const horizonSteps = 96;
let simulated: SimulatedCycle;
let engine: AnalysisEngine;
let api: RunningApi;

beforeAll(async () => {
  simulated = await simulatedCycle({ seed: seedFor('tuning', 12), servers: 13, faultRate: 0, timeZone: 'UTC', hoursAfterDays: 46, withThroughput: true });
  engine = new AnalysisEngine((loadConfig(null, {}) as { config: Config }).config);
  engine.receive(simulated.cycle);
  api = await startApi({ published: publishedFleet([{ server: 'web-1', risk: 0.5 }]), analysis: engine });
});
afterAll(async () => {
  await api.close();
  await engine.close();
});

async function ask(serverId: string, interventions: readonly object[] | string, metric = 'cpu'): Promise<Response> {
  const text = typeof interventions === 'string' ? interventions : JSON.stringify(interventions);
  return fetch(`${api.url}/v1/servers/${serverId}/what-if?${new URLSearchParams({ metric, interventions: text }).toString()}`);
}

async function answered(serverId: string, ...interventions: Intervention[]): Promise<WhatIfAnswer> {
  const response = await ask(serverId, interventions);
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body as WhatIfAnswer;
}

async function refused(serverId: string, interventions: readonly object[] | string, metric?: string): Promise<{ status: number; code: string; message: string }> {
  const response = await ask(serverId, interventions, metric);
  const { error } = (await response.json()) as ErrorBody;
  return { status: response.status, code: error.code, message: error.message };
}

/** Change of the busiest half hour of a server's cpu, lived with and without an event. */
function trueChange(server: string, event: FleetEvent): number {
  const { originStep } = simulated.cycle;
  const peak = (events: readonly FleetEvent[]) => {
    const slice = simulated.fleet.fork(events).simulate(originStep + 1, originStep + horizonSteps);
    const { values } = slice.series.find((series) => series.server.server === server && series.metric === 'cpu')!;
    return busiestHalfHour(values, new Uint8Array(horizonSteps).fill(1), 300);
  };
  return peak([event]) - peak([]);
}
const always = () => ({ fromStep: simulated.cycle.originStep + 1, toStep: simulated.cycle.originStep + horizonSteps });

describe('an answer', () => {
  it('to a campaign tells the change of the peak as it then comes', async () => {
    const answer = await answered('ppweb001', { kind: 'traffic', tiers: ['pp-web', 'pp-app'], changePercent: 60 });
    const [asked, ...others] = answer.servers;
    const { peakChange } = asked.effects.find(({ metric }) => metric === 'cpu')!;
    const truth = trueChange('ppweb001', { kind: 'demand', application: 'pp', factor: 1.6, announced: true, ...always() });
    expect(truth).toBeGreaterThan(5);
    expect(Math.abs(peakChange.p50 - truth)).toBeLessThan(0.35 * truth);
    expect(peakChange.p10).toBeLessThan(peakChange.p90);
    expect(asked.load).toMatchObject({ basis: 'throughput' });
    expect(others.map(({ server }) => server)).toContain('ppapp001');
    expect(answer.before.q50).toHaveLength(horizonSteps);
    expect(answer.after!.q50[50]).toBeGreaterThan(answer.before.q50[50]);
    expect(answer.restsOn.map(({ kind }) => kind)).toContain('measured');
  });

  it('to a server taken out gives its load to the others, and it has no forecast', async () => {
    const answer = await answered('ppweb001', { kind: 'server-out', serverId: 'ppweb001' });
    expect(answer.after).toBeNull();
    expect(answer.servers[0].role).toBe('gone');
    const neighbour = answer.servers.find(({ server }) => server === 'ppweb002')!;
    expect(neighbour.role).toBe('receives');
    const truth = trueChange('ppweb002', { kind: 'server-lost', server: 'ppweb001', ...always() });
    expect(Math.abs(neighbour.effects[0].peakChange.p50 - truth)).toBeLessThan(0.35 * truth);
  });

  it('keeps to the time that a change holds', async () => {
    const at = (steps: number) => new Date((simulated.cycle.originStep + steps) * 300_000).toISOString();
    const answer = await answered('ppweb001', { kind: 'throttle', target: { serverId: 'ppweb001' }, limit: { share: 0.5 }, startAt: at(24), endAt: at(48) });
    expect([answer.holdsFrom, answer.holdsTo]).toEqual([at(25), at(48)]);
    expect(answer.after!.q50.slice(0, 24)).toEqual(answer.before.q50.slice(0, 24));
    expect(answer.after!.q50.slice(48)).toEqual(answer.before.q50.slice(48));
    expect(answer.after!.q50[30]).toBeLessThan(answer.before.q50[30]);
  });

  it('to several changes together is that of all of them', async () => {
    const answer = await answered('ppapp001', { kind: 'traffic', tiers: ['pp-app'], changePercent: 100 }, { kind: 'scale-up', target: { tier: 'pp-app' }, resource: 'cpu', factor: 2 });
    expect(Math.abs(answer.servers[0].effects.find(({ metric }) => metric === 'cpu')!.peakChange.p50)).toBeLessThan(4);
  });
});

describe('a question is refused', () => {
  it.each([
    ['about a server that there is not', 'nobody', [{ kind: 'restart', serverId: 'ppweb001' }], 404, 'unknown_server'],
    ['without interventions', 'ppweb001', [], 400, 'bad_request'],
    ['of a kind that there is not', 'ppweb001', [{ kind: 'pray' }], 400, 'bad_request'],
    ['that is not JSON', 'ppweb001', '[{', 400, 'bad_request'],
    ['with more than the contract takes', 'ppweb001', [{ kind: 'traffic', tiers: ['pp-web'], changePercent: 5000 }], 400, 'bad_request'],
    ['with a tier that there is not', 'ppweb001', [{ kind: 'traffic', tiers: ['pp-wob'], changePercent: 50 }], 422, 'impossible_intervention'],
    ['that takes out a tier’s only server', 'ppcache01', [{ kind: 'server-out', serverId: 'ppcache01' }], 422, 'impossible_intervention'],
    ['that scales in below one server', 'ppweb001', [{ kind: 'scale-in', tier: 'pp-web', servers: 40 }], 422, 'impossible_intervention'],
    ['that moves load to another tier', 'ppweb001', [{ kind: 'move-load', from: 'ppweb001', to: 'ppdb01', share: 0.5 }], 422, 'impossible_intervention'],
    ['that moves load to itself', 'ppweb001', [{ kind: 'move-load', from: 'ppweb001', to: 'ppweb001', share: 0.5 }], 422, 'impossible_intervention'],
    ['that lies in the past', 'ppweb001', [{ kind: 'traffic', tiers: ['pp-web'], changePercent: 50, endAt: '2020-01-01T00:00:00Z' }], 422, 'impossible_intervention'],
    ['that ends before it starts', 'ppweb001', [{ kind: 'traffic', tiers: ['pp-web'], changePercent: 50, startAt: '2030-01-02T00:00:00Z', endAt: '2030-01-01T00:00:00Z' }], 422, 'impossible_intervention'],
    ['that limits requests where none are measured', 'ppbatch01', [{ kind: 'throttle', target: { serverId: 'ppbatch01' }, limit: { atMostPerSecond: 5 } }], 422, 'impossible_intervention'],
  ] as const)('%s', async (_which, serverId, interventions, status, code) => {
    const refusal = await refused(serverId, interventions);
    expect(refusal).toMatchObject({ status, code });
    expect(refusal.message.length).toBeGreaterThan(30);
  });

  it('for a metric that the server does not have', async () => {
    expect(await refused('ppbatch01', [{ kind: 'restart', serverId: 'ppbatch01' }], 'latency')).toMatchObject({ status: 404, code: 'unknown_metric' });
  });

  it('naming which intervention cannot be', async () => {
    const response = await ask('ppweb001', [{ kind: 'traffic', tiers: ['pp-web'], changePercent: 50 }, { kind: 'restart', serverId: 'gone' }]);
    expect(((await response.json()) as ErrorBody).error.details).toEqual({ intervention: 1 });
  });
});
