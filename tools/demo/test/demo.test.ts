/** `npm run demo` as a person runs it: ready line, a page that shows forecasts, Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fleetPage } from '@fleetcast/contract';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../..');
const readyLine = /^Fleetcast is ready: (http:\/\/localhost:\d+)$/;
let demo: ChildProcess | null = null;

afterEach(() => {
  demo?.kill('SIGKILL');
});

function start(args: readonly string[]): { readonly child: ChildProcess; readonly lines: string[]; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [path.join(root, 'tools/demo/demo.ts'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  demo = child;
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** Folders that demos of this test left behind. */
const demoFolders = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('fleetcast-demo-'));

/** Processes below a process, told by their command lines. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((child) => child !== '');
}

describe('npm run demo', () => {
  it('prints one line once forecasts are served, and Ctrl-C leaves no process and no folder', async () => {
    const foldersBefore = demoFolders();
    const { child, lines, ended } = start(['--port', '0', '--servers', '40', '--seed', '3']);
    await Promise.race([
      new Promise<void>((resolve) => createInterface({ input: child.stdout! }).on('line', () => resolve())),
      ended.then((code) => Promise.reject(new Error(`the demo ended with ${code} before it was ready`))),
    ]);
    const url = readyLine.exec(lines[0])![1];
    const fleet = fleetPage.parse(await (await fetch(`${url}/api/plugin-proxy/fleetcast-forecasting-app/read/v1/fleet?limit=500`)).json());
    expect(fleet.total).toBeGreaterThanOrEqual(40);
    expect(new Set(fleet.servers.map((server) => server.profile))).toEqual(new Set(['web', 'app', 'database', 'cache', 'batch']));
    expect((await fetch(`${url}/a/fleetcast-forecasting-app/fleet`)).status).toBe(200);
    const children = process.platform === 'linux' ? childrenOf(child.pid!) : [];
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(lines).toHaveLength(1);
    for (const pid of children) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(demoFolders()).toEqual(foldersBefore);
  }, 240_000);

  it('says in one go what is wrong with its options', async () => {
    const { child, ended, lines } = start(['--servers', '1', '--port', 'x']);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended).toBe(2);
    expect(said).toContain('--servers');
    expect(said).toContain('--port');
    expect(lines).toEqual([]);
  }, 60_000);
});
