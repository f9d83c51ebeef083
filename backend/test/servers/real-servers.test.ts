import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import { startNodeExporter } from '../../../tools/servers/node-exporter.ts';
import { startPostgres } from '../../../tools/servers/postgres.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { answers } from '../../../tools/servers/running-server.ts';
import { startVictoriaMetrics } from '../../../tools/servers/victoria-metrics.ts';

describeWithServers(['prometheus'], 'a Prometheus for tests', () => {
  it('answers while it runs, and leaves neither process nor folder behind', async () => {
    const server = await startPrometheus();
    expect(await answers(`${server.url}/api/v1/query?query=1`)).toBe(true);
    await server.stop();
    expect(await answers(`${server.url}/-/ready`)).toBe(false);
    expect(existsSync(server.folder)).toBe(false);
  });

  it('says why it did not start', async () => {
    await expect(startPrometheus({ extraArgs: ['--no-such-flag'] })).rejects.toThrow(/ended before it was ready[^]*no-such-flag/);
  });

  it('ends when the process that started it is killed with -9', async () => {
    const program = `import { startPrometheus } from '${path.resolve(import.meta.dirname, '../../../tools/servers/prometheus.ts')}';
      const server = await startPrometheus(); console.log(server.url);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())));
    expect(await answers(`${url}/-/ready`)).toBe(true);
    parent.kill('SIGKILL');
    while (await answers(`${url}/-/ready`)) await delay(20);
  });
});

describeWithServers(['node-exporter'], 'a node_exporter for tests', () => {
  it('shows this machine', async () => {
    await using server = await startNodeExporter();
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toContain('node_cpu_seconds_total');
  });
});

describeWithServers(['influxdb'], 'an InfluxDB for tests', () => {
  it('answers everyone without a password set', async () => {
    await using server = await startInflux();
    expect(await answers(`${server.url}/query?q=SHOW+DATABASES`)).toBe(true);
  });

  it('answers only its administrator with one', async () => {
    await using server = await startInflux({ admin: { username: 'ada', password: 'lovelace' } });
    expect(await answers(`${server.url}/query?q=SHOW+DATABASES`)).toBe(false);
    expect(await answers(`${server.url}/query?q=SHOW+DATABASES&u=ada&p=lovelace`)).toBe(true);
  });
});

describeWithServers(['postgres'], 'a PostgreSQL for tests', () => {
  it('has an empty database', async () => {
    await using server = await startPostgres();
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    const { rows } = await client.query<{ tables: string }>("select count(*) as tables from pg_tables where schemaname = 'public'");
    await client.end();
    expect(rows).toEqual([{ tables: '0' }]);
  });
});

describeWithServers(['victoria-metrics'], 'a VictoriaMetrics for tests', () => {
  it("speaks Prometheus's query API", async () => {
    await using server = await startVictoriaMetrics();
    expect(await answers(`${server.url}/api/v1/query?query=1`)).toBe(true);
  });
});
