import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A real server on a free loopback port, with its data in a temporary folder. */
export interface RunningServer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  /** The end of what it has printed. */
  log(): string;
  /** Ends it as its init system would, waits until it has gone, and removes the folder unless the caller brought it. */
  stop(): Promise<void>;
}

/** Where a server runs; both are chosen freely unless a test brings a server back on its old port or data. */
export interface Place {
  readonly port?: number;
  /** Kept when the server stops. */
  readonly folder?: string;
}

export interface Launch {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly folder: TemporaryFolder;
  readonly isReady: () => Promise<boolean>;
  readonly env?: NodeJS.ProcessEnv;
  /** Runs as this user (PostgreSQL refuses root). */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** For machines that are busy with other things; a server that cannot start ends at once and says why. */
const readyWithinMs = 240_000;
const stopWithinMs = 60_000;
const keptLogCharacters = 20_000;

/**
 * Runs a server and ends it when standard input closes, which the kernel does for us however this process dies:
 * no test run, not even one killed with -9, leaves servers behind.
 */
const guard = 'exec 3<&0; "$@" </dev/null 3<&- & server=$!; { read -r _; kill "$server"; } <&3 >/dev/null 2>&1 & wait "$server"';

export function temporaryFolder(name: string, given?: string, user?: { readonly uid: number; readonly gid: number }): TemporaryFolder {
  if (given !== undefined) return { path: given, remove: () => undefined };
  const folder = mkdtempSync(path.join(os.tmpdir(), `fleetcast-${name}-`));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

/** Below the ports that systems hand out by themselves (Linux from 32768 on): nobody's connection takes one between its choice and its use. */
const chosenPorts = { from: 20_000, to: 32_000 };

/** A loopback port that nobody listens on, and that stays free while its server is away. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(chosenPorts.from, chosenPorts.to);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

/** Whether an address answers 2xx; one that refuses or is slow to start does not. */
export async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends the whole process group at once: the guard, its reader and the server. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // the group has gone already
  }
}

/** Starts a server and resolves once it is ready; rejects with the end of its log when it ends or dawdles. */
export async function launch(wanted: Launch): Promise<RunningServer> {
  let log = '';
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-keptLogCharacters);
  };
  const child = spawn('/bin/sh', ['-c', guard, 'sh', wanted.binary, ...wanted.args], {
    cwd: wanted.folder.path,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...wanted.env },
    ...wanted.user,
  });
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async () => {
    if (!hasEnded(child)) {
      child.stdin.end();
      const late = setTimeout(() => killGroup(child), stopWithinMs);
      await ended;
      clearTimeout(late);
    }
    wanted.folder.remove();
  };

  const deadlineMs = Date.now() + readyWithinMs;
  while (!(await wanted.isReady())) {
    const why = hasEnded(child) ? 'ended before it was ready' : Date.now() > deadlineMs ? `was not ready within ${readyWithinMs / 1000} s` : null;
    if (why !== null) {
      await stop();
      throw new Error(`${wanted.name} ${why}. Its last words:\n${log.slice(-2000)}`);
    }
    await delay(50);
  }
  return { name: wanted.name, port: wanted.port, url: `http://127.0.0.1:${wanted.port}`, folder: wanted.folder.path, log: () => log, stop, [Symbol.asyncDispose]: stop };
}
