import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { requireServer } from './binaries.ts';
import { freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export interface RunningPostgres extends RunningServer {
  /** postgresql://... of an empty database whose owner needs no password. */
  readonly connectionString: string;
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; its package brings the user `postgres`, who stands in. */
function userOtherThanRoot(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
  const user = { uid: idOf('-u'), gid: idOf('-g') };
  if (!(user.uid > 0)) throw new Error("PostgreSQL does not run as root and there is no user 'postgres' to run it as");
  return user;
}

/**
 * Whether PostgreSQL lets somebody in at the port: to a start-up message it answers R (authentication) once it accepts connections,
 * E while it is still starting, and nothing before. A request for TLS it answers too early.
 */
function acceptsConnections(port: number): Promise<boolean> {
  const parameters = Buffer.from('user\0fleetcast\0database\0postgres\0\0');
  const startUp = Buffer.concat([Buffer.alloc(8), parameters]);
  startUp.writeInt32BE(startUp.length, 0);
  startUp.writeInt32BE(3 << 16, 4);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(startUp));
    const finish = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(10_000, () => finish(false));
    socket.once('data', (data) => finish(data[0] === 'R'.charCodeAt(0)));
    socket.once('error', () => finish(false));
  });
}

export async function startPostgres(place: Place = {}): Promise<RunningPostgres> {
  const binary = requireServer('postgres');
  const user = userOtherThanRoot();
  const folder = temporaryFolder('postgres', place.folder, user);
  const port = place.port ?? (await freePort());
  const dataFolder = path.join(folder.path, 'data');
  const made = spawnSync(path.join(path.dirname(binary), 'initdb'), ['-D', dataFolder, '-U', 'fleetcast', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'], {
    encoding: 'utf8',
    cwd: folder.path,
    ...user,
  });
  if (made.status !== 0) {
    folder.remove();
    throw new Error(`initdb failed: ${made.stderr}`);
  }
  const server = await launch({
    name: 'postgres',
    binary,
    port,
    folder,
    args: ['-D', dataFolder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    isReady: () => acceptsConnections(port),
    user,
  });
  return { ...server, connectionString: `postgresql://fleetcast@127.0.0.1:${port}/postgres` };
}
