/** Recommendations over HTTP: what is recommended, what people say to it, and what became of it, on a simulated fleet with a fault. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { actionImportOutcome, actionRecord, actionRecordList, playbookSummary, serverRecommendations, type ErrorBody, type ServerRecommendations } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedFor } from '@fleetcast/simulator';
import { AnalysisEngine } from '../../src/app/analysis/analysis-engine.ts';
import { loadConfig, type Config } from '../../src/app/config/config.ts';
import { shippedPlaybookFile } from '../../src/app/recommendation/playbook-source.ts';
import { contextDays } from '../../src/domain/series/fleet-windows.ts';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { madeAtMs, originStep, publishedFleet, stepMs } from '../service/sample-fleet.ts';
import { simulatedCycle, type SimulatedCycle } from '../whatif/simulated-cycle.ts';

const leaking = 'ppweb001';
const shippedName = `default ${/^version: '(.*)'$/m.exec(readFileSync(shippedPlaybookFile, 'utf8'))![1]}`;
const horizonSteps = 96;
let folder: string;
let playbookFile: string;
let simulated: SimulatedCycle;
let engine: AnalysisEngine;
let api: RunningApi;
let nowMs: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-playbook-'));
  playbookFile = path.join(folder, 'playbook.yaml');
  writeFileSync(playbookFile, readFileSync(shippedPlaybookFile));
  // The origin of the sample fleet, so that what is published is as fresh as what the analysis knows.
  const startMs = (originStep - contextDays * 288 - 9 * 12) * stepMs;
  const origin = originStep;
  const leak = { kind: 'leak' as const, server: leaking, percentPerHour: 5, fromStep: origin - 96, toStep: origin + 500 };
  simulated = await simulatedCycle({ seed: seedFor('tuning', 3), servers: 13, faultRate: 0, timeZone: 'UTC', startMs, hoursAfterDays: 9, withThroughput: true, interventions: [leak] });
  engine = new AnalysisEngine((loadConfig(null, {}) as { config: Config }).config);
  engine.receive(simulated.cycle);
  nowMs = madeAtMs;
  const servers = simulated.cycle.directory.servers.map(({ server }) => ({ server, serverId: server, risk: 0.5 }));
  api = await startApi({ published: publishedFleet(servers), analysis: engine, now: () => nowMs, playbookFile });
});
afterAll(async () => {
  await api.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function ask(route: string, body?: object): Promise<Response> {
  return fetch(`${api.url}${route}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function answered(route: string, body?: object): Promise<unknown> {
  const response = await ask(route, body);
  const value: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(value));
  return value;
}

async function recommended(server: string, query = ''): Promise<ServerRecommendations> {
  return serverRecommendations.parse(await answered(`/v1/servers/${server}/recommendations${query}`));
}

describe('what to do', () => {
  it('about a leak is to restart the process, with reasons, steps and how sure that is', async () => {
    const advice = await recommended(leaking);
    expect(advice).toMatchObject({ outcome: 'recommended', atRisk: { metric: 'memory' }, playbook: shippedName });
    const [first] = advice.recommendations;
    expect(first).toMatchObject({ actionId: 'restart-leaking-process', metric: 'memory', reversibility: 'irreversible' });
    expect(first.why[0]).toMatch(/^A straight line through the last hours takes Memory used to its warning threshold of 85/);
    expect(first.why.join(' ')).toMatch(/has grown by [\d.]+ points an hour/);
    expect(first.steps.map(({ command }) => command)).toContain(`ssh ${leaking} sudo systemctl restart application`);
    const { value, breach, match, success, relief } = first.confidence;
    expect(value).toBeCloseTo(breach * match * success * relief, 2);
  });

  it('about a healthy server is nothing, with the figure', async () => {
    expect(await recommended('ppweb002')).toMatchObject({ outcome: 'nothing-to-do', reason: expect.stringMatching(/^The likeliest breach is .*%, below the 30%/), recommendations: [], atRisk: null });
  });

  it('is told without commands to whoever does not operate the server', async () => {
    const { recommendations } = await recommended(leaking, '?audience=application-owner');
    expect(recommendations[0].steps[0].text).toMatch(/^Ask whoever operates/);
    expect(recommendations.flatMap(({ steps }) => steps).filter(({ command }) => command !== null)).toEqual([]);
  });

  it('about an unknown server or for an unknown audience is refused', async () => {
    expect((await ask('/v1/servers/nobody/recommendations')).status).toBe(404);
    expect((await ask(`/v1/servers/${leaking}/recommendations?audience=king`)).status).toBe(400);
  });
});

describe('a playbook that changes on disk', () => {
  it('is read again; with faults the last good one stays, and line and reason are told', async () => {
    const good = readFileSync(shippedPlaybookFile, 'utf8');
    writeFileSync(playbookFile, good.replace(/^version: .*$/m, "version: 'ours'").concat('\n'));
    expect((await recommended(leaking)).playbook).toBe('default ours');
    writeFileSync(playbookFile, `${good.replace('risk: medium', 'risk: enormous')}\n\n`);
    expect((await recommended(leaking)).playbook).toBe('default ours');
    const { faults, version } = playbookSummary.parse(await answered('/v1/playbook'));
    const line = 1 + good.slice(0, good.indexOf('risk: medium')).split('\n').length - 1;
    expect([version, faults]).toEqual(['ours', [{ line, message: expect.stringContaining('actions.0.risk') }]]);
    expect(api.recommendations.warnings[0]).toMatch(new RegExp(`has 1 fault \\(line ${line}: .*default ours stays in force`));
    writeFileSync(playbookFile, good);
    expect((await recommended(leaking)).playbook).toBe(shippedName);
  });
});

describe('what somebody did', () => {
  const feedback = (body: object, server = leaking) => ask(`/v1/servers/${server}/recommendations/feedback`, body);

  it('is recorded with who, and dismissed actions are not recommended again soon', async () => {
    const { recommendations } = await recommended(leaking);
    const other = recommendations.at(-1)!;
    const response = await feedback({ actionId: other.actionId, metric: other.metric, verdict: 'dismissed', reason: 'not before the release' });
    expect(actionRecord.parse(await response.json())).toMatchObject({ verdict: 'dismissed', by: 'local', outcome: null, version: 1 });
    expect((await recommended(leaking)).recommendations.map(({ actionId }) => actionId)).not.toContain(other.actionId);
  });

  it('needs a reason unless it was taken, an action of the playbook, a metric of the server', async () => {
    const code = async (body: object, server?: string) => ((await (await feedback(body, server)).json()) as ErrorBody).error.code;
    expect(await code({ actionId: 'add-server', metric: 'cpu', verdict: 'dismissed' })).toBe('bad_request');
    expect(await code({ actionId: 'no-such', metric: 'cpu', verdict: 'taken' })).toBe('bad_request');
    expect(await code({ actionId: 'add-server', metric: 'gpu', verdict: 'taken' })).toBe('unknown_metric');
    expect(await code({ actionId: 'add-server', metric: 'cpu', verdict: 'taken' }, 'nobody')).toBe('unknown_server');
    expect(await code({ actionId: 'add-server', metric: 'cpu', verdict: 'maybe' })).toBe('bad_request');
  });

  it('elsewhere is imported when it is recent enough; each fault is told by its place', async () => {
    const taken = (minutesAgo: number, more: object = {}) => ({ actionId: 'add-server', serverId: 'ppweb002', metric: 'cpu', takenAt: new Date(nowMs - minutesAgo * 60_000).toISOString(), ...more });
    const { records, faults } = actionImportOutcome.parse(await answered('/v1/actions', { actions: [taken(30), taken(300), taken(-30), taken(5, { serverId: 'nobody' })] }));
    expect(records).toMatchObject([{ origin: 'import', server: 'ppweb002', by: 'local' }]);
    expect(faults).toEqual([expect.stringMatching(/^actions\.1: .*300 minutes ago/), expect.stringMatching(/^actions\.2: .*future/), expect.stringMatching(/^actions\.3: no server/)]);
  });

  it('is measured once the horizon has passed, moves the posterior, and stands in the audit trail', async () => {
    const { recordId } = actionRecord.parse(await (await feedback({ actionId: 'restart-leaking-process', metric: 'memory', verdict: 'taken' })).json());
    expect(await api.recommendations.measureDue()).toBe(0);
    const restart = { kind: 'restart' as const, server: leaking, fromStep: originStep + 2, toStep: originStep + 2 };
    const later = await simulated.later(horizonSteps, [restart, { kind: 'leak', server: leaking, percentPerHour: 0.01, fromStep: originStep + 1, toStep: originStep + 500 }]);
    engine.receive(later);
    nowMs = later.originStep * stepMs + 60_000;
    const before = playbookSummary.parse(await answered('/v1/playbook')).actions.find(({ actionId }) => actionId === 'restart-leaking-process')!;
    expect(await api.recommendations.measureDue()).toBeGreaterThan(0);
    const { records } = actionRecordList.parse(await answered('/v1/actions?limit=200'));
    const record = records.find((one) => one.recordId === recordId)!;
    expect(record).toMatchObject({ version: 2, outcome: { verdict: 'avoided', success: 1 } });
    expect(record.outcome!.effect!).toBeLessThan(-10);
    const after = playbookSummary.parse(await answered('/v1/playbook')).actions.find(({ actionId }) => actionId === 'restart-leaking-process')!;
    expect(after.success).toBeGreaterThan(before.success);
    const trail = await api.state.store.eventsOf(`action/${recordId}`);
    expect(trail.map(({ kind, actor }) => [kind, actor])).toEqual([['taken', 'local'], ['measured', 'service']]);
  });
});
