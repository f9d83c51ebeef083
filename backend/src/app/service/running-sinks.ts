import type { MessagePort } from 'node:worker_threads';
import type { SinkStatus as ContractSinkStatus } from '@fleetcast/contract';
import type { WatchedFigure } from '../../domain/export/health-gauges.ts';
import type { WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Published } from '../answers/published.ts';
import { readPage, type PageReading } from '../sinks/page-reading.ts';
import type { SinkStatus } from '../sinks/prediction-sink.ts';
import type { FromSinks, SinkThread } from '../workers/sink-thread.ts';
import { LastingThread } from './lasting-thread.ts';

/** What is asked of the sinks' thread. */
type Thread = Pick<SinkThread, 'tell' | 'openPage' | 'stop' | 'ended'>;

export interface RunningSinksPorts {
  readonly startThread: (onStatus: (status: FromSinks) => void) => Thread;
  readonly clock: Clock;
  readonly metrics: Pick<ServiceMetrics, 'sinkUp' | 'sinkSeries' | 'sinkSamplesWritten' | 'sinkBatchesWaiting' | 'sinkBatchesDropped' | 'sinkCurvesDropped' | 'workerFailures'>;
  readonly log: Logger;
}

/** Readers of the page at once: each holds the whole page in memory until it has read it. */
const mostReaders = 4;

/** The sinks' thread, started again after a while whenever it ends by itself, and told anew what is said. */
export class RunningSinks {
  private readonly ports: RunningSinksPorts;
  private readonly thread: LastingThread<Thread>;
  private toldDirectory = '';
  private published: Published | null = null;
  private open: readonly Warning[] | null = null;
  private reasons: WarningReasons | null = null;
  private figures: readonly WatchedFigure[] = [];
  private latest: FromSinks = { kind: 'status', sinks: [], faults: [] };
  private readers = 0;
  private readonly refused = new Set<string>();

  constructor(ports: RunningSinksPorts) {
    this.ports = ports;
    const { startThread, metrics, clock, log } = ports;
    this.thread = new LastingThread<Thread>({
      whose: "the sinks'",
      startThread: () => startThread((status) => this.take(status)),
      onStart: (thread) => this.tellAnew(thread),
      onEnd: () => metrics.workerFailures.inc({ worker: 'sinks' }),
      clock,
      log,
    });
    this.thread.start();
  }

  /** What is wrong with the sinks, in plain words. */
  get warnings(): readonly string[] {
    return [...(this.thread.fault === null ? [] : [this.thread.fault]), ...this.latest.faults, ...this.latest.sinks.flatMap(wordsOf)];
  }

  /** How each sink fares. */
  get statuses(): readonly ContractSinkStatus[] {
    return this.latest.sinks.map(({ name, state, series, samplesWritten, batchesWaiting, batchesDropped, message, curvesMessage }) => (
      { name, state, series, samplesWritten, batchesWaiting, batchesDropped, message: message ?? curvesMessage }
    ));
  }

  publish(published: Published): void {
    this.published = published;
    this.tellForecasts(published);
  }

  /** The warnings that are open after the newest snapshot was judged; with them it is written. */
  judged(open: readonly Warning[]): void {
    this.open = open;
    this.thread.current?.tell({ kind: 'warnings', open });
  }

  /** Why the warnings that are open were given; told with the next writing. */
  explained(reasons: WarningReasons): void {
    this.reasons = reasons;
    this.thread.current?.tell({ kind: 'reasons', reasons });
  }

  /** How the models fare; repeated until it is told anew. */
  watched(figures: readonly WatchedFigure[]): void {
    this.figures = figures;
    this.thread.current?.tell({ kind: 'figures', figures });
  }

  /** The page that is scraped, for one reader. */
  async page(gzip: boolean, signal: AbortSignal): Promise<PageReading> {
    const unavailable = (message: string): PageReading => ({ kind: 'unavailable', message });
    const { current, fault } = this.thread;
    if (current === null) return unavailable(fault ?? "The sinks' thread is being started.");
    if (this.readers >= mostReaders) return unavailable(`${mostReaders} readers are at the page already; try again in a moment.`);
    const port: MessagePort = current.openPage(gzip);
    this.readers += 1;
    port.once('close', () => (this.readers -= 1));
    return readPage(port, signal);
  }

  async stop(): Promise<void> {
    this.thread.stopRestarting();
    await this.thread.current?.stop();
  }

  /** A thread that begins knows nothing. */
  private tellAnew(thread: Thread): void {
    this.toldDirectory = '';
    if (this.reasons !== null) thread.tell({ kind: 'reasons', reasons: this.reasons });
    thread.tell({ kind: 'figures', figures: this.figures });
    if (this.published !== null) this.tellForecasts(this.published);
    if (this.open !== null) thread.tell({ kind: 'warnings', open: this.open });
  }

  private tellForecasts({ snapshot, index: { directory } }: Published): void {
    if (directory.directoryId !== this.toldDirectory) this.thread.current?.tell({ kind: 'directory', directory });
    this.toldDirectory = directory.directoryId;
    this.thread.current?.tell({ kind: 'snapshot', snapshot });
  }

  private take(status: FromSinks): void {
    const { metrics, log } = this.ports;
    this.latest = status;
    for (const { name, state, series, samplesWritten, batchesWaiting, batchesDropped, curvesDropped, message } of status.sinks) {
      metrics.sinkUp.set({ sink: name }, Number(state === 'up'));
      metrics.sinkSeries.set({ sink: name }, series);
      metrics.sinkSamplesWritten.set({ sink: name }, samplesWritten);
      metrics.sinkBatchesWaiting.set({ sink: name }, batchesWaiting);
      metrics.sinkBatchesDropped.set({ sink: name }, batchesDropped);
      metrics.sinkCurvesDropped.set({ sink: name }, curvesDropped);
      if (state === 'refused' && !this.refused.has(name)) log.error({ sink: name, message }, 'the sink is refused');
      if (state === 'refused') this.refused.add(name);
      else this.refused.delete(name);
    }
  }
}

function wordsOf({ name, state, message, batchesWaiting, batchesDropped, curvesMessage }: SinkStatus): readonly string[] {
  const given = batchesDropped === 0 ? '' : ` ${batchesDropped} minutes of predictions were given up since its start.`;
  if (state === 'refused') return [message ?? ''];
  if (message !== null) return [`Sink ${name}: ${message} ${batchesWaiting} minutes of predictions wait.${given}`];
  return [...(given === '' ? [] : [`Sink ${name}:${given}`]), ...(curvesMessage === null ? [] : [`Sink ${name}: ${curvesMessage}`])];
}
