import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Exit, type LogLine, ListeningProcess, textOf, warnLevel } from '../../../tools/processes/listening-process.ts';
import { nodeCommand, writeServiceSettings } from '../../../tools/processes/service-process.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const startWithinMs = 120_000;

/** What the service's log has told so far. */
class HeardLog {
  /** Warnings and errors, newest last. */
  readonly troubles: string[] = [];
  publishedCycles = 0;
  readonly waiting = new Set<() => void>();

  readonly take = (line: LogLine): void => {
    if (line.msg === 'cycle published') {
      this.publishedCycles++;
      for (const resolveOne of this.waiting) resolveOne();
      this.waiting.clear();
    } else if (line.level >= warnLevel) this.troubles.push(textOf(line));
  };
}

/** The service in a process of its own, its clock in our hands. */
export class DrivenService {
  readonly dataFolder: string;
  private readonly process: ListeningProcess;
  private readonly heard: HeardLog;

  private constructor(process: ListeningProcess, folder: string, heard: HeardLog) {
    this.process = process;
    this.dataFolder = path.join(folder, 'data');
    this.heard = heard;
  }

  /** Resolves once it listens. `settings` become its fleetcast.yaml. */
  static async start(folder: string, settings: object, nowMs: number): Promise<DrivenService> {
    const file = writeServiceSettings(folder, { simulated: true, ...settings });
    const heard = new HeardLog();
    const started = await ListeningProcess.start([...nodeCommand, main, file, String(nowMs)], { channel: true, startWithinMs, onLine: heard.take });
    return new DrivenService(started, folder, heard);
  }

  get url(): string {
    return this.process.url;
  }

  get pid(): number {
    return this.process.pid;
  }

  get exited(): Promise<Exit> {
    return this.process.exited;
  }

  /** Warnings and errors that it logged, newest last. */
  get troubles(): readonly string[] {
    return this.heard.troubles;
  }

  get publishedCycles(): number {
    return this.heard.publishedCycles;
  }

  setNow(nowMs: number): void {
    this.process.send(nowMs);
  }

  /** Resolves with true once more than `count` cycles have been published, with false when the time is over before. */
  async published(count: number, withinMs: number): Promise<boolean> {
    const endMs = performance.now() + withinMs;
    while (this.publishedCycles <= count) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, leftMs);
        this.heard.waiting.add(() => {
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
    this.process.kill(signal);
  }

  stop(): Promise<Exit> {
    return this.process.stop();
  }
}
