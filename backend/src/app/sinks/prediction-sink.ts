import { setTimeout as delay } from 'node:timers/promises';
import { gaugeKey, type Gauge, type GaugeSeries, type NameStyle } from '../../domain/export/gauge.ts';
import type { CurveWriter, GaugeWriter, WriteOutcome } from '../../domain/export/ports.ts';
import { writingMoment } from '../../domain/export/writing-moment.ts';
import type { BatchOutbox } from '../../io/outbox/batch-outbox.ts';
import { reasonOf } from '../../io/reason.ts';
import { curvesOf, gaugesOf, type SaidNow } from './said-now.ts';

export interface PredictionSinkOptions {
  readonly name: string;
  readonly nameStyle: NameStyle;
  /** More series than this are not written at all, and it says how many there would be. */
  readonly mostSeries: number;
  readonly writer: GaugeWriter;
  /** Who takes whole forecasts, at moments of the future; null: this sink is given none. */
  readonly curves: CurveWriter | null;
  readonly outbox: BatchOutbox;
  readonly now: () => number;
  /** Series that an earlier life has written: those that are said no more end. */
  readonly saidBefore?: readonly GaugeSeries[];
}

export interface SinkStatus {
  readonly name: string;
  readonly state: 'waiting' | 'up' | 'down' | 'refused';
  /** Series that are said now. */
  readonly series: number;
  readonly samplesWritten: number;
  readonly batchesWaiting: number;
  /** Batches given up because too many waited, or because the other side will never take them. */
  readonly batchesDropped: number;
  /** Whole forecasts given up for a newer one, or because the other side will never take them. */
  readonly curvesDropped: number;
  readonly message: string | null;
  /** Why whole forecasts are not written although gauges may be; null: they are, or none are wanted. */
  readonly curvesMessage: string | null;
}

const retry = { firstMs: 1_000, longestMs: 60_000 } as const;

/**
 * Repeats what is said last, every minute, with its true age. A series that is said no more ends with a staleness marker. Whoever
 * is down gets what the outbox has kept once it is back, and of whole forecasts the newest.
 */
export class PredictionSink {
  private readonly options: PredictionSinkOptions;
  private readonly stopping = new AbortController();
  private said: ReadonlyMap<string, GaugeSeries>;
  private waitingCurves: SaidNow | null = null;
  private toldCurvesOf: string | null = null;
  private toldAtMs: number | null = null;
  private refusedBatches = 0;
  private sending: Promise<void> | null = null;
  private current: Pick<SinkStatus, 'state' | 'series' | 'samplesWritten' | 'curvesDropped' | 'message' | 'curvesMessage'> = {
    state: 'waiting', series: 0, samplesWritten: 0, curvesDropped: 0, message: null, curvesMessage: null,
  };

  constructor(options: PredictionSinkOptions) {
    this.options = options;
    this.said = new Map((options.saidBefore ?? []).map((series) => [gaugeKey(series), series]));
  }

  get status(): SinkStatus {
    const { name, outbox } = this.options;
    return { name, ...this.current, batchesWaiting: outbox.length, batchesDropped: outbox.dropped + this.refusedBatches };
  }

  /** What an earlier process left and could not be read. */
  get faults(): readonly string[] {
    return this.options.outbox.faults;
  }

  /** Takes what is said now and returns at once; nobody waits for the other side. */
  tell(now: SaidNow): void {
    const { name, nameStyle, mostSeries, curves, outbox } = this.options;
    const atMs = writingMoment(this.options.now);
    if (atMs === this.toldAtMs) return;
    this.toldAtMs = atMs;
    const gauges = new Map(gaugesOf(now, nameStyle, atMs).map((gauge): [string, Gauge] => [gaugeKey(gauge), gauge]));
    const series = gauges.size + (curves === null ? 0 : now.snapshot.seriesCount * curves.seriesOfCurve);
    this.current = { ...this.current, series };
    if (series > mostSeries) {
      this.current = { ...this.current, state: 'refused', message: tooManySeries(`The sink ${name}`, series, mostSeries) };
      return;
    }
    if (this.current.state === 'refused') this.current = { ...this.current, state: 'waiting', message: null };
    outbox.add({ atMs, gauges: [...gauges.values()], ending: [...this.said].filter(([key]) => !gauges.has(key)).map(([, ended]) => ended) });
    this.said = gauges;
    if (curves !== null && now.snapshot.snapshotId !== this.toldCurvesOf) {
      if (this.waitingCurves !== null) this.dropCurves();
      this.waitingCurves = now;
      this.toldCurvesOf = now.snapshot.snapshotId;
    }
    this.sending ??= this.send().finally(() => {
      this.sending = null;
    });
  }

  /** Resolves when nothing waits any more; for tests and the end of the service. */
  async settled(): Promise<void> {
    await this.sending;
  }

  /** What still waits is kept for the next life. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.sending;
    await this.options.outbox.keep();
  }

  private async send(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; ) {
      const outcome = (await this.sendGauges(signal)) ?? (await this.sendCurves(signal));
      if (outcome === null || signal.aborted) return;
      failures = outcome.kind === 'later' ? failures + 1 : 0;
      if (outcome.kind !== 'later') continue;
      const pauseMs = Math.min(retry.longestMs, outcome.retryAfterMs ?? retry.firstMs * 2 ** (failures - 1));
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Null: no batch waits. */
  private async sendGauges(signal: AbortSignal): Promise<WriteOutcome | null> {
    const { writer, outbox } = this.options;
    const batch = outbox.oldest;
    if (batch === null) return null;
    const outcome = await writer.write(batch, signal);
    switch (outcome.kind) {
      case 'written':
        this.current = { ...this.current, state: 'up', message: null, samplesWritten: this.current.samplesWritten + outcome.samples };
        await this.onDisk(() => outbox.remove(batch));
        break;
      case 'refused':
        this.refusedBatches += 1;
        this.current = { ...this.current, state: 'down', message: outcome.message };
        await this.onDisk(() => outbox.remove(batch));
        break;
      case 'later':
        if (signal.aborted) break;
        this.current = { ...this.current, state: 'down', message: outcome.message };
        await this.onDisk(() => outbox.keep());
        break;
    }
    return outcome;
  }

  /** Null: none wait. */
  private async sendCurves(signal: AbortSignal): Promise<WriteOutcome | null> {
    const { curves, nameStyle } = this.options;
    const waiting = this.waitingCurves;
    if (curves === null || waiting === null) return null;
    const outcome = await curves.writeCurves(curvesOf(waiting, nameStyle), signal);
    if (outcome.kind === 'written') this.current = { ...this.current, curvesMessage: null, samplesWritten: this.current.samplesWritten + outcome.samples };
    else if (!signal.aborted) this.current = { ...this.current, curvesMessage: outcome.message };
    if (outcome.kind === 'later') return outcome;
    if (outcome.kind === 'refused') this.dropCurves();
    if (this.waitingCurves === waiting) this.waitingCurves = null;
    return outcome;
  }

  private dropCurves(): void {
    this.current = { ...this.current, curvesDropped: this.current.curvesDropped + 1 };
  }

  /** A disk that takes nothing loses what waits only if the process ends too; it is told and nothing else stops. */
  private async onDisk(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.current = { ...this.current, message: `${this.current.message ?? ''} What waits cannot be kept on disk: ${reasonOf(error)}.`.trim() };
    }
  }
}

/** Why somebody is given nothing. */
export function tooManySeries(sink: string, series: number, mostSeries: number): string {
  return `${sink} would write ${series} series; its limit is ${mostSeries}: raise mostSeries there, or watch fewer metrics. Nothing is written.`;
}
