import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

const main = path.join(import.meta.dirname, 'main.ts');
const startWithinMs = 120_000;

interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** Pino's number for warnings. */
const warnLevel = 40;

/** The service in a process of its own, its clock in our hands. */
export class DrivenService {
  readonly url: string;
  readonly dataFolder: string;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  /** Warnings and errors that it logged, newest last. */
  readonly troubles: string[];
  private readonly child: ChildProcess;
  private readonly cycles: { count: number; waiting: Set<() => void> };

  private constructor(child: ChildProcess, folder: string, url: string, troubles: string[], cycles: { count: number; waiting: Set<() => void> }, exited: Promise<number | NodeJS.Signals | null>) {
    this.child = child;
    this.dataFolder = path.join(folder, 'data');
    this.url = url;
    this.troubles = troubles;
    this.cycles = cycles;
    this.exited = exited;
  }

  /** Resolves once it listens. `settings` become its fleetcast.yaml. */
  static async start(folder: string, settings: object, nowMs: number): Promise<DrivenService> {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'fleetcast.yaml');
    writeFileSync(file, stringify({ listen: { port: 0 }, dataFolder: 'data', simulated: true, ...settings }));
    const child = fork(main, [file, String(nowMs)], { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const exited = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    const troubles: string[] = [];
    const cycles = { count: 0, waiting: new Set<() => void>() };
    const url = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the service did not listen within ${startWithinMs / 1000} s: ${troubles.join('\n')}`)), startWithinMs);
      createInterface({ input: child.stderr! }).on('line', (line) => {
        const entry: LogLine = line.startsWith('{') ? (JSON.parse(line) as LogLine) : { level: warnLevel, msg: line };
        if (entry.msg === 'cycle published') {
          cycles.count++;
          for (const resolveOne of cycles.waiting) resolveOne();
          cycles.waiting.clear();
        } else if (entry.msg === 'Fleetcast is listening') {
          clearTimeout(late);
          resolve(String(entry.url));
        } else if (entry.level >= warnLevel) troubles.push(line);
      });
      void exited.then((end) => {
        clearTimeout(late);
        reject(new Error(`the service ended with ${end}: ${troubles.slice(-20).join('\n')}`));
      });
    });
    return new DrivenService(child, folder, url, troubles, cycles, exited);
  }

  get pid(): number {
    return this.child.pid!;
  }

  get publishedCycles(): number {
    return this.cycles.count;
  }

  setNow(nowMs: number): void {
    this.child.send(nowMs);
  }

  /** Resolves with true once more than `count` cycles have been published, with false when the time is over before. */
  async published(count: number, withinMs: number): Promise<boolean> {
    const endMs = performance.now() + withinMs;
    while (this.cycles.count <= count) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, leftMs);
        this.cycles.waiting.add(() => {
          clearTimeout(late);
          resolve();
        });
      });
    }
    return true;
  }

  /** Resident memory of the service alone, in MiB; its training runs in another process. */
  residentMiB(): number {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))!;
    return Number(kib) / 1024;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<number | NodeJS.Signals | null> {
    this.kill('SIGTERM');
    return this.exited;
  }
}
