import path from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { RequestHandler } from 'express';
import { pushPresets } from '../../domain/catalog/rules/presets.ts';
import type { PushRuleSet } from '../../domain/catalog/rules/push-rule.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Config } from '../config/config.ts';
import { tokenOf } from '../http/intake-gate.ts';
import { remoteWriteRoute } from '../http/remote-write-route.ts';
import { intakeDefaults, type IntakeOptions, type IntakeStatus } from '../intake/intake-options.ts';
import { IntakeClient } from '../workers/intake-client.ts';
import { unlessGone } from '../workers/intake-port.ts';
import { IntakeSupervisor } from './intake-supervisor.ts';

/** How often what is out of retention is dropped, and how often the intake is asked how it is. */
const retireEveryMs = 3_600_000;
const statusEveryMs = 15_000;

export function intakeOptions(config: Config): IntakeOptions {
  const { retentionDays, mostGigabytes, seriesPerToken } = config.intake;
  return {
    ...intakeDefaults,
    folder: path.join(config.dataFolder, 'samples'),
    retentionDays,
    mostBytes: Math.round(mostGigabytes * 2 ** 30),
    mostSeriesPerToken: seriesPerToken,
    defaultRegion: config.region.name,
  };
}

/** The intake at work: its route, its housekeeping, and what is to be said about it. */
export class RunningIntake {
  readonly route: RequestHandler;
  private readonly supervisor: IntakeSupervisor;
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly stopping = new AbortController();
  private status: IntakeStatus | null = null;

  private constructor(supervisor: IntakeSupervisor, config: Config, clock: Clock, log: Logger) {
    this.supervisor = supervisor;
    this.clock = clock;
    this.log = log;
    this.route = remoteWriteRoute(supervisor, { mostBodyBytes: Math.round(config.intake.mostBodyMegabytes * 2 ** 20), now: clock.now, tokenOf });
  }

  static async start(config: Config, clock: Clock, log: Logger, metrics: ServiceMetrics): Promise<RunningIntake> {
    const rules = [...(config.intake.rules as readonly PushRuleSet[]), ...pushPresets];
    const supervisor = await IntakeSupervisor.start({
      startThread: async (nowMs) => (await IntakeClient.start(intakeOptions(config), rules, nowMs)).client,
      clock,
      log,
      onEnd: () => metrics.workerFailures.inc({ worker: 'intake' }),
    });
    const intake = new RunningIntake(supervisor, config, clock, log);
    void intake.repeat(retireEveryMs, () => intake.retire());
    void intake.repeat(statusEveryMs, () => intake.ask());
    return intake;
  }

  /** What is wrong or set aside, in plain words. */
  get warnings(): readonly string[] {
    const setAside = this.status?.setAside.map((file) => `The sample file ${file} could not be read and was set aside; a new one was begun.`) ?? [];
    const unwanted = this.status?.unwantedByName ?? [];
    const names = unwanted.slice(0, 5).map(({ name }) => name).join(', ');
    const dropped = unwanted.length === 0 ? [] : [`No rule uses ${unwanted.length} of the series names that are pushed (${names}${unwanted.length > 5 ? ', ...' : ''}); they are counted and dropped.`];
    const fault = this.supervisor.fault ?? this.status?.message;
    return [...(fault === null || fault === undefined ? [] : [fault]), ...setAside, ...dropped];
  }

  /** A port for the cycle's thread to read through; null while the intake's thread is down. */
  connect(): Promise<MessagePort | null> {
    return unlessGone(this.supervisor.thread?.connect());
  }

  /** The cycle's thread reads through another port after each restart of the intake's. */
  onRestart(receive: (port: MessagePort) => void): void {
    this.supervisor.onRestart(receive);
  }

  /** Copies what is stored into a new DuckDB file while writes go on; says what went wrong, or null. */
  async copyTo(file: string): Promise<string | null> {
    const { thread, fault } = this.supervisor;
    return thread === null ? fault : thread.copyTo(file);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.supervisor.close();
  }

  private async repeat(everyMs: number, action: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await action();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.log.error({ err: error }, 'housekeeping of the intake failed');
      }
      await this.clock.waitUntil(this.clock.now() + everyMs, this.stopping.signal);
    }
  }

  private async ask(): Promise<void> {
    this.status = await unlessGone(this.supervisor.thread?.status());
  }

  private async retire(): Promise<void> {
    const message = await unlessGone(this.supervisor.thread?.retire(this.clock.now()));
    if (message !== null) this.log.warn({ message }, 'retention was not applied');
  }
}
