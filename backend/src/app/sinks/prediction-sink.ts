import { setTimeout as delay } from 'node:timers/promises';
import { gaugeKey, type Gauge, type NameStyle } from '../../domain/export/gauge.ts';
import { healthGauges, type WatchedFigure } from '../../domain/export/health-gauges.ts';
import { predictionGauges } from '../../domain/export/prediction-gauges.ts';
import { endedForMs, warningGauges, type EndedWarning, type WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { GaugeBatch, GaugeWriteOutcome } from '../../io/remote-write/gauge-writer.ts';

/** Who takes the gauges. */
export interface BatchWriter {
  write(batch: GaugeBatch, signal: AbortSignal): Promise<GaugeWriteOutcome>;
}

export interface PredictionSinkOptions {
  readonly name: string;
  readonly nameStyle: NameStyle;
  /** Of the service: its sign of life carries it. */
  readonly region: string;
  /** More series than this are not written at all, and it says how many there would be. */
  readonly mostSeries: number;
  readonly writer: BatchWriter;
  readonly now: () => number;
}

export interface SinkStatus {
  readonly name: string;
  readonly state: 'waiting' | 'up' | 'down' | 'refused';
  readonly samplesWritten: number;
  /** Batches given up because too many waited, or because the other side will never take them. */
  readonly batchesDropped: number;
  readonly message: string | null;
}

/** Batches that wait for a sink that is down; each is a minute, and the newest ones say the most. */
const mostWaiting = 10;
const retry = { firstMs: 1_000, longestMs: 60_000 } as const;

/** What is said of the fleet at a moment. */
export interface SaidNow {
  readonly snapshot: FleetSnapshot;
  readonly directory: ServerDirectory;
  /** Warnings that are not cleared. */
  readonly open: readonly Warning[];
  readonly reasons: WarningReasons;
  /** Figures of model health; none while nothing has been judged. */
  readonly figures: readonly WatchedFigure[];
}

/**
 * Repeats what is said last, every minute, with its true age. A series that is said no more ends with a staleness marker; a
 * warning is told to be 0 for a quarter of an hour before. Whoever is down gets the last ten minutes once it is back.
 */
export class PredictionSink {
  private readonly options: PredictionSinkOptions;
  private readonly waiting: GaugeBatch[] = [];
  private readonly stopping = new AbortController();
  private said = new Map<string, Pick<Gauge, 'name' | 'labels'>>();
  private open = new Map<string, Warning>();
  private ended: EndedWarning[] = [];
  private sending: Promise<void> | null = null;
  private current: SinkStatus;

  constructor(options: PredictionSinkOptions) {
    this.options = options;
    this.current = { name: options.name, state: 'waiting', samplesWritten: 0, batchesDropped: 0, message: null };
  }

  get status(): SinkStatus {
    return this.current;
  }

  /** Takes what is said now and returns at once; nobody waits for the other side. */
  tell(now: SaidNow): void {
    const { nameStyle, region, mostSeries, now: clock } = this.options;
    const atMs = clock();
    this.follow(now.open, atMs);
    const gauges = [...predictionGauges(now.snapshot, now.directory.servers, nameStyle, atMs), ...warningGauges(now.open, this.ended, now.reasons, atMs), ...healthGauges(now.figures, region, atMs)];
    if (gauges.length > mostSeries) {
      this.current = { ...this.current, state: 'refused', message: `The sink ${this.options.name} would write ${gauges.length} series; its limit is ${mostSeries}: raise sinks.mostSeries, or watch fewer metrics. Nothing is written.` };
      return;
    }
    const saidNow = new Map(gauges.map((gauge) => [gaugeKey(gauge), gauge]));
    const ending = [...this.said].filter(([key]) => !saidNow.has(key)).map(([, { name, labels }]) => ({ name, labels }));
    this.said = saidNow;
    this.waiting.push({ atMs, gauges, ending });
    while (this.waiting.length > mostWaiting) this.drop();
    this.sending ??= this.send().finally(() => {
      this.sending = null;
    });
  }

  /** Resolves when nothing waits any more; for tests and the end of the service. */
  async settled(): Promise<void> {
    await this.sending;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.sending;
  }

  private follow(open: readonly Warning[], atMs: number): void {
    const isOpen = new Map(open.map((warning) => [warningSeries(warning), warning]));
    for (const [key, warning] of this.open) if (!isOpen.has(key)) this.ended.push({ warning, endedAtMs: atMs });
    this.open = isOpen;
    this.ended = this.ended.filter(({ warning, endedAtMs }) => atMs - endedAtMs < endedForMs && !isOpen.has(warningSeries(warning)));
  }

  private drop(): void {
    this.waiting.shift();
    this.current = { ...this.current, batchesDropped: this.current.batchesDropped + 1 };
  }

  private async send(): Promise<void> {
    const { writer } = this.options;
    const { signal } = this.stopping;
    for (let failures = 0; this.waiting.length > 0 && !signal.aborted; ) {
      const batch = this.waiting[0];
      const outcome = await writer.write(batch, signal);
      if (outcome.kind === 'written') {
        this.current = { ...this.current, state: 'up', message: null, samplesWritten: this.current.samplesWritten + outcome.samples };
        failures = 0;
      } else {
        this.current = { ...this.current, state: 'down', message: outcome.message };
      }
      if (outcome.kind === 'later') {
        failures += 1;
        await delay(Math.min(retry.longestMs, retry.firstMs * 2 ** (failures - 1)), undefined, { signal }).catch(() => undefined);
        continue;
      }
      // It may have been given up while it was on its way.
      if (this.waiting[0] === batch) this.waiting.shift();
      if (outcome.kind === 'refused') this.current = { ...this.current, batchesDropped: this.current.batchesDropped + 1 };
    }
  }
}

function warningSeries({ region, server, metric, threshold }: Warning): string {
  return [region, server, metric, threshold.direction].join('\n');
}
