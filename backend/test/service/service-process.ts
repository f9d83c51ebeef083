/** `fleetcast serve` as a process of its own, with its own folder, on a free port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const startWithinMs = 60_000;

export interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ServiceProcess {
  readonly url: string;
  readonly log: LogLine[];
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string, log: LogLine[], exited: Promise<Exit>) {
    this.child = child;
    this.url = url;
    this.log = log;
    this.exited = exited;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves once the service listens; rejects with what it wrote when it ends before. `settings` become its fleetcast.yaml. */
  static async start(folder: string, settings: object, environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'fleetcast.yaml');
    writeFileSync(file, stringify({ listen: { port: 0 }, dataFolder: 'data', ...settings }));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'serve', '--config', file], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const log: LogLine[] = [];
    const raw: string[] = [];
    const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const url = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the service did not listen within ${startWithinMs / 1000} s:\n${raw.join('\n')}`));
      }, startWithinMs);
      createInterface({ input: child.stderr }).on('line', (line) => {
        raw.push(line);
        if (!line.startsWith('{')) return;
        const entry = JSON.parse(line) as LogLine;
        log.push(entry);
        if (entry.msg === 'Fleetcast is listening') {
          clearTimeout(late);
          resolve(String(entry.url));
        }
      });
      void exited.then(({ code, signal }) => {
        clearTimeout(late);
        reject(new Error(`the service ended with ${code ?? signal} before it listened:\n${raw.join('\n')}`));
      });
    });
    return new ServiceProcess(child, url, log, exited);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** SIGTERM, then the exit. */
  async stop(): Promise<Exit> {
    this.kill('SIGTERM');
    return this.exited;
  }
}
