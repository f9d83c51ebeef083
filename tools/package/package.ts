/**
 * `npm run package`: the plugin as Grafana installs it (a zip whose folder is named by the id) and the prediction service
 * (a tarball that runs on Node 24 after `npm ci`), with their checksums, in packages/.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

import { type ArchiveEntry, checksumLine, writeArchive } from './archive.ts';

const root = path.resolve(import.meta.dirname, '../..');
const outputFolder = path.join(root, 'packages');
const pluginId = 'fleetcast-forecasting-app';
const serviceWorkspaces = ['contract', 'simulator', 'backend'] as const;

const manifestSchema = z.looseObject({ version: z.string(), optionalDependencies: z.record(z.string(), z.string()).optional() });

function readManifest(file: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(root, file), 'utf8')));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

async function packagePlugin(version: string): Promise<string> {
  process.stdout.write('Building the plugin ...\n');
  npm(['run', 'build', '--workspace', 'plugin'], root);
  const dist = path.join(root, 'plugin/dist');
  const target = path.join(outputFolder, `${pluginId}-${version}.zip`);
  await writeArchive(target, filesUnder(dist).map((file) => ({ file, name: `${pluginId}/${path.relative(dist, file)}` })));
  return target;
}

/** What the service does not need at run time. */
function isServiceFile(relative: string): boolean {
  return !/(^|\/)(node_modules|dist|test)\//.test(relative) && !/\.test\.tsx?$/.test(relative);
}

/** The root manifest with only the service's workspaces, and a lockfile pruned to match it by npm itself. */
function writeServiceManifests(folder: string): void {
  const manifest = readManifest('package.json');
  const service = {
    name: 'fleetcast-service',
    version: manifest.version,
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    workspaces: serviceWorkspaces,
    scripts: { fleetcast: 'node tools/bootstrap.mjs backend/src/main.ts' },
    optionalDependencies: manifest.optionalDependencies,
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(service, null, 2)}\n`);
  for (const file of ['package-lock.json', '.npmrc']) copyFileSync(path.join(root, file), path.join(folder, file));
  for (const workspace of serviceWorkspaces) {
    mkdirSync(path.join(folder, workspace));
    copyFileSync(path.join(root, workspace, 'package.json'), path.join(folder, workspace, 'package.json'));
  }
  npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

async function packageService(version: string): Promise<string> {
  process.stdout.write('Packing the prediction service ...\n');
  const staging = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-package-'));
  try {
    writeServiceManifests(staging);
    const name = `fleetcast-service-${version}`;
    const sources = serviceWorkspaces.flatMap((workspace) => filesUnder(path.join(root, workspace)));
    const loose = ['tools/bootstrap.mjs', 'fleetcast.example.yaml', 'LICENSE'].map((file) => path.join(root, file));
    const entries: ArchiveEntry[] = [...sources, ...loose]
      .map((file) => ({ file, name: path.relative(root, file) }))
      .filter((entry) => isServiceFile(entry.name))
      .map((entry) => ({ file: entry.file, name: `${name}/${entry.name}` }));
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) entries.push({ file: path.join(staging, file), name: `${name}/${file}` });
    const target = path.join(outputFolder, `${name}.tar.gz`);
    await writeArchive(target, entries);
    return target;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

mkdirSync(outputFolder, { recursive: true });
const { version } = readManifest('package.json');
const targets = [await packagePlugin(version), await packageService(version)];
const sums = await Promise.all(targets.map(checksumLine));
writeFileSync(path.join(outputFolder, 'SHA256SUMS'), sums.join(''));
for (const target of [...targets, path.join(outputFolder, 'SHA256SUMS')]) process.stdout.write(`${path.relative(root, target)}\n`);
