import type { MessagePort } from 'node:worker_threads';
import type { CalendarEvent } from '@fleetcast/contract';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import { runCycles, type CycleTimetable } from '../cycle/cycle-schedule.ts';
import type { CycleOutcome, ModelsInUse } from '../cycle/ports.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import type { ArchiveOutcome } from '../workers/cycle-messages.ts';
import type { CycleNews, CycleThread } from '../workers/cycle-thread.ts';
import { seriesCounts } from './service-status.ts';

export interface SupervisorPorts {
  readonly startThread: (models: ModelsInUse, onNews: (news: CycleNews) => void, onEnd: (error: Error | null) => void) => Promise<CycleThread>;
  readonly fleet: PublishedFleet;
  readonly timetable: CycleTimetable;
  /** Told after every cycle that published something. */
  readonly onPublished?: () => void;
  readonly clock: Clock;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

/** Keeps cycles going: runs them on time, takes in what they publish, and starts the thread again should it end by itself. */
export class CycleSupervisor {
  private readonly ports: SupervisorPorts;
  private readonly stopping = new AbortController();
  private thread: CycleThread | null = null;
  private models: ModelsInUse;
  private cycling: Promise<void> = Promise.resolve();
  private snapshotWarning: string | null = null;
  private readonly degraded = new Set<string>();
  private published = false;

  /** `models` are used from the first cycle on. */
  constructor(ports: SupervisorPorts, models: ModelsInUse) {
    this.ports = ports;
    this.models = models;
  }

  get hasPublished(): boolean {
    return this.published;
  }

  get warnings(): readonly string[] {
    return [...(this.snapshotWarning === null ? [] : [this.snapshotWarning]), ...this.degraded];
  }

  start(): void {
    const { timetable, clock } = this.ports;
    this.cycling = runCycles(timetable, clock, (nowMs) => this.runOnce(nowMs), this.stopping.signal);
  }

  /** From the next cycle on these models are used: all of them in one cycle, none of them in the one before. */
  useModels(models: ModelsInUse): void {
    this.models = models;
    this.thread?.useModels(models);
  }

  /** The intake was started anew; from now on it is read through this port. */
  useIntake(port: MessagePort): void {
    if (this.thread === null) port.close();
    else this.thread.useIntake(port);
  }

  /** The ledger was started anew; from now on it is handed what is said through this port. */
  useLedger(port: MessagePort): void {
    if (this.thread === null) port.close();
    else this.thread.useLedger(port);
  }

  /** From the next cycle on these are the known events; a thread that starts later is given them by whoever starts it. */
  useCalendar(events: readonly CalendarEvent[]): void {
    this.thread?.useCalendar(events);
  }

  /** Null: there is nothing to look at yet. */
  examine(nowMs: number): Promise<FleetExamination | null> {
    return this.thread?.examine(nowMs) ?? Promise.resolve(null);
  }

  archive(file: string, mostSeries: number, days: number): Promise<ArchiveOutcome> {
    return this.thread?.archive(file, mostSeries, days) ?? Promise.resolve({ kind: 'not-archived', message: 'no cycle has run yet' });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.thread?.stop();
    await this.cycling;
    // The end may have come while the thread was being started.
    await this.thread?.stop();
  }

  private async runOnce(nowMs: number): Promise<CycleOutcome> {
    const { metrics, log, fleet } = this.ports;
    this.thread ??= await this.startThread();
    if (this.stopping.signal.aborted) return { kind: 'stopped' };
    const startedAt = performance.now();
    const outcome = await this.thread.runOnce(nowMs);
    metrics.cycles.inc({ outcome: outcome.kind });
    switch (outcome.kind) {
      case 'published': {
        this.published = true;
        this.ports.onPublished?.();
        metrics.cycleSeconds.observe({ part: 'whole' }, (performance.now() - startedAt) / 1000);
        metrics.cycleSeconds.observe({ part: 'read' }, outcome.timings.readMs / 1000);
        metrics.cycleSeconds.observe({ part: 'forecast' }, outcome.timings.forecastMs / 1000);
        metrics.cycleSeconds.observe({ part: 'publish' }, outcome.timings.publishMs / 1000);
        const counts = seriesCounts(fleet.current()?.snapshot ?? null);
        for (const speaker of ['byModel', 'byFloor', 'learning', 'stale'] as const) metrics.seriesServed.set({ speaker }, counts[speaker]);
        log.info({ snapshotId: outcome.snapshotId, servers: outcome.servers, series: outcome.series, ...rounded(outcome.timings) }, 'cycle published');
        return outcome;
      }
      case 'failed':
        if (!this.stopping.signal.aborted) log.error({ message: outcome.message, stack: outcome.stack }, 'cycle failed');
        return this.stopping.signal.aborted ? { kind: 'stopped' } : { kind: 'no-data', message: outcome.message };
      case 'source-down':
      case 'no-data':
        log.warn({ message: outcome.message, sources: fleet.report?.sources.map(({ name, message }) => ({ name, message })) }, 'cycle brought nothing');
        return outcome;
      case 'already-done':
      case 'stopped':
        return outcome;
    }
  }

  private async startThread(): Promise<CycleThread> {
    const { startThread, metrics, log } = this.ports;
    const thread = await startThread(
      this.models,
      (news) => this.take(news),
      (error) => {
        if (this.thread === thread) this.thread = null;
        if (this.stopping.signal.aborted) return;
        metrics.workerFailures.inc({ worker: 'cycle' });
        log.error({ err: error }, "the cycle's thread ended by itself; the next cycle starts a new one");
      },
    );
    return thread;
  }

  private take(news: CycleNews): void {
    const { fleet, metrics, log } = this.ports;
    switch (news.kind) {
      case 'report':
        fleet.receiveReport(news.report);
        for (const { name, kind, state } of news.report.sources) metrics.sourceUp.set({ source: name, kind }, Number(state === 'up'));
        break;
      case 'directory':
        fleet.receiveDirectory(news.directory);
        break;
      case 'snapshot':
        fleet.receiveSnapshot(news.snapshot);
        break;
      case 'tiers':
        fleet.receiveTiers(news.tiers);
        break;
      case 'windows':
        fleet.receiveWindows(news.windows);
        break;
      case 'saved':
        this.snapshotWarning = null;
        break;
      case 'degraded':
        this.degraded.add(news.message);
        log.warn({ message: news.message }, 'degraded');
        break;
      case 'not-saved':
        this.snapshotWarning = news.message;
        log.error({ message: news.message }, 'snapshot not saved');
        break;
    }
  }
}

function rounded(timings: { readonly readMs: number; readonly forecastMs: number; readonly publishMs: number }) {
  return { readMs: Math.round(timings.readMs), forecastMs: Math.round(timings.forecastMs), publishMs: Math.round(timings.publishMs) };
}
