import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { z } from 'zod';

/** What the service is made of; the simulator comes along for `fleetcast replay`. */
const workspaces = ['contract', 'simulator', 'backend'] as const;
const looseFiles = ['tools/bootstrap.mjs', 'fleetcast.example.yaml', 'README.md', 'CHANGELOG.md', 'LICENSE', 'deploy/fleetcast.service', '.npmrc'] as const;
/** What messages and settings refer people to. */
const documentation = 'docs';

const manifestSchema = z.looseObject({ version: z.string(), scripts: z.looseObject({ fleetcast: z.string() }), optionalDependencies: z.record(z.string(), z.string()).optional() });

/** What is not needed at run time. */
const isDevelopmentOnly = (relative: string): boolean => /(^|\/)(node_modules|dist|test)(\/|$)/.test(relative) || /\.test\.ts$/.test(relative);

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    if (isDevelopmentOnly(entry.name)) continue;
    if (entry.isDirectory()) copyTree(source, path.join(to, entry.name));
    else copyFileSync(source, path.join(to, entry.name));
  }
}

/** The root manifest with only the service's workspaces, and a lockfile that npm itself prunes to match. */
function writeManifests(root: string, folder: string): void {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const service = {
    name: 'fleetcast-service',
    version: manifest.version,
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    workspaces,
    scripts: { fleetcast: manifest.scripts.fleetcast },
    optionalDependencies: manifest.optionalDependencies,
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(service, null, 2)}\n`);
  copyFileSync(path.join(root, 'package-lock.json'), path.join(folder, 'package-lock.json'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const prune = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(npm, prune, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

/** Writes the service's sources and manifests, in one folder named like the tarball; it runs after `npm ci --omit=dev`. */
export async function writeServiceTarball(root: string, name: string, target: string): Promise<void> {
  const staging = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-package-'));
  try {
    const folder = path.join(staging, name);
    for (const workspace of workspaces) copyTree(path.join(root, workspace), path.join(folder, workspace));
    copyTree(path.join(root, documentation), path.join(folder, documentation));
    for (const file of looseFiles) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
    writeManifests(root, folder);
    await create({ gzip: { level: 9 }, file: target, cwd: staging, portable: true, mtime: new Date('2020-01-01T00:00:00Z') }, [name]);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
