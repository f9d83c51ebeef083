/** Scenarios over HTTP: saved, listed, asked again, done on a simulated fleet, graded against what then happened, deleted. */
import { scenario as scenarioSchema, scenarioDetail, scenarioList, whatIfAnswer, type ErrorBody, type Intervention, type Scenario } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedFor } from '@fleetcast/simulator';
import { AnalysisEngine } from '../../src/app/analysis/analysis-engine.ts';
import { loadConfig, type Config } from '../../src/app/config/config.ts';
import { contextDays } from '../../src/domain/series/fleet-windows.ts';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { madeAtMs, originStep, publishedFleet, stepMs } from '../service/sample-fleet.ts';
import { simulatedCycle, type SimulatedCycle } from './simulated-cycle.ts';

const horizonSteps = 96;
const campaign: Intervention = { kind: 'traffic', tiers: ['pp-web', 'pp-app'], changePercent: 60 };
let simulated: SimulatedCycle;
let engine: AnalysisEngine;
let api: RunningApi;
let nowMs = madeAtMs;

beforeAll(async () => {
  // The origin of the sample fleet, so that what is published is as fresh as what the analysis knows.
  const startMs = (originStep - contextDays * 288 - 9 * 12) * stepMs;
  simulated = await simulatedCycle({ seed: seedFor('tuning', 12), servers: 13, faultRate: 0, timeZone: 'UTC', startMs, hoursAfterDays: 9, withThroughput: true });
  engine = new AnalysisEngine((loadConfig(null, {}) as { config: Config }).config);
  engine.receive(simulated.cycle);
  const servers = simulated.cycle.directory.servers.map(({ server }) => ({ server, serverId: server, risk: 0.5 }));
  api = await startApi({ published: publishedFleet(servers), analysis: engine, now: () => nowMs });
});
afterAll(async () => {
  await api.close();
  await engine.close();
});

