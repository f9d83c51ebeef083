import { describe, expect, it } from '@jest/globals';
import type { FleetQuery, ForecastsQuery } from '@fleetcast/contract';
import { dateTime, type TimeRange } from '@grafana/data';
import { exampleForecast, exampleFreshness, exampleServer } from '../../test/example-answers.ts';
import { framesOfQuery } from './frames-of-query.ts';
import { type PredictionsQuery, resolveQuery } from './predictions-query.ts';

const nowMs = Date.parse('2026-03-02T10:02:00.000Z');
const range: TimeRange = { from: dateTime(nowMs - 6 * 3_600_000), to: dateTime(nowMs), raw: { from: 'now-6h', to: 'now' } };
const counts = { critical: 1, warning: 2, ok: 3, learning: 0, stale: 0, unknown: 0 };

function service(servers = ['risky', 'calm']) {
  const asked: [string, FleetQuery | ForecastsQuery][] = [];
  return {
    asked,
    fleet: async (query: FleetQuery) => {
      asked.push(['fleet', query]);
      return { ...exampleFreshness, total: 40, counts, servers: servers.map((serverId) => ({ ...exampleServer, serverId, server: serverId })), nextCursor: null };
    },
    forecasts: async (query: ForecastsQuery) => {
      asked.push(['forecasts', query]);
      // The service answers in the order of names, whatever the order of the question.
      const forecasts = [...servers].sort().map((serverId) => ({ ...exampleForecast, serverId, server: serverId }));
      return { freshness: exampleFreshness, total: forecasts.length, forecasts, nextCursor: null };
    },
  };
}
const ask = (from: ReturnType<typeof service>, query: Partial<PredictionsQuery>) =>
  framesOfQuery(from, resolveQuery({ refId: 'A', ...query }, (entries) => [...entries]), range, nowMs, new AbortController().signal);

describe('a query for forecasts', () => {
  it('asks for the named servers, with as much history as the time range shows', async () => {
    const from = service();
    const frames = await ask(from, { servers: ['risky', 'calm'], metrics: ['cpu'], regions: ['eu'] });
    expect(from.asked).toEqual([['forecasts', expect.objectContaining({ server: ['risky', 'calm'], metric: ['cpu'], region: ['eu'], historyHours: 6 })]]);
    expect(frames.map(({ refId, fields }) => [refId, fields[1].name])).toEqual([['A', 'observed'], ['A', 'observed']]);
  });

  it('asks for no history where only the forecast is wanted', async () => {
    const from = service();
    const [frame] = await ask(from, { queryType: 'forecast', servers: ['calm'] });
    expect(from.asked[0][1]).toMatchObject({ historyHours: 0 });
    expect(frame.fields.some(({ name }) => name === 'observed')).toBe(false);
  });

  it('takes the riskiest servers first where none is named, and says what it left out', async () => {
    const from = service();
    const frames = await ask(from, { metrics: ['cpu', 'memory'], limit: 4 });
    expect(from.asked).toEqual([
      ['fleet', expect.objectContaining({ sort: 'risk', order: 'desc', limit: 2 })],
      ['forecasts', expect.objectContaining({ serverId: ['risky', 'calm'], metric: ['cpu', 'memory'] })],
    ]);
    expect(frames.map(({ name }) => name)).toEqual(['risky CPU', 'calm CPU']);
    expect(frames[0].meta?.notices).toEqual([{ severity: 'info', text: '2 of 40 servers, the riskiest, are shown. Narrow the query, or raise its limit.' }]);
  });

  it('gives every series its own colour', async () => {
    const frames = await ask(service(), { servers: ['risky', 'calm'] });
    const colors = frames.map(({ fields }) => fields[1].config.color?.fixedColor);
    expect(new Set(colors).size).toBe(2);
  });

  it('asks for no forecasts of an empty fleet', async () => {
    const from = service([]);
    await expect(ask(from, {})).resolves.toEqual([]);
    expect(from.asked).toHaveLength(1);
  });
});

describe('a query for the fleet', () => {
  it('is a table with a row per server and a link to its page', async () => {
    const [frame] = await ask(service(), { queryType: 'fleet', profiles: ['web'] });
    const column = (name: string) => frame.fields.find((field) => field.name === name)!;
    expect(column('Server').values).toEqual(['risky', 'calm']);
    expect(column('Risk').values).toEqual([0.64, 0.64]);
    expect(column('Server').config.links?.[0]?.url).toContain('/a/fleetcast-forecasting-app/servers/');
    expect(frame.meta?.notices?.[0]?.text).toBe('2 of 40 servers are shown. Narrow the query, or raise its limit.');
  });

  it('counts servers by status in one row', async () => {
    const [frame] = await ask(service(), { queryType: 'counts' });
    expect(frame.fields.map(({ name, values }) => [name, values[0] as number])).toEqual([['Critical', 1], ['Warning', 2], ['Learning', 0], ['Stale', 0], ['OK', 3], ['Unknown', 0]]);
  });
});

describe('a query for predicted breaches', () => {
  it("asks for every metric of named servers, and only for each server's worst in a whole fleet", async () => {
    const named = service();
    await ask(named, { queryType: 'breaches', servers: ['risky'] });
    expect(named.asked.map(([route]) => route)).toEqual(['forecasts']);
    const whole = service();
    const [frame] = await ask(whole, { queryType: 'breaches' });
    expect(whole.asked.map(([route]) => route)).toEqual(['fleet']);
    expect(frame.length).toBe(2);
  });
});
