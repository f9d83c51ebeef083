/** Built files that are missing or older than what they are built from are built. */
import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import path from 'node:path';

interface Artefact {
  readonly name: string;
  /** Made last by the build; its time is the build's. */
  readonly product: string;
  readonly sources: readonly string[];
  readonly command: readonly string[];
  readonly folder: string;
}

const artefacts: readonly Artefact[] = [
  {
    name: 'Grafana plugin', folder: 'plugin', product: 'plugin/dist/plugin.json',
    sources: ['plugin/src/**/*', 'plugin/webpack.config.mjs', 'plugin/package.json', 'docs/images/*.png', 'CHANGELOG.md', 'contract/src/**/*.ts', 'package-lock.json'],
    command: ['node_modules/webpack-cli/bin/cli.js', '--config', 'webpack.config.mjs'],
  },
  {
    name: 'preview page', folder: 'preview', product: 'preview/dist/index.html',
    sources: ['preview/src/**/*', 'preview/index.html', 'preview/vite.config.ts', 'preview/package.json', 'package-lock.json'],
    command: ['node_modules/vite/bin/vite.js', 'build'],
  },
];

function isStale(root: string, { product, sources }: Artefact): boolean {
  const file = path.join(root, product);
  if (!existsSync(file)) return true;
  const builtAtMs = statSync(file).mtimeMs;
  return sources.some((pattern) => globSync(pattern, { cwd: root }).some((source) => statSync(path.join(root, source)).mtimeMs > builtAtMs));
}

/** Builds what is stale, one after the other; rejects with the build's own output when one fails. */
export async function buildStaleArtefacts(root: string, progress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  for (const artefact of artefacts) {
    if (!isStale(root, artefact)) continue;
    progress(`Building the ${artefact.name} ...`);
    const beganMs = Date.now();
    await run(root, artefact, signal);
    progress(`Built the ${artefact.name} in ${((Date.now() - beganMs) / 1000).toFixed(0)} s`);
  }
}

async function run(root: string, { name, folder, command: [script, ...args] }: Artefact, signal?: AbortSignal): Promise<void> {
  const output: string[] = [];
  const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: path.join(root, folder), stdio: ['ignore', 'pipe', 'pipe'], signal });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`Building the ${name} failed:\n${output.join('').trim()}`);
}
