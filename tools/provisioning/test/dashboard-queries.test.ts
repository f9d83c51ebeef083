/** Every PromQL of the provisioned dashboards, asked of a real Prometheus that cycles have filled through the sink. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SampleServer } from '../../../backend/test/service/sample-fleet.ts';
import { describeWithServers } from '../../servers/describe-with-servers.ts';
import { promqlOf, readDashboards } from '../dashboards.ts';
import { ToldFleet } from './told-fleet.ts';

const skill = { value: 0.2, resolvedForecasts: 99, coverage80: 0.8, isProven: true };
const fleet: readonly SampleServer[] = [
  { server: 'web-1', spoken: 'model', skill, risk: 0.97, p10Minutes: 35, p50Minutes: 40 },
  { server: 'web-2', risk: 0.05 },
  { server: 'db-1', risk: 1, underWay: true, profile: 'database' },
];
const queries = readDashboards().flatMap((file) => promqlOf(file, '30d'));

describeWithServers(['prometheus'], 'a panel of a provisioned dashboard', () => {
  let told: ToldFleet;
  beforeAll(async () => {
    told = await ToldFleet.start();
    await told.cycle(fleet, { reasons: new Map(), figures: [] });
    // Subqueries look at every fifth minute.
    told.pass(5);
    await told.tell({ reasons: new Map(), figures: [] });
  });
  afterAll(() => told.stop());

  it.each(queries.map(({ where, expr }) => [where, expr] as const))('%s has rows', async (_, expr) => {
    const rows = await told.ask(expr, told.nowMs);
    expect(rows.length).toBeGreaterThan(0);
    for (const { value } of rows) expect(Number.isFinite(value)).toBe(true);
  });

  it('counts what the sink has told', async () => {
    const valueOf = async (title: string) => (await told.ask(queries.find(({ where }) => where.includes(title))!.expr, told.nowMs))[0].value;
    expect(await valueOf('warnings.json: Open (A)')).toBe(1);
    expect(await valueOf('warnings.json: Critical (A)')).toBe(1);
    expect(await valueOf('warnings.json: Worth a page (A)')).toBe(1);
    expect(await valueOf('executive.json: Uptime of the fleet (A)')).toBe(1);
  });
});
