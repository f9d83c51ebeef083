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

/** Asks for the administrator, the one statement that an InfluxDB with authentication and no users takes from anybody; true once they can sign in. */
async function knowsAdministrator(url: string, { username, password }: NonNullable<InfluxSetup['admin']>): Promise<boolean> {
  const ask = async (statement: string, credentials: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${url}/query?${new URLSearchParams(credentials).toString()}`, { method: 'POST', body: new URLSearchParams({ q: statement }) });
    await answer.body?.cancel();
    return answer.ok;
  };
  await ask(`CREATE USER "${username}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`);
  return ask('SHOW DATABASES', { u: username, p: password });
}

export async function startInflux(setup: InfluxSetup = {}): Promise<RunningServer> {
  const binary = requireServer('influxdb');
  const folder = temporaryFolder('influxdb', setup.folder);
  const port = setup.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const { admin } = setup;
  const configFile = path.join(folder.path, 'influxdb.conf');
  writeFileSync(configFile, configuration(folder.path, port, await freePort(), admin !== undefined));
  return launch({
    name: 'influxdb',
    binary,
    port,
    folder,
    args: ['-config', configFile],
    isReady: async () => (await answers(`${url}/ping`)) && (admin === undefined || (await knowsAdministrator(url, admin))),
  });
}
