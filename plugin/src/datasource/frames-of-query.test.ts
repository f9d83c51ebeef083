import { describe, expect, it } from '@jest/globals';
import type { ExecutiveQuery, ExplanationQuery, FleetQuery, ForecastsQuery, InsightsQuery, PerformanceQuery, WarningsQuery } from '@fleetcast/contract';
import { dateTime, type TimeRange } from '@grafana/data';
import { insightsOfFrames } from '../view-models/insight-frame.ts';
import { adviceOfFrames } from '../view-models/recommendation-frame.ts';
import { examplePerformance } from '../../test/example-performance.ts';
import { exampleExecutive, exampleTiers } from '../../test/example-executive.ts';
import { exampleAdvice, exampleExplanation, exampleForecast, exampleFreshness, exampleInsights, exampleServer, exampleWarning } from '../../test/example-answers.ts';
import { framesOfQuery } from './frames-of-query.ts';
import { type PredictionsQuery, resolveQuery } from './predictions-query.ts';

const nowMs = Date.parse('2026-03-02T10:02:00.000Z');
const range: TimeRange = { from: dateTime(nowMs - 6 * 3_600_000), to: dateTime(nowMs), raw: { from: 'now-6h', to: 'now' } };
const counts = { critical: 1, warning: 2, ok: 3, learning: 0, stale: 0, unknown: 0 };

