import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A line of a program's log; one that is no JSON has its text as `msg` and the level of a warning. */
export interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  /** The whole environment of the program besides PATH, HOME and where Node keeps what it compiled. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its log is appended to this file too. */
  readonly logFile?: string;
  /** A process group of its own: Ctrl-C in the terminal does not reach it. */
  readonly detached?: boolean;
  /** Opens a channel for `send`. */
  readonly channel?: boolean;
  readonly startWithinMs?: number;
  /** Ends the start; whoever started it ends the running program. */
  readonly signal?: AbortSignal;
  readonly onLine?: (line: LogLine) => void;
}

/** Pino's number for warnings. */
export const warnLevel = 40;

/** For machines that are busy with other things; a program that cannot start ends at once and says why. */
const startWithinMs = 240_000;
const stopWithinMs = 60_000;
/** Of a long life only the newest lines are kept. */
const mostLinesKept = 5_000;
const listening = 'Fleetcast is listening';

/** A program of ours in a process of its own, started until it logs that it listens and where. */
export class ListeningProcess {
  readonly url: string;
  /** The line that said so, with what else it told. */
  readonly started: LogLine;
  readonly log: readonly LogLine[];
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, started: LogLine, log: readonly LogLine[], exited: Promise<Exit>) {
    this.child = child;
    this.started = started;
    this.url = String(started.url);
    this.log = log;
    this.exited = exited;
  }

  /** Rejects with what the program wrote when it ends before it listens, or takes too long. */
  static async start([program, ...args]: readonly string[], options: StartOptions = {}): Promise<ListeningProcess> {
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...options.environment },
      detached: options.detached ?? false,
      stdio: ['ignore', 'ignore', 'pipe', ...(options.channel === true ? ['ipc' as const] : [])],
    });
    const errors = child.stderr!;
    if (options.logFile !== undefined) errors.pipe(createWriteStream(options.logFile, { flags: 'a' }));
    const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const log: LogLine[] = [];
    const stop = () => child.kill('SIGTERM');
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      const started = await new Promise<LogLine>((resolve, reject) => {
        const fail = (how: string) => reject(new Error(`${how}:\n${log.slice(-200).map(textOf).join('\n')}`));
        const withinMs = options.startWithinMs ?? startWithinMs;
        const late = setTimeout(() => {
          child.kill('SIGKILL');
          fail(`the program did not listen within ${withinMs / 1000} s`);
        }, withinMs);
        createInterface({ input: errors }).on('line', (text) => {
          const line = readLine(text);
          log.push(line);
          if (log.length > mostLinesKept) log.shift();
          options.onLine?.(line);
          if (line.msg !== listening) return;
          clearTimeout(late);
          resolve(line);
        });
        child.once('error', reject);
        void exited.then((exit) => {
          clearTimeout(late);
          fail(`the program ended with ${describeExit(exit)} before it listened`);
        });
      });
      return new ListeningProcess(child, started, log, exited);
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  send(message: string | number | object): void {
    this.child.send(message);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** SIGTERM, and SIGKILL when that was not enough; resolves with how it ended. */
  async stop(): Promise<Exit> {
    this.kill('SIGTERM');
    const late = setTimeout(() => this.kill('SIGKILL'), stopWithinMs);
    const exit = await this.exited;
    clearTimeout(late);
    return exit;
  }
}

export function describeExit({ code, signal }: Exit): string {
  return code === null ? `signal ${signal}` : `code ${code}`;
}

function readLine(text: string): LogLine {
  return text.startsWith('{') ? (JSON.parse(text) as LogLine) : { level: warnLevel, msg: text };
}

export function textOf(line: LogLine): string {
  return Object.keys(line).length === 2 && line.msg !== undefined ? line.msg : JSON.stringify(line);
}
