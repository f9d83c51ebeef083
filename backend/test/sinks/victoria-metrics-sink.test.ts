/** Predictions in a real VictoriaMetrics: figures of now, and whole forecasts at the moments they speak of. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { startVictoriaMetrics, startVmagent } from '../../../tools/servers/victoria-metrics.ts';
import { stepMs } from '../service/sample-fleet.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { promql } from './promql.ts';
import { configuredSink, sinkFolder, Teller } from './sample-said.ts';

describeWithServers(['victoria-metrics'], 'the sink of a VictoriaMetrics', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(() => server.stop());

  /** What was taken is found by queries only after it was flushed. */
  const at = async (query: string, atMs: number) => {
    await fetch(`${server.url}/internal/force_flush`);
    return promql(server.url, query, atMs);
  };

  it('holds what a Prometheus would, and each moment of the future as the newest forecast has it', async () => {
    using folder = sinkFolder();
    const teller = new Teller(Math.floor(Date.now() / stepMs) * stepMs - 2 * stepMs + 61_000);
    const originMs = Math.floor(teller.nowMs / stepMs) * stepMs;
    const sink = await configuredSink({ kind: 'victoriametrics', url: server.url }, folder.path, teller.now);
    const { warning } = storyOf('web-1', teller.nowMs);
    await teller.tell(sink, [warning]);
    expect(sink.status).toMatchObject({ curvesDropped: 0, curvesMessage: null });
    expect((await at('cpu:predicted{server="web-1",horizon="1h",ml_forecast="yhat"}', teller.nowMs)).map(({ value }) => Number(Number(value[1]).toFixed(2)))).toEqual([55.11]);
    expect((await at('fleetcast_warning', teller.nowMs)).map(({ value }) => value[1])).toEqual(['1']);

    // The sample fleet's q50 is 55 and 0.01 more with every step ahead.
    const ahead = async (steps: number) => Number((await at('cpu:forecast{server="web-1",ml_forecast="yhat"}', originMs + steps * stepMs))[0]?.value[1]);
    expect(await ahead(1)).toBeCloseTo(55, 3);
    expect(await ahead(96)).toBeCloseTo(55.95, 3);
    const band = await at('cpu:forecast{server="web-1"}', originMs + 96 * stepMs);
    expect(Object.fromEntries(band.map(({ metric, value }) => [metric.ml_forecast, Number(Number(value[1]).toFixed(2))]))).toEqual({ yhat: 55.95, yhat_lower: 45.95, yhat_upper: 65.95 });

    // The next cycle says the same steps anew, each one step nearer.
    teller.nowMs += stepMs;
    await teller.tell(sink, [warning]);
    expect(await ahead(96)).toBeCloseTo(55.94, 3);
    expect(await ahead(97)).toBeCloseTo(55.95, 3);
    expect((await at('cpu:forecast{server="db \\"1\\",=\\\\",ml_forecast="yhat"}', originMs + 50 * stepMs)).map(({ metric }) => metric.region)).toEqual(['us']);
  });

  it('is given no forecasts of the future through vmagent, which hands on to who knows whom', async () => {
    await using agent = await startVmagent({ to: `${server.url}/api/v1/write` });
    using folder = sinkFolder();
    const teller = new Teller(Date.now());
    const sink = await configuredSink({ kind: 'victoriametrics', url: agent.url }, folder.path, teller.now);
    await teller.tell(sink, []);
    expect(sink.status).toMatchObject({ curvesDropped: 1, curvesMessage: expect.stringContaining('is vmagent, which hands on to others') });
  });
});
