/** Predictions and warnings in a real Prometheus: what was written is asked back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { PredictionSink, type BatchWriter, type SaidNow } from '../../src/app/sinks/prediction-sink.ts';
import type { NameStyle } from '../../src/domain/export/gauge.ts';
import type { Warning } from '../../src/domain/warnings/warning.ts';
import { encodeWriteRequest, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import { GaugeWriter } from '../../src/io/remote-write/gauge-writer.ts';
import { publishedFleet } from '../service/sample-fleet.ts';
import { storyOf } from '../warnings/sample-warnings.ts';

const minute = 60_000;
const published = publishedFleet([{ server: 'web-1', tier: 'shop', risk: 0.7, p50Minutes: 90, skill: { value: 0.2, resolvedForecasts: 99, coverage80: 0.8, mayPage: true } }, { server: 'db "1"\\', region: 'us' }]);
const { snapshot, index } = published;
const directory = index.directory;
const reasons: SaidNow['reasons'] = new Map();
const figures: SaidNow['figures'] = [
  { measure: 'accuracy', metric: 'cpu', value: 0.7, limit: 0.8, limitIs: 'least', past: true },
  { measure: 'falsePositives', metric: null, value: null, limit: 0.5, limitIs: 'most', past: false },
];

function sinkOf(writer: BatchWriter, now: () => number, more: { readonly mostSeries?: number; readonly nameStyle?: NameStyle } = {}): PredictionSink {
  return new PredictionSink({ name: 'test', nameStyle: 'colon', region: 'eu', mostSeries: 100_000, writer, now, ...more });
}

describeWithServers(['prometheus'], 'the sink of a Prometheus', () => {
  let prometheus: RunningServer;
  const startedAtMs = Date.now();
  beforeAll(async () => {
    prometheus = await startPrometheus();
  }, 60_000);
  afterAll(() => prometheus.stop());

  interface Found {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
    /** Of a range: every sample. */
    readonly values?: ReadonlyArray<readonly [number, string]>;
  }
  async function ask(query: string, atMs: number): Promise<readonly Found[]> {
    const answer = (await (await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}&time=${atMs / 1000}`)).json()) as { readonly data: { readonly result: readonly Found[] } };
    return answer.data.result;
  }
  /** Half an hour that ends now, so that every stamp is one of the past. */
  const writeAt = async (sink: PredictionSink, open: readonly Warning[]) => {
    sink.tell({ snapshot, directory, open, reasons, figures });
    await sink.settled();
    expect(sink.status).toMatchObject({ state: 'up', message: null, batchesDropped: 0 });
  };

  it('holds predictions, warnings and their siblings; a warning that ended is 0 for 15 minutes and then gone; nothing is stamped later than now', async () => {
    let nowMs = startedAtMs - 30 * minute;
    const sink = sinkOf(new GaugeWriter({ url: prometheus.url }), () => nowMs);
    const { warning } = storyOf('web-1', nowMs);
    await writeAt(sink, [warning]);
    const at = (name: string) => ask(name, nowMs);
    expect((await at('cpu:predicted{server="web-1",horizon="1h"}')).map(({ metric, value }) => [metric.ml_forecast, Number(Number(value[1]).toFixed(2))]).sort()).toEqual([['yhat', 55.11], ['yhat_lower', 45.11], ['yhat_upper', 65.11]]);
    expect((await at('cpu:predicted{ml_forecast="yhat"}')).map(({ metric }) => `${metric.server} ${metric.region} ${metric.tier} ${metric.horizon}`).sort()).toEqual([
      ...['1h', '4h', '8h'].map((horizon) => `db "1"\\ us undefined ${horizon}`), ...['1h', '4h', '8h'].map((horizon) => `web-1 eu shop ${horizon}`),
    ]);
    expect(Number((await at('fleetcast_breach_probability'))[0].value[1])).toBeCloseTo(0.7, 5);
    expect((await at('fleetcast_warning')).map(({ metric, value }) => [metric, value[1]])).toEqual([
      [{ __name__: 'fleetcast_warning', server: 'web-1', region: 'eu', tier: 'shop', metric: 'cpu', direction: 'above' }, '1'],
    ]);
    expect((await at('{__name__=~"fleetcast_warning_.+"}')).map(({ metric }) => metric.__name__).sort()).toEqual(
      ['actionable', 'confidence', 'horizon_minutes', 'info', 'page', 'severity', 'stale'].map((name) => `fleetcast_warning_${name}`),
    );

    const health = async (name: string) => (await at(name)).map(({ metric, value }) => [metric.region, metric.measure, metric.metric, Number(value[1])]);
    expect(await health('fleetcast_performance')).toEqual([['eu', 'accuracy', 'cpu', 0.7]]);
    expect((await health('fleetcast_performance_past_limit')).sort()).toEqual([['eu', 'accuracy', 'cpu', 1], ['eu', 'falsePositives', 'all', 0]]);
    expect(await health('time() - fleetcast_written_timestamp_seconds')).toEqual([['eu', undefined, undefined, 0]]);

    nowMs += minute;
    await writeAt(sink, []);
    expect((await at('fleetcast_warning')).map(({ value }) => value[1])).toEqual(['0']);
    expect((await at('fleetcast_warning_info')).map(({ metric, value }) => [metric.group, value[1]])).toEqual([[warning.groupId, '0']]);
    expect(await at('fleetcast_warning_severity')).toEqual([]);
    nowMs += 14 * minute;
    await writeAt(sink, []);
    expect((await at('fleetcast_warning')).map(({ value }) => value[1])).toEqual(['0']);
    nowMs += minute;
    await writeAt(sink, []);
    expect(await at('fleetcast_warning')).toEqual([]);
    expect(await at('cpu:predicted')).not.toEqual([]);

    // Whoever else writes at this very moment is still accepted.
    const other = encodeWriteRequest([{ labels: { __name__: 'somebody_else' }, timesMs: [startedAtMs], values: [1] }]);
    expect((await fetch(`${prometheus.url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: other })).status).toBe(204);
    const everything = await ask('{__name__=~".+"}[2h]', startedAtMs + 60 * minute);
    expect(everything.length).toBeGreaterThan(20);
    for (const { values } of everything) for (const [seconds] of values ?? []) expect(seconds * 1000).toBeLessThanOrEqual(startedAtMs);
  }, 60_000);
});

