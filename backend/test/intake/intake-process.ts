import path from 'node:path';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import type { IntakeStatus } from '../../src/app/intake/intake-options.ts';
import { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { nodeCommand } from '../../../tools/processes/service-process.ts';
import type { ChildOptions, StepsAnswer } from './intake-child.ts';

const program = path.resolve(import.meta.dirname, 'intake-child.ts');

/** An intake in a process of its own. */
export class IntakeProcess implements AsyncDisposable {
  private readonly process: ListeningProcess;

  private constructor(process: ListeningProcess) {
    this.process = process;
  }

  get url(): string {
    return this.process.url;
  }

  /** Why nothing could be stored when it started; null when the store opened. */
  get openingFault(): string | null {
    return this.process.started.fault as string | null;
  }

  get pid(): number {
    return this.process.pid;
  }

  /**
   * `mostFileBytes` lets no file grow larger, which is what a full disk is to a program: its writes fail. It works for any
   * user, and the limit is gone with the next process.
   */
  static async start(options: ChildOptions, mostFileBytes?: number): Promise<IntakeProcess> {
    const command = [...nodeCommand, program, JSON.stringify(options)];
    const limited = mostFileBytes === undefined ? command : ['/bin/sh', '-c', `trap '' XFSZ; ulimit -f ${Math.floor(mostFileBytes / 512)}; exec "$@"`, 'sh', ...command];
    return new IntakeProcess(await ListeningProcess.start(limited));
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
    this.process.kill('SIGKILL');
    await this.process.exited;
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