function service(servers = ['risky', 'calm']) {
  const asked: [string, FleetQuery | ForecastsQuery | ExplanationQuery | PerformanceQuery | InsightsQuery | WarningsQuery | ExecutiveQuery][] = [];
  return {
    asked,
    fleet: async (query: FleetQuery) => {
      asked.push(['fleet', query]);
      return { ...exampleFreshness, total: 40, counts, servers: servers.map((serverId) => ({ ...exampleServer, serverId, server: serverId })), nextCursor: null };
    },
    explanation: async (serverId: string, query: ExplanationQuery) => {
      asked.push([`explanation of ${serverId}`, query]);
      return { ...exampleExplanation, serverId };
    },
    recommendations: async (serverId: string) => {
      asked.push([`recommendations for ${serverId}`, {}]);
      return { ...exampleAdvice, serverId };
    },
    performance: async (query: PerformanceQuery) => {
      asked.push(['performance', query]);
      return examplePerformance;
    },
    executive: async (query: ExecutiveQuery) => {
      asked.push(['executive', query]);
      return exampleExecutive;
    },
    tiers: async () => exampleTiers,
    metrics: async () => ({ metrics: [exampleForecast.info] }),
    insights: async (query: InsightsQuery) => {
      asked.push(['insights', query]);
      return exampleInsights;
    },
    warnings: async (query: WarningsQuery) => {
      asked.push(['warnings', query]);
      const named = servers.map((server) => ({ ...exampleWarning, server }));
      // The first page ends before the last of them.
      return { freshness: exampleFreshness, counts: { open: 2, acknowledged: 0, critical: 0, stale: 0 }, warnings: query.cursor === undefined ? named.slice(0, -1) : named.slice(-1), nextCursor: query.cursor === undefined ? 'next' : null };
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

describe('a query for recommendations', () => {
  it('asks about the riskiest of the named servers and says so', async () => {
    const from = service();
    const [frame] = await ask(from, { queryType: 'recommendations', servers: ['risky', 'calm'] });
    expect(from.asked.map(([route]) => route)).toEqual(['forecasts', 'recommendations for calm']);
    expect(adviceOfFrames([frame])).toEqual({ ...exampleAdvice, serverId: 'calm' });
    expect(frame.fields.map(({ name, values }): [string, unknown] => [name, values[0]])).toEqual([['Action', 'Restart the process'], ['Class', 'short'], ['Metric', 'memory'], ['Confidence', 0.4], ['Risk', 'medium'], ['Time', 5]]);
    expect(frame.meta?.notices?.[0].text).toContain('riskiest of 2 servers');
  });
});

describe('a query for an explanation', () => {
  it('explains the riskiest series of the named servers, where it matters most, and says that there are others', async () => {
    const from = service();
    const frames = await ask(from, { queryType: 'explanation', servers: ['risky', 'calm'] });
    expect(from.asked.map(([route]) => route)).toEqual(['forecasts', 'explanation of calm']);
    expect(from.asked[1][1]).toEqual({ metric: 'cpu' });
    expect(frames[0].fields.map(({ name }) => name)).toEqual(['Reason', 'Effect', 'Share', 'Second opinion', 'Observed']);
    expect(frames[1].meta?.notices?.at(-1)?.text).toBe('Explained is the riskiest of 2 series, calm CPU. Choose a server and a metric for another.');
  });

  it('follows the end of the time range into the forecast', async () => {
    const from = service(['calm']);
    const resolved = resolveQuery({ refId: 'A', queryType: 'explanation', servers: ['calm'] }, (entries) => [...entries]);
    // the example's forecast reaches 20 minutes: within it lies no moment that was clearly chosen
    await framesOfQuery(from, resolved, range, nowMs, new AbortController().signal);
    expect(from.asked[1][1]).toEqual({ metric: 'cpu' });
    const hours = Array.from({ length: 96 }, () => 50);
    const long = { ...from, forecasts: async (query: ForecastsQuery) => ({ ...(await from.forecasts(query)), forecasts: [{ ...exampleForecast, quantiles: { ...exampleForecast.quantiles, q50: hours } }] }) };
    const later = { ...range, to: dateTime(nowMs + 3 * 3_600_000) };
    await framesOfQuery(long, resolved, later, nowMs, new AbortController().signal);
    expect(from.asked.at(-1)![1]).toEqual({ metric: 'cpu', at: new Date(nowMs + 3 * 3_600_000).toISOString() });
  });

  it('takes the riskiest server where none is named', async () => {
    const from = service();
    await ask(from, { queryType: 'explanation' });
    expect(from.asked[0]).toEqual(['fleet', expect.objectContaining({ limit: 1, sort: 'risk' })]);
  });
});

describe('a query for performance', () => {
  it('asks for the days of the range and makes a row a metric, a frame a metric by day, a row of warnings', async () => {
    const from = service(['calm']);
    const [table] = await ask(from, { queryType: 'performance', profiles: ['web'] });
    expect(table.fields[0].values).toEqual(['CPU usage']);
    expect(from.asked[0]).toEqual(['performance', expect.objectContaining({ profile: 'web', days: expect.any(Number) })]);
    expect((await ask(from, { queryType: 'performance-days' })).map(({ name }) => name)).toEqual(['CPU usage']);
    expect((await ask(from, { queryType: 'performance-warnings' }))[0].fields[1]).toMatchObject({ name: 'False', values: [1] });
    const detail = ['performance-calibration', 'performance-lead-times', 'performance-speakers', 'performance-series'] as const;
    const frames = await Promise.all(detail.map(async (queryType) => ask(from, { queryType })));
    expect(frames.map(([{ name }]) => name)).toEqual(['Calibration', 'Lead times', 'Speakers', 'Performance by server and metric']);
  });
});

describe('a query for insights', () => {
  it('makes a row a server that degrades, and carries the whole answer for the panel', async () => {
    const from = service();
    const [frame] = await ask(from, { queryType: 'insights', profiles: ['web'], limit: 500 });
    expect(from.asked).toEqual([['insights', { profile: ['web'], region: [], limit: 20 }]]);
    expect(frame).toMatchObject({ name: exampleInsights.headline, length: 1 });
    expect(insightsOfFrames([frame])).toEqual(exampleInsights);
    expect(frame.fields.find(({ name }) => name === 'What to do')?.values).toEqual(['Restart the process']);
  });
});

describe('a query for warnings', () => {
  it('reads every page of those within the time range', async () => {
    const from = service();
    const [frame] = await ask(from, { queryType: 'warnings', metrics: ['cpu'] });
    expect(from.asked[0]).toEqual(['warnings', expect.objectContaining({ metric: ['cpu'], from: range.from.toISOString(), to: range.to.toISOString() })]);
    expect(frame.fields.find(({ name }) => name === 'Server')?.values).toEqual(['risky', 'calm']);
  });

  it('asks for states whenever they opened, narrows to named servers, and says what it left out', async () => {
    const from = service(['risky', 'calm', 'risky']);
    const [frame] = await ask(from, { queryType: 'warnings', warningStates: ['open'], servers: ['risky'], limit: 1 });
    expect(from.asked[0][1]).toMatchObject({ state: ['open'] });
    expect(from.asked[0][1]).not.toHaveProperty('from');
    expect(frame).toMatchObject({ length: 1, meta: { notices: [{ text: 'The newest 1 warnings are shown. Narrow the query, or raise its limit.' }] } });
  });

  it('makes annotations from the opening until the breach is expected', async () => {
    const [frame] = await ask(service(['calm']), { queryType: 'warning-annotations' });
    const value = (name: string): unknown => frame.fields.find((field) => field.name === name)?.values[0];
    expect(value('time')).toBe(Date.parse(exampleWarning.openedAt));
    expect(value('timeEnd')).toBe(nowMs + 120 * 60_000);
    expect(value('title')).toBe('calm: CPU above 80%');
    expect(value('text')).toBe('84% likely, breach in 2 h (1 h to 4 h)');
  });
});

describe('a query for the executive report', () => {
  it('asks for the days of the range, one region and one profile, and makes a row with a field per figure', async () => {
    const from = service();
    const [frame] = await ask(from, { queryType: 'executive', regions: ['eu'], profiles: ['web'] });
    expect(from.asked).toEqual([['executive', { days: 1, profile: 'web', region: 'eu' }]]);
    const value = (name: string): unknown => frame.fields.find((field) => field.name === name)?.values[0];
    expect([value('Health score'), value('Light'), value('Prevented, verified'), value('Prevented, claimed'), value('Time saved')]).toEqual([90.2, 'green', 2, 1, 225]);
  });

  it('makes a row a day, a span of time, a server', async () => {
    const first = async (queryType: 'executive-days' | 'time-to-detect' | 'time-to-resolve' | 'top-risks') => (await ask(service(), { queryType }))[0].fields.slice(0, 2).map(({ values }): unknown[] => values);
    expect(await first('executive-days')).toEqual([[Date.parse('2026-03-01'), Date.parse('2026-03-02')], [1, 2]]);
    expect(await first('time-to-detect')).toEqual([['Not foreseen', 'Under 30 min ahead', '30 min to 1 h ahead', '4 h or more ahead'], [3, 1, 0, 2]]);
    expect(await first('time-to-resolve')).toEqual([['Under 15 min', '4 h or more'], [0, 1]]);
    expect(await first('top-risks')).toEqual([['web/001'], ['web']]);
  });

  it('leaves out what nobody foresaw where the ledger cannot say', async () => {
    const from = { ...service(), executive: async () => ({ ...exampleExecutive, timeToDetect: { ...exampleExecutive.timeToDetect, notForeseen: null } }) };
    const [frame] = await framesOfQuery(from, resolveQuery({ refId: 'A', queryType: 'time-to-detect' }, (entries) => [...entries]), range, nowMs, new AbortController().signal);
    expect(frame.fields[0].values[0]).toBe('Under 30 min ahead');
  });
});

describe('a query for tiers', () => {
  it('makes a row a tier, metric and severity of the chosen regions', async () => {
    const [frame] = await ask(service(), { queryType: 'tiers', regions: ['eu'] });
    expect(frame.fields.map(({ name, values }): unknown[] => [name, values[0]])).toEqual([
      ['Tier', 'shop'], ['Region', 'eu'], ['Metric', 'CPU'], ['Threshold', 'critical'], ['Servers', 3], ['At least one', 0.4], ['Together', 0.1], ['Servers together', 2], ['After the loss of one', 0.25],
    ]);
    expect((await ask(service(), { queryType: 'tiers', regions: ['us'] }))[0].length).toBe(0);
  });
});
