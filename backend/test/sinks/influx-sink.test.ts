/** Predictions in a real InfluxDB: figures of now, and whole forecasts at the moments they speak of. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { stepMs } from '../service/sample-fleet.ts';
import { runInfluxql } from '../sources/write-points.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { configuredSink, minute, saidAt, sinkFolder, Teller } from './sample-said.ts';

const signIn = 'u=ada&p=lovelace-1815';

describeWithServers(['influxdb'], 'the sink of an InfluxDB', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startInflux({ admin: { username: 'ada', password: 'lovelace-1815' } });
    await runInfluxql(server, 'CREATE DATABASE forecasts', signIn);
  });
  afterAll(() => server.stop());
  const setting = () => ({ kind: 'influxdb', url: server.url, database: 'forecasts', username: 'ada', password: 'lovelace-1815' });

  type Rows = ReadonlyArray<Readonly<Record<string, string | number | null>>>;
  /** Rows of an InfluxQL query, each with its tags and columns. */
  async function ask(query: string): Promise<Rows> {
    const answer = await fetch(`${server.url}/query?db=forecasts&epoch=ms&${signIn}&q=${encodeURIComponent(query)}`);
    interface Series { readonly tags?: Record<string, string>; readonly columns: readonly string[]; readonly values: ReadonlyArray<ReadonlyArray<string | number | null>> }
    const { results } = (await answer.json()) as { readonly results: ReadonlyArray<{ readonly series?: readonly Series[] }> };
    return (results[0].series ?? []).flatMap(({ tags, columns, values }) => values.map((row) => ({ ...tags, ...Object.fromEntries(columns.map((column, at) => [column, row[at]])) })));
  }

  it('holds the same values as a Prometheus; words are fields; a warning that ended is 0', async () => {
    using folder = sinkFolder();
    const teller = new Teller(Date.now() - 30 * minute);
    const sink = await configuredSink(setting(), folder.path, teller.now);
    const { warning } = storyOf('web-1', teller.nowMs);
    await teller.tell(sink, [warning]);
    expect(await ask(`SELECT last(value) FROM "cpu:predicted" WHERE server = 'web-1' AND horizon = '1h' GROUP BY ml_forecast, region, tier`)).toMatchObject(
      [['yhat', 55.11], ['yhat_lower', 45.11], ['yhat_upper', 65.11]].map(([ml_forecast, last]) => ({ ml_forecast, region: 'eu', tier: 'shop', last: expect.closeTo(last as number, 3) })),
    );
    // A backslash at the end of a tag is the one thing that the line protocol cannot say.
    expect(await ask(`SELECT last(value) FROM "cpu:predicted" WHERE server = 'db "1",=' AND horizon = '8h' AND ml_forecast = 'yhat' GROUP BY region`)).toMatchObject([{ region: 'us' }]);
    expect(await ask('SELECT * FROM fleetcast_warning_info')).toMatchObject([{ time: teller.nowMs, server: 'web-1', group: warning.groupId, value: 1, why: '', action: '' }]);
    expect(await ask('SELECT last(value) FROM fleetcast_breach_probability')).toMatchObject([{ last: expect.closeTo(0.7, 5) }]);
    teller.nowMs += minute;
    await teller.tell(sink, []);
    expect(await ask('SELECT value FROM fleetcast_warning')).toMatchObject([{ value: 1 }, { time: teller.nowMs, value: 0 }]);
  });

  it('holds each moment of the future as the newest forecast has it', async () => {
    using folder = sinkFolder();
    const teller = new Teller(Math.floor(Date.now() / stepMs) * stepMs + 61_000);
    const originMs = Math.floor(teller.nowMs / stepMs) * stepMs;
    const sink = await configuredSink(setting(), folder.path, teller.now);
    await teller.tell(sink, []);
    const curve = () => ask(`SELECT yhat, yhat_lower, yhat_upper FROM "cpu:forecast" WHERE server = 'web-1' AND time > ${originMs}ms AND time < ${originMs + 86_400_000}ms`);
    const first = await curve();
    expect(first).toHaveLength(96);
    expect(first[0]).toMatchObject({ time: originMs + stepMs, yhat: 55, yhat_lower: 45, yhat_upper: 65 });
    expect(first[95]).toMatchObject({ time: originMs + 96 * stepMs, yhat: expect.closeTo(55.95, 3) });
    teller.nowMs += stepMs;
    await teller.tell(sink, []);
    const second = await curve();
    expect(second).toHaveLength(97);
    expect(second[95]).toMatchObject({ yhat: expect.closeTo(55.94, 3) });
    expect(second[96]).toMatchObject({ yhat: expect.closeTo(55.95, 3) });
  });

  it('that does not answer holds nobody up who wants to stop', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      using folder = sinkFolder();
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const asked = once(silent, 'request');
      const sink = await configuredSink({ ...setting(), url, timeoutSeconds: 600 }, folder.path, () => Date.now());
      sink.tell(saidAt(Date.now()));
      await asked;
      await sink.stop();
      expect(sink.status).toMatchObject({ batchesWaiting: 1, batchesDropped: 0 });
    } finally {
      silent.closeAllConnections();
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  it('that refuses the password is told of without it, and keeps what waits', async () => {
    using folder = sinkFolder();
    const sink = await configuredSink({ ...setting(), password: 'wrong-password' }, folder.path, () => Date.now());
    sink.tell(saidAt(Date.now()));
    while (sink.status.state === 'waiting') await new Promise((resolve) => setImmediate(resolve));
    await sink.stop();
    expect(sink.status).toMatchObject({ state: 'down', batchesWaiting: 1, message: expect.stringMatching(/401 Unauthorized/) });
    expect(sink.status.message).not.toContain('wrong-password');
  });
});