describe('a sink', () => {
  const taking: BatchWriter = { write: ({ gauges }) => Promise.resolve({ kind: 'written', samples: gauges.length }) };

  it('refuses more series than it may write, with the figure, and writes nothing', () => {
    const sink = sinkOf(taking, () => startedAt, { mostSeries: 10 });
    sink.tell({ snapshot, directory, open: [], reasons, figures: [] });
    expect(sink.status).toMatchObject({ state: 'refused', samplesWritten: 0, message: expect.stringMatching(/would write 30 series; its limit is 10/) });
  });

  it('that is down never makes anybody wait, keeps the newest minutes and counts what it gives up', async () => {
    let nowMs = startedAt;
    const sink = sinkOf({ write: () => Promise.resolve({ kind: 'later', message: 'it is down' }) }, () => nowMs);
    for (let passed = 0; passed < 14; passed++) {
      nowMs += minute;
      sink.tell({ snapshot, directory, open: [], reasons, figures: [] });
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(sink.status).toMatchObject({ state: 'down', batchesDropped: 4, message: 'it is down' });
    await sink.stop();
  });

  it('uses underscores for those who lint names', async () => {
    const names = new Set<string>();
    const sink = sinkOf({ write: ({ gauges }) => (gauges.forEach(({ name }) => names.add(name)), Promise.resolve({ kind: 'written', samples: 0 })) }, () => startedAt, { nameStyle: 'underscore' });
    sink.tell({ snapshot, directory, open: [], reasons, figures: [] });
    await sink.settled();
    expect([...names]).toContain('cpu_predicted');
    for (const name of names) expect(name).toMatch(/^[a-z_]+$/);
  });
});

const startedAt = Date.UTC(2026, 0, 5);
