/**
 * The real servers and the browser that the tests talk to. On Debian 12 as root, what is missing is installed (and kept from
 * starting by itself); elsewhere the list of what to install is printed, and the suites that need it fail by name.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

interface SystemPackage {
  readonly debianPackage: string;
  /** Any of these files means that it is there. */
  readonly binaries: readonly string[];
  readonly neededFor: string;
}

const systemPackages: readonly SystemPackage[] = [
  { debianPackage: 'chromium', binaries: ['/usr/bin/chromium'], neededFor: 'browser tests' },
  { debianPackage: 'prometheus', binaries: ['/usr/bin/prometheus'], neededFor: 'Prometheus source, remote write, replay' },
  { debianPackage: 'prometheus-node-exporter', binaries: ['/usr/bin/prometheus-node-exporter'], neededFor: 'one-grid test' },
  { debianPackage: 'victoria-metrics', binaries: ['/usr/bin/victoria-metrics'], neededFor: "another server with Prometheus's API" },
  { debianPackage: 'golang-go', binaries: ['/usr/bin/go', '/usr/local/go/bin/go'], neededFor: "texts of alerts, by Go's own templates" },
  { debianPackage: 'influxdb', binaries: ['/usr/bin/influxd'], neededFor: 'InfluxDB source, replay' },
  {
    debianPackage: 'postgresql',
    binaries: ['/usr/lib/postgresql/15/bin/postgres', '/usr/lib/postgresql/16/bin/postgres', '/usr/lib/postgresql/17/bin/postgres'],
    neededFor: 'state repository on PostgreSQL',
  },
];

function missingPackages(): readonly SystemPackage[] {
  return systemPackages.filter((wanted) => !wanted.binaries.some((file) => existsSync(file)));
}

function isDebian(): boolean {
  return existsSync('/etc/debian_version') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Services must not start when their package is installed: policy-rc.d says so to dpkg, for the time of the installation. */
function withoutStartingServices(install: () => number): number {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n');
    chmodSync(policy, 0o755);
  }
  try {
    return install();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

function apt(...args: string[]): number {
  const done = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  return done.status ?? 1;
}

/** Installs or names what is missing. Never fails by itself: the suites that need a missing part do, each by name. */
export function provideSystemPackages(): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const names = missing.map((wanted) => wanted.debianPackage);
  if (isDebian() && process.getuid?.() === 0) {
    process.stdout.write(`Installing for the tests: ${names.join(', ')}\n`);
    const status = withoutStartingServices(() => apt('update', '-qq') || apt('install', '-y', '-qq', '--no-install-recommends', ...names));
    if (status === 0) return;
    process.stdout.write('apt-get could not install them; its message is above.\n');
  }
  process.stdout.write('Missing on this machine, so the suites that need them cannot run:\n');
  for (const wanted of missing) process.stdout.write(`  ${wanted.debianPackage.padEnd(26)} for ${wanted.neededFor}\n`);
  process.stdout.write(`On Debian 12: sudo apt-get install ${names.join(' ')}\n`);
  process.stdout.write('FLEETCAST_SKIP_MISSING=1 skips those suites and lists them.\n');
}
