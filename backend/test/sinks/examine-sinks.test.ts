/** What the doctor says of sinks, against the real servers; and what a start says when a sink has no room for all series. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readiness } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { startVictoriaMetrics } from '../../../tools/servers/victoria-metrics.ts';
import { startService } from '../../src/app/compose.ts';
import { configSchema } from '../../src/app/config/schema.ts';
import { examineSinks } from '../../src/app/doctor/examine-sinks.ts';
import { SnapshotFile } from '../../src/io/snapshot/snapshot-file.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { eventually } from '../service/eventually.ts';
import { runInfluxql } from '../sources/write-points.ts';
import { saidAt, sinkFolder } from './sample-said.ts';

const never = new AbortController().signal;

async function examined(settings: object, now: () => number = Date.now): Promise<readonly string[]> {
  const findings = await examineSinks(configSchema.parse(settings), now, never);
  return findings.map(({ level, subject, message }) => `${level} ${subject}: ${message}`);
}

/** A data folder whose last forecasts are those of the sample fleet. */
async function keepForecasts(folder: string): Promise<void> {
  const { snapshot, directory } = saidAt(Date.now());
  await new SnapshotFile(folder).save({ ...snapshot, directoryId: directory.directoryId }, directory);
}

describeWithServers(['prometheus', 'victoria-metrics', 'influxdb'], 'the doctor, asked about sinks', () => {
  it('tells one that takes what is written from one that does not, and who it is from who it was declared to be', async () => {
    await using prometheus = await startPrometheus();
    await using closed = await startPrometheus({ remoteWriteReceiver: false });
    await using victoria = await startVictoriaMetrics();
    await using influx = await startInflux();
    await runInfluxql(influx, 'CREATE DATABASE there');
    const said = await examined({
      sinks: [
        { kind: 'prometheus', name: 'good', url: prometheus.url },
        { kind: 'prometheus', name: 'closed', url: closed.url },
        { kind: 'prometheus', name: 'down', url: 'http://127.0.0.1:9' },
        { kind: 'prometheus', name: 'modest', url: victoria.url },
        { kind: 'victoriametrics', name: 'victoria', url: victoria.url },
        { kind: 'victoriametrics', name: 'wrong', url: prometheus.url },
        { kind: 'influxdb', name: 'there', url: influx.url, database: 'there' },
        { kind: 'influxdb', name: 'nowhere', url: influx.url, database: 'nowhere' },
      ],
    });
    expect(said).toEqual([
      expect.stringMatching(/^ok sink good: .* takes remote write\.$/),
      expect.stringMatching(/^wrong sink closed: .* HTTP 404: .* started with --web\.enable-remote-write-receiver\?$/),
      expect.stringMatching(/^wrong sink down: .* cannot be reached: .* Is it running, and is url right\?$/),
      expect.stringMatching(/^ok sink modest: .* takes remote write\.$/),
      expect.stringMatching(/^hint sink modest: It is a VictoriaMetrics: declared as kind victoriametrics/),
      expect.stringMatching(/^ok sink victoria: .* takes remote write\.$/),
      expect.stringMatching(/^ok sink victoria: It is a VictoriaMetrics and no Prometheus/),
      expect.stringMatching(/^ok sink wrong: .* takes remote write\.$/),
      expect.stringMatching(/^wrong sink wrong: .* is Prometheus 2\.\S+ .* declare it as kind prometheus\.$/),
      expect.stringMatching(/^ok sink there: .* takes what is written\.$/),
      expect.stringMatching(/^wrong sink nowhere: .*database not found.* Create the database nowhere/),
    ]);
    // Prometheus says nothing of its clock in vain: ours an hour ahead would write into its future.
    const ahead = await examined({ sinks: [{ kind: 'prometheus', name: 'good', url: prometheus.url }] }, () => Date.now() + 3_600_000);
    expect(ahead[1]).toMatch(/^wrong sink good: Its clock is 3[456]\d\d s behind this machine's, so what is written lies so far in its future/);
  });
});

describe('a sink without room for all series', () => {
  it('is found by the doctor from the last forecasts, which stay as they are', async () => {
    using folder = sinkFolder();
    await keepForecasts(folder.path);
    const before = readFileSync(new SnapshotFile(folder.path).path);
    const settings = { dataFolder: folder.path, predictionsPage: { enabled: true, mostSeries: 1_000 }, sinks: [{ kind: 'influxdb', name: 'small', url: 'http://127.0.0.1:9', database: 'x', mostSeries: 20 }] };
    const said = await examined(settings);
    expect(said).toEqual([
      expect.stringMatching(/^wrong sink small: /),
      expect.stringMatching(/^wrong sink small: It would write \d\d series; its limit is 20: raise mostSeries there, or watch fewer metrics\. Nothing is written\.$/),
      expect.stringMatching(/^ok \/metrics\/predictions: The last forecasts make \d\d series; its limit is 1000\.$/),
    ]);
    expect(readFileSync(new SnapshotFile(folder.path).path).equals(before)).toBe(true);
    // A file that cannot be trusted is left to the service.
    writeFileSync(path.join(folder.path, 'snapshot.bin'), 'not a snapshot');
    expect(await examined({ ...settings, sinks: [] })).toEqual([]);
    expect(readFileSync(path.join(folder.path, 'snapshot.bin'), 'utf8')).toBe('not a snapshot');
  });

  it('is refused when the service starts, with the figure', async () => {
    using folder = sinkFolder();
    await keepForecasts(folder.path);
    const config = configSchema.parse({ dataFolder: folder.path, listen: { port: 0 }, intake: { enabled: false }, sinks: [{ kind: 'prometheus', name: 'small', url: 'http://127.0.0.1:9', mostSeries: 20 }] });
    const outcome = await startService(config, { log: createLog('silent') });
    if (outcome.kind === 'refused') throw new Error(outcome.message);
    try {
      await eventually(async () => {
        const { reasons } = readiness.parse(await (await fetch(`${outcome.service.url}/readyz`)).json());
        expect(reasons).toContainEqual(expect.stringMatching(/^The sink small would write \d\d series; its limit is 20/));
      });
    } finally {
      await outcome.service.stop();
    }
  });
});
