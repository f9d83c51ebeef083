/** Both packages, made, checked and installed in an empty folder; then the demo runs on what was installed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fleetPage, forecastPage } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { extract } from 'tar';
import { type CleanUp, runDemo } from '../../demo/run-demo.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const pluginId = 'fleetcast-forecasting-app';
const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-installed-'));
const stopping = new AbortController();
const cleanUp: CleanUp = [];

/** What a plugin tells of itself, of which Grafana's catalogue shows every part. */
interface PluginInfo {
  readonly version: string;
  readonly updated: string;
  readonly logos: Readonly<Record<string, string>>;
  readonly screenshots: ReadonlyArray<{ readonly path: string }>;
}

interface Packages {
  readonly pluginZip: string;
  readonly serviceTarball: string;
}
let packages: Packages;

beforeAll(() => {
  const printed = execFileSync(process.execPath, [path.join(root, 'tools/package/package.ts')], { cwd: root, encoding: 'utf8' });
  const made = (pattern: RegExp): string => path.join(root, pattern.exec(printed)![0]);
  packages = { pluginZip: made(/packages\/.*\.zip$/m), serviceTarball: made(/packages\/.*\.tar\.gz$/m) };
});

afterAll(async () => {
  stopping.abort();
  for (const undo of cleanUp.reverse()) await undo();
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run package', () => {
  it('writes checksums that hold', () => {
    const sums = readFileSync(path.join(root, 'packages/SHA256SUMS'), 'utf8').trim().split('\n').map((line) => line.split('  '));
    expect(sums).toHaveLength(2);
    for (const [sum, name] of sums) expect(createHash('sha256').update(readFileSync(path.join(root, 'packages', name))).digest('hex')).toBe(sum);
  });

  it('makes both packages installable in an empty folder, and the demo runs on what was installed', async () => {
    const entries = unzipSync(readFileSync(packages.pluginZip));
    expect([...new Set(Object.keys(entries).map((name) => name.split('/')[0]))]).toEqual([pluginId]);
    for (const [name, content] of Object.entries(entries)) {
      const target = path.join(folder, name);
      if (name.endsWith('/')) mkdirSync(target, { recursive: true });
      else {
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    }
    const { info } = JSON.parse(readFileSync(path.join(folder, pluginId, 'plugin.json'), 'utf8')) as { readonly info: PluginInfo };
    expect([info.version, info.updated]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
    const named = [...Object.values(info.logos), ...info.screenshots.map((picture) => picture.path), 'README.md', 'CHANGELOG.md', 'LICENSE'];
    expect(named.filter((file) => !existsSync(path.join(folder, pluginId, file)))).toEqual([]);
    await extract({ file: packages.serviceTarball, cwd: folder });
    const service = path.join(folder, path.basename(packages.serviceTarball, '.tar.gz'));
    expect(['README.md', 'CHANGELOG.md', 'LICENSE', 'docs/operations.md', 'deploy/fleetcast.service', 'fleetcast.example.yaml'].filter((file) => !existsSync(path.join(service, file)))).toEqual([]);
    execFileSync('npm', ['ci', '--prefer-offline', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: service, stdio: ['ignore', 'ignore', 'inherit'] });

    const parts = { serviceMain: path.join(service, 'backend/src/main.ts'), pluginFolder: path.join(folder, pluginId), pageFolder: path.join(root, 'preview/dist') };
    const demo = await runDemo({ port: 0, servers: 10, seed: 1, keep: path.join(folder, 'data'), speed: 1 }, parts, () => {}, stopping.signal, cleanUp);
    const read = `${demo.url}/api/plugin-proxy/${pluginId}/read/v1`;
    const fleet = fleetPage.parse(await (await fetch(`${read}/fleet`)).json());
    expect(fleet.servers).toHaveLength(10);
    const { forecasts } = forecastPage.parse(await (await fetch(`${read}/forecasts?serverId=${fleet.servers[0].serverId}`)).json());
    expect(forecasts.length).toBeGreaterThanOrEqual(4);
    expect(forecasts.map((forecast) => forecast.speaker.kind)).toContain('model');
    expect((await fetch(`${demo.url}/a/${pluginId}/fleet`)).status).toBe(200);
    expect((await fetch(`${demo.url}/public/plugins/${pluginId}/module.js`)).status).toBe(200);
  });
});