function call(method: string, route: string, body?: object): Promise<Response> {
  return fetch(`${api.url}/v1/scenarios${route}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
}

async function answered(method: string, route: string, body?: object): Promise<unknown> {
  const response = await call(method, route, body);
  const value: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(value));
  return value;
}

async function saved(name: string, interventions: readonly Intervention[] = [campaign], serverId = 'ppweb001'): Promise<Scenario> {
  return scenarioSchema.parse(await answered('POST', '', { name, serverId, interventions }));
}

async function refusedWith(response: Promise<Response>): Promise<[number, string]> {
  const { status, ...rest } = await response.then(async (one) => ({ status: one.status, body: (await one.json()) as ErrorBody }));
  return [status, rest.body.error.code];
}

const detailOf = async (scenarioId: string) => scenarioDetail.parse(await answered('GET', `/${scenarioId}`));

describe('a scenario', () => {
  it('is kept with what was said, and listed newest first, of one server or all, page by page', async () => {
    const first = await saved('spring campaign');
    nowMs += 1000;
    const second = await saved('a bigger tier', [{ kind: 'scale-out', tier: 'pp-app', servers: 2 }], 'ppapp001');
    expect(first).toMatchObject({ name: 'spring campaign', server: 'ppweb001', tier: 'pp-web', metric: 'cpu', interventions: [campaign], action: null, grade: null, version: 1 });
    expect(first.prediction.effect!.peakChange.p50).toBeGreaterThan(5);
    const names = async (query: string) => scenarioList.parse(await answered('GET', query)).scenarios.map(({ name }) => name);
    expect(await names('')).toEqual(['a bigger tier', 'spring campaign']);
    expect(await names('?serverId=ppweb001')).toEqual(['spring campaign']);
    const page = scenarioList.parse(await answered('GET', '?limit=1'));
    expect(await names(`?limit=1&cursor=${page.nextCursor}`)).toEqual(['spring campaign']);
    expect((await detailOf(second.scenarioId)).history).toMatchObject([{ kind: 'saved', text: 'a bigger tier' }]);
  });

  it('is asked again as of now, its times moved along', async () => {
    const inTwoHours: Intervention = { ...campaign, startAt: new Date((originStep + 24) * stepMs).toISOString() };
    const { scenarioId, prediction } = await saved('in two hours', [inTwoHours]);
    const again = whatIfAnswer.parse(await answered('GET', `/${scenarioId}/answer?historyHours=2`));
    expect(again).toMatchObject({ originAt: prediction.originAt, holdsFrom: prediction.holdsFrom, interventions: [inTwoHours] });
    expect(again.servers[0].effects.find(({ metric }) => metric === 'cpu')!.peakChange).toEqual(prediction.effect!.peakChange);
    expect(again.history.values).toHaveLength(24);
  });

  it('that cannot be, or that nobody has, is refused', async () => {
    expect(await refusedWith(call('POST', '', { name: 'away', serverId: 'ppweb001', interventions: [{ kind: 'restart', serverId: 'nobody' }] }))).toEqual([422, 'impossible_intervention']);
    expect(await refusedWith(call('POST', '', { name: ' ', serverId: 'ppweb001', interventions: [campaign] }))).toEqual([400, 'bad_request']);
    expect(await refusedWith(call('GET', '/no-such'))).toEqual([404, 'unknown_scenario']);
    expect(await refusedWith(call('GET', '?cursor=mine'))).toEqual([400, 'bad_request']);
  });

  it('is gone once it is deleted', async () => {
    const { scenarioId } = await saved('a mistake');
    expect(await answered('DELETE', `/${scenarioId}`)).toEqual({ scenarioId, removed: true });
    expect(await refusedWith(call('DELETE', `/${scenarioId}`))).toEqual([404, 'unknown_scenario']);
    expect((await api.state.store.eventsOf(`scenario/${scenarioId}`)).map(({ kind }) => kind)).toEqual(['saved', 'deleted']);
  });
});

describe('a scenario whose change was made', () => {
  it('is graded against what happened, once, when all that was predicted has come', async () => {
    const { scenarioId } = await saved('the campaign that came');
    const late = await saved('too late to tell');
    const takenAt = new Date(originStep * stepMs).toISOString();
    const done = scenarioSchema.parse(await answered('POST', `/${scenarioId}/action`, { takenAt, note: 'newsletter sent' }));
    expect(done.action).toMatchObject({ takenAt, note: 'newsletter sent', dueAt: new Date((originStep + horizonSteps) * stepMs).toISOString() });
    expect(await refusedWith(call('POST', `/${scenarioId}/action`, {}))).toEqual([409, 'scenario_conflict']);
    expect(await refusedWith(call('POST', `/${late.scenarioId}/action`, { takenAt: new Date(nowMs - 25 * 3_600_000).toISOString() }))).toEqual([400, 'bad_request']);
    expect((await detailOf(scenarioId)).course).toMatchObject({ startAt: new Date((originStep + 1) * stepMs).toISOString(), observed: null });
    expect(await api.scenarios.gradeDue()).toBe(0);

    const event = { kind: 'demand' as const, application: 'pp', factor: 1.6, announced: true, fromStep: originStep + 1, toStep: originStep + horizonSteps };
    engine.receive(await simulated.later(horizonSteps, [event]));
    nowMs += horizonSteps * stepMs;
    expect(await api.scenarios.gradeDue()).toBe(1);
    expect(await api.scenarios.gradeDue()).toBe(0);
    const graded = await detailOf(scenarioId);
    const { peakPredicted, peakObserved, peakError, coverage80, ...grade } = graded.grade!;
    expect(grade).toMatchObject({ observedShare: expect.any(Number), direction: 'right' });
    expect(grade.verdict).not.toBe('wrong-way');
    expect(peakObserved! - peakPredicted!.p50).toBeCloseTo(peakError!, 1);
    expect(grade.meanErrorAfter!).toBeLessThan(grade.meanErrorBefore!);
    const { observed, after } = graded.course!;
    expect(observed).toHaveLength(horizonSteps);
    const seen = observed!.flatMap((value, step) => (value === null ? [] : [{ value, step }]));
    const inside = seen.filter(({ value, step }) => value >= after!.q10[step] && value <= after!.q90[step]);
    expect(coverage80).toBeCloseTo(inside.length / seen.length, 6);
    expect(graded.history.map(({ kind }) => kind)).toEqual(['saved', 'action-recorded', 'graded']);
  });

  it('is predicted from nothing that was seen after it', async () => {
    // The windows now end eight hours later: the change is recorded as made then, and what came since is left aside.
    const { scenarioId, prediction } = await saved('recorded late');
    const takenAt = new Date(originStep * stepMs).toISOString();
    const { action } = scenarioSchema.parse(await answered('POST', `/${scenarioId}/action`, { takenAt }));
    expect(Date.parse(prediction.originAt)).toBe((originStep + horizonSteps) * stepMs);
    expect(action!.prediction.originAt).toBe(takenAt);
    expect(await api.scenarios.gradeDue()).toBe(1);
  });

  it('cannot be graded when nothing of that time is at hand any more', async () => {
    const { scenarioId } = await saved('nobody looked');
    await answered('POST', `/${scenarioId}/action`, {});
    const { cycle } = simulated;
    engine.receive({ ...cycle, originStep: originStep + 40 * 288 });
    nowMs += 40 * 86_400_000;
    expect(await api.scenarios.gradeDue()).toBe(1);
    expect((await detailOf(scenarioId)).grade).toMatchObject({ verdict: 'cannot-say', peakError: null });
  });
});
