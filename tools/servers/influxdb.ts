import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireServer } from './binaries.ts';
import { answers, freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export interface InfluxSetup extends Place {
  /** With a password the server asks everyone for one, and this administrator exists. */
  readonly admin?: { readonly username: string; readonly password: string };
}

function configuration(folder: string, port: number, rpcPort: number, withAuth: boolean): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${path.join(folder, 'meta')}"
[data]
  dir = "${path.join(folder, 'data')}"
  wal-dir = "${path.join(folder, 'wal')}"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${withAuth}
  log-enabled = false
[logging]
  level = "warn"
`;
}

export async function startInflux(setup: InfluxSetup = {}): Promise<RunningServer> {
  const binary = requireServer('influxdb');
  const folder = temporaryFolder('influxdb', setup.folder);
  const port = setup.port ?? (await freePort());
  const configFile = path.join(folder.path, 'influxdb.conf');
  writeFileSync(configFile, configuration(folder.path, port, await freePort(), setup.admin !== undefined));
  const server = await launch({
    name: 'influxdb',
    binary,
    port,
    folder,
    args: ['-config', configFile],
    isReady: () => answers(`http://127.0.0.1:${port}/ping`),
  });
  if (setup.admin !== undefined) {
    // The one statement that an InfluxDB with authentication and no users accepts from anybody.
    const statement = `CREATE USER "${setup.admin.username}" WITH PASSWORD '${setup.admin.password}' WITH ALL PRIVILEGES`;
    const answer = await fetch(`${server.url}/query`, { method: 'POST', body: new URLSearchParams({ q: statement }) });
    if (!answer.ok) {
      await server.stop();
      throw new Error(`influxdb did not create its administrator: ${answer.status}`);
    }
  }
  return server;
}
