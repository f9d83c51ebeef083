/** Predictions and warnings in a real Prometheus: what was written is asked back. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { temporaryFolder, type RunningServer } from '../../../tools/servers/running-server.ts';
import { encodeWriteRequest, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { promql } from './promql.ts';
import { eventually } from '../service/eventually.ts';
import { configuredSink, minute, saidAt, sinkFolder, Teller } from './sample-said.ts';

const startedAtMs = Date.now();

/** Whether a Prometheus takes a sample of somebody else that is stamped with this moment. */
async function takesSomebodyElses(url: string, atMs: number): Promise<number> {
  const body = encodeWriteRequest([{ labels: { __name__: 'somebody_else' }, timesMs: [atMs], values: [1] }]);
  return (await fetch(`${url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body })).status;
}

/** The highest stamp that the head block holds, as Prometheus tells of itself. */
async function newestStampMs(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^prometheus_tsdb_head_max_time (\S+)$/m.exec(text)?.[1]);
}

describeWithServers(['prometheus'], 'the sink of a Prometheus', () => {
  let prometheus: RunningServer;
  beforeAll(async () => {
    prometheus = await startPrometheus();
  });
  afterAll(() => prometheus.stop());

  it('holds predictions, warnings and their siblings; a warning that ended is 0 for 15 minutes and then gone', async () => {
    using folder = sinkFolder();
    const teller = new Teller(startedAtMs - 26 * 60 * minute);
    const sink = await configuredSink({ kind: 'prometheus', url: prometheus.url }, folder.path, teller.now);
    const { warning } = storyOf('web-1', teller.nowMs);
    await teller.tell(sink, [warning]);
    const at = (query: string) => promql(prometheus.url, query, teller.nowMs);
    expect((await at('cpu:predicted{server="web-1",horizon="1h"}')).map(({ metric, value }) => [metric.ml_forecast, Number(Number(value[1]).toFixed(2))]).sort()).toEqual([['yhat', 55.11], ['yhat_lower', 45.11], ['yhat_upper', 65.11]]);
    const horizons = ['1h', '4h', '8h'];
    expect((await at('cpu:predicted{ml_forecast="yhat"}')).map(({ metric }) => `${metric.server} ${metric.region} ${metric.tier} ${metric.horizon}`).sort()).toEqual([
      ...horizons.map((horizon) => `db "1",=\\ us undefined ${horizon}`), ...horizons.map((horizon) => `web-1 eu shop ${horizon}`),
    ]);
    expect(Number((await at('fleetcast_breach_probability'))[0].value[1])).toBeCloseTo(0.7, 5);
    expect((await at('fleetcast_warning')).map(({ metric, value }) => [metric, value[1]])).toEqual([
      [{ __name__: 'fleetcast_warning', server: 'web-1', region: 'eu', tier: 'shop', metric: 'cpu', direction: 'above' }, '1'],
    ]);
    expect((await at('{__name__=~"fleetcast_warning_.+"}')).map(({ metric }) => metric.__name__).sort()).toEqual(
      ['actionable', 'confidence', 'horizon_minutes', 'info', 'page', 'severity', 'stale'].map((name) => `fleetcast_warning_${name}`),
    );
    expect(Object.keys((await at('fleetcast_warning_info'))[0].metric)).toEqual(expect.arrayContaining(['server', 'group']));

    const health = async (name: string) => (await at(name)).map(({ metric, value }) => [metric.region, metric.measure, metric.metric, Number(value[1])]);
    expect(await health('fleetcast_performance')).toEqual([['eu', 'accuracy', 'cpu', 0.7]]);
    expect((await health('fleetcast_performance_past_limit')).sort()).toEqual([['eu', 'accuracy', 'cpu', 1], ['eu', 'falsePositives', 'all', 0]]);
    expect(await health('time() - fleetcast_written_timestamp_seconds')).toEqual([['eu', undefined, undefined, 0]]);

    teller.nowMs += minute;
    await teller.tell(sink, []);
    expect((await at('fleetcast_warning')).map(({ value }) => value[1])).toEqual(['0']);
    expect((await at('fleetcast_warning_info')).map(({ metric, value }) => [metric.group, value[1]])).toEqual([[warning.groupId, '0']]);
    expect(await at('fleetcast_warning_severity')).toEqual([]);
    teller.nowMs += 14 * minute;
    await teller.tell(sink, []);
    expect((await at('fleetcast_warning')).map(({ value }) => value[1])).toEqual(['0']);
    teller.nowMs += minute;
    await teller.tell(sink, []);
    expect(await at('fleetcast_warning')).toEqual([]);
    expect(await at('cpu:predicted')).not.toEqual([]);
  });

  it('leaves room for whoever else writes now, after a day of cycles', async () => {
    using folder = sinkFolder();
    const teller = new Teller(startedAtMs - 24 * 60 * minute);
    const sink = await configuredSink({ kind: 'prometheus', url: prometheus.url }, folder.path, teller.now);
    const { warning } = storyOf('web-1', teller.nowMs);
    for (; teller.nowMs <= startedAtMs; teller.nowMs += 5 * minute) await teller.tell(sink, [warning]);
    expect(await newestStampMs(prometheus.url)).toBe(teller.nowMs - 5 * minute);
    expect(await newestStampMs(prometheus.url)).toBeLessThanOrEqual(startedAtMs);
    expect(await takesSomebodyElses(prometheus.url, startedAtMs)).toBe(204);
    expect((await promql(prometheus.url, 'count_over_time(cpu:predicted{server="web-1",horizon="8h",ml_forecast="yhat"}[1d])', startedAtMs + minute)).map(({ value }) => Number(value[1]))).toEqual([288]);
  });

  it('that goes away and comes back is given every minute in between', async () => {
    const folder = temporaryFolder('prometheus-away');
    using waiting = sinkFolder();
    const first = await startPrometheus({ folder: folder.path });
    const { port, url } = first;
    const teller = new Teller(startedAtMs - 10 * minute);
    const sink = await configuredSink({ kind: 'prometheus', url }, waiting.path, teller.now);
    await teller.tell(sink, []);
    await first.stop();
    for (let minutes = 1; minutes <= 4; minutes++) {
      teller.nowMs += minute;
      sink.tell(saidAt(teller.nowMs));
    }
    await eventually(async () => expect(sink.status).toMatchObject({ state: 'down', batchesWaiting: 4, message: expect.stringContaining('cannot be reached') }));
    // It is away for longer than the process that writes to it.
    await sink.stop();
    await using second = await startPrometheus({ folder: folder.path, port });
    const next = await configuredSink({ kind: 'prometheus', url }, waiting.path, teller.now);
    teller.nowMs += minute;
    await teller.tell(next, []);
    expect((await promql(second.url, 'count_over_time(fleetcast_written_timestamp_seconds[20m])', startedAtMs)).map(({ value }) => value[1])).toEqual(['6']);
    folder.remove();
  });

  it('that was wrongly declared a VictoriaMetrics is given no stamp of the future all the same', async () => {
    using folder = sinkFolder();
    const teller = new Teller(startedAtMs + minute);
    const sink = await configuredSink({ kind: 'victoriametrics', url: prometheus.url }, folder.path, teller.now);
    await teller.tell(sink, []);
    expect(sink.status).toMatchObject({ curvesDropped: 1, curvesMessage: expect.stringMatching(/is Prometheus 2\.\S+ or something built on it\. .* declare it as kind prometheus/) });
    expect(await promql(prometheus.url, 'cpu:forecast', teller.nowMs + 60 * minute)).toEqual([]);
    expect(await newestStampMs(prometheus.url)).toBe(teller.nowMs);
    expect(await takesSomebodyElses(prometheus.url, teller.nowMs)).toBe(204);
  });

  it('of 2.42 would have been blocked by one stamp of the future, which is why none is written', async () => {
    await using spoilt = await startPrometheus();
    const future = encodeWriteRequest([{ labels: { __name__: 'forecast' }, timesMs: [startedAtMs + 8 * 60 * minute], values: [1] }]);
    expect((await fetch(`${spoilt.url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: future })).status).toBe(204);
    expect(await takesSomebodyElses(spoilt.url, startedAtMs)).toBe(400);
  });
});
