import type { MessagePort } from 'node:worker_threads';
import type { WriteOutcome } from '../../domain/intake/write-outcome.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { BodyStore } from '../http/remote-write-route.ts';
import type { IntakeClient, TransferredBody } from '../workers/intake-client.ts';
import { IntakeGone } from '../workers/intake-port.ts';
import { restartDelayMs, shortLivesAfter } from './restart-delay.ts';

/** What is asked of the intake's thread. */
export type IntakeThread = Pick<IntakeClient, 'write' | 'status' | 'retire' | 'checkpoint' | 'copyTo' | 'connect' | 'close' | 'ended'>;

export interface IntakeSupervisorPorts {
  /** Starts a thread and has it open the store; whether that can store anything yet is in its status. */
  readonly startThread: (nowMs: number) => Promise<IntakeThread>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told each time that the thread ends by itself. */
  readonly onEnd: () => void;
}

/** The intake's thread, started again after a while whenever it ends by itself. Meanwhile pushes are turned away, never taken and lost. */
export class IntakeSupervisor implements BodyStore {
  private readonly ports: IntakeSupervisorPorts;
  private readonly stopping = new AbortController();
  private readonly restarted: Array<(port: MessagePort) => void> = [];
  private client: IntakeThread | null = null;
  private shortLives = 0;
  private trouble: string | null = null;

  private constructor(ports: IntakeSupervisorPorts) {
    this.ports = ports;
  }

  /** Resolves when the first start has been tried, whatever came of it. */
  static async start(ports: IntakeSupervisorPorts): Promise<IntakeSupervisor> {
    const supervisor = new IntakeSupervisor(ports);
    await supervisor.startThread();
    return supervisor;
  }

  /** Why there is no thread at the moment; null when there is one. */
  get fault(): string | null {
    return this.trouble;
  }

  /** The thread at work; null while there is none. */
  get thread(): IntakeThread | null {
    return this.client;
  }

  /** Whoever reads is handed a port to each thread that follows one that ended. */
  onRestart(receive: (port: MessagePort) => void): void {
    this.restarted.push(receive);
  }

  async write(pushed: TransferredBody): Promise<WriteOutcome> {
    const down = (): WriteOutcome => ({ kind: 'intake-down', message: `${this.trouble ?? "The intake's thread has ended."} Nothing was stored; send it again.` });
    if (this.client === null) return down();
    try {
      return await this.client.write(pushed);
    } catch (cause) {
      if (cause instanceof IntakeGone) return down();
      throw cause;
    }
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.client?.close();
  }

  private async startThread(): Promise<void> {
    const { clock, log } = this.ports;
    const bornMs = clock.now();
    try {
      const client = await this.ports.startThread(bornMs);
      this.client = client;
      this.trouble = null;
      void client.ended.then((error) => this.buryAndRestart(error, bornMs));
    } catch (error) {
      log.error({ err: error }, "the intake's thread could not be started");
      void this.buryAndRestart(error instanceof Error ? error : new Error(String(error)), bornMs);
    }
  }

  private async buryAndRestart(error: Error | null, bornMs: number): Promise<void> {
    const { clock, log, onEnd } = this.ports;
    this.client = null;
    if (this.stopping.signal.aborted) return;
    this.shortLives = shortLivesAfter(this.shortLives, clock.now() - bornMs);
    const delayMs = restartDelayMs(this.shortLives);
    this.trouble = `The intake's thread has ended (${error?.message ?? 'no error was told'}) and is started again within ${delayMs / 1000} s.`;
    onEnd();
    log.error({ err: error, delayMs }, 'intake ended by itself; it is started again');
    await clock.waitUntil(clock.now() + delayMs, this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    await this.startThread();
    await this.reconnect();
  }

  private async reconnect(): Promise<void> {
    try {
      for (const receive of this.restarted) if (this.client !== null) receive(await this.client.connect());
    } catch (cause) {
      // It ended once more; the next start hands out ports again.
      if (!(cause instanceof IntakeGone)) throw cause;
    }
  }
}
