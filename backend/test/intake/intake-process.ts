import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import type { IntakeStatus } from '../../src/app/intake/intake-options.ts';
import type { ChildOptions, StepsAnswer } from './intake-child.ts';

/** An intake in a process of its own. */
export class IntakeProcess implements AsyncDisposable {
  readonly url: string;
  /** Why nothing could be stored when it started. */
  readonly fault: string | null;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, port: number, fault: string | null) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.fault = fault;
  }

  /**
   * `mostFileBytes` lets no file grow larger, which is what a full disk is to a program: its writes fail. It works for any
   * user, and the limit is gone with the next process.
   */
  static async start(options: ChildOptions, mostFileBytes?: number): Promise<IntakeProcess> {
    const program = [process.execPath, '--disable-warning=ExperimentalWarning', path.resolve(import.meta.dirname, 'intake-child.ts'), JSON.stringify(options)];
    const limited = mostFileBytes === undefined ? program : ['/bin/sh', '-c', `trap '' XFSZ; ulimit -f ${Math.floor(mostFileBytes / 512)}; exec "$@"`, 'sh', ...program];
    const child = spawn(limited[0], limited.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (text: Buffer) => resolve(text.toString()));
      child.once('exit', (code, signal) => reject(new Error(`the intake ended at its start (${code ?? signal}): ${errors}`)));
    });
    const { port, fault } = JSON.parse(line) as { port: number; fault: string | null };
    return new IntakeProcess(child, port, fault);
  }

  /** The answer to one body; null when the process died before it answered. */
  async push(series: readonly PushedSeries[]): Promise<{ readonly status: number; readonly text: string; readonly written: number } | null> {
    try {
      const response = await fetch(`${this.url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: encodeWriteRequest(series) });
      const written = Number(response.headers.get('x-prometheus-remote-write-samples-written'));
      return { status: response.status, text: await response.text(), written };
    } catch {
      return null;
    }
  }

  async steps(from: number, to: number, stepMs: number): Promise<StepsAnswer> {
    const response = await fetch(`${this.url}/steps?from=${from}&to=${to}&stepMs=${stepMs}`);
    if (!response.ok) throw new Error(`steps could not be read: ${response.status} ${await response.text()}`);
    return (await response.json()) as StepsAnswer;
  }

  async status(): Promise<IntakeStatus> {
    return (await (await fetch(`${this.url}/status`)).json()) as IntakeStatus;
  }

  /** Tries to fold the log into the file; null when the process died meanwhile. */
  async post(route: string): Promise<Response | null> {
    try {
      return await fetch(`${this.url}${route}`, { method: 'POST' });
    } catch {
      return null;
    }
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  private ended(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.ended();
    clearTimeout(late);
  }
}
