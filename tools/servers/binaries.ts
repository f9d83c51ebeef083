import { existsSync } from 'node:fs';
import path from 'node:path';

/** The real servers and the compiler that tests start, where Debian puts them, and which package brings them. */
const servers = {
  prometheus: { debianPackage: 'prometheus', binaries: ['prometheus'] },
  'node-exporter': { debianPackage: 'prometheus-node-exporter', binaries: ['prometheus-node-exporter', 'node_exporter'] },
  influxdb: { debianPackage: 'influxdb', binaries: ['influxd'] },
  'victoria-metrics': { debianPackage: 'victoria-metrics', binaries: ['victoria-metrics', 'victoria-metrics-prod'] },
  go: { debianPackage: 'golang-go', binaries: ['go', '/usr/local/go/bin/go'] },
  vmagent: { debianPackage: 'victoria-metrics', binaries: ['vmagent'] },
  postgres: {
    debianPackage: 'postgresql',
    binaries: ['17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
  },
} as const;

export type ServerName = keyof typeof servers;

/** A server that this machine lacks; the message says what to install. */
export class MissingServer extends Error {
  readonly debianPackage: string;

  constructor(name: ServerName) {
    const { debianPackage, binaries } = servers[name];
    super(`${name} is not on this machine (looked for ${binaries.join(', ')}). On Debian: apt-get install ${debianPackage}`);
    this.name = 'MissingServer';
    this.debianPackage = debianPackage;
  }
}

/** Path of the server's binary, or undefined when the machine lacks it. */
export function findServer(name: ServerName): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/bin', '/usr/local/bin', '/usr/sbin');
  const candidates = servers[name].binaries.flatMap((binary) => (path.isAbsolute(binary) ? [binary] : folders.map((folder) => path.join(folder, binary))));
  return candidates.find((file) => existsSync(file));
}

export function requireServer(name: ServerName): string {
  const file = findServer(name);
  if (file === undefined) throw new MissingServer(name);
  return file;
}
