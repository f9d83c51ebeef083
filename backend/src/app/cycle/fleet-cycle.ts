import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import { buildSnapshot } from '../../domain/publication/build-snapshot.ts';
import type { RiskLimits } from '../../domain/publication/judgement.ts';
import { FleetWindows } from '../../domain/series/fleet-windows.ts';
import type { StepReading } from '../../domain/series/ports.ts';
import { lastSettledStep, type StepGrid } from '../../domain/series/step-grid.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { FleetRoster } from './fleet-roster.ts';
import type { CycleOutcome, CycleOutlet, CycleReport, FleetForecaster } from './ports.ts';
import type { SourceReader } from './source-reader.ts';

export interface CycleSettings {
  readonly grid: StepGrid;
  readonly settleMs: number;
  /** Steps that the windows look back. */
  readonly contextSteps: number;
  /** Steps of history that every snapshot carries along. */
  readonly historySteps: number;
  /** Steps asked of a source at once while history is refilled. */
  readonly chunkSteps: number;
  /** Newest steps that are read again, because samples may come late. */
  readonly rereadSteps: number;
  readonly limits: RiskLimits;
}

const nothingHeld = 'The sources answer, but hold no value of any server';

/**
 * One cycle: read -> align -> windows -> forecast -> judge -> publish. Owns the windows. A source that is down leaves the
 * last snapshot standing and owes its steps until it answers again; after a start it owes the whole context.
 */
export class FleetCycle {
  private fleetWindows: FleetWindows | null = null;
  private readonly settings: CycleSettings;
  private readonly roster: FleetRoster;
  private readonly readers: readonly SourceReader[];
  private readonly forecaster: FleetForecaster;
  private readonly metricInfo: MetricInfoFor;
  private readonly outlet: CycleOutlet;
  private publishedStep = -1;
  private owedAtStart = 0;

  constructor(settings: CycleSettings, roster: FleetRoster, readers: readonly SourceReader[], forecaster: FleetForecaster, metricInfo: MetricInfoFor, outlet: CycleOutlet) {
    this.settings = settings;
    this.roster = roster;
    this.readers = readers;
    this.forecaster = forecaster;
    this.metricInfo = metricInfo;
    this.outlet = outlet;
  }

  get windows(): FleetWindows | null {
    return this.fleetWindows;
  }

  /** The whole of one cycle at `nowMs`. Running twice within a step publishes once. */
  async runOnce(nowMs: number, signal: AbortSignal): Promise<CycleOutcome> {
    const { grid, settleMs } = this.settings;
    const targetStep = lastSettledStep(grid, nowMs, settleMs);
    const startedAt = performance.now();
    const revisedSteps = await this.oweRevised(targetStep);
    // A step is published once, and again only when history came in behind it: a late sample or two wait for the next cycle.
    if (targetStep < this.publishedStep || (targetStep === this.publishedStep && revisedSteps <= this.settings.rereadSteps)) return { kind: 'already-done', originStep: this.publishedStep };
    this.owe(targetStep);
    const newest = await this.readNewest(nowMs, signal);
    if (signal.aborted) return { kind: 'stopped' };
    if (newest.length === 0) {
      const message = this.readers.length === 0 ? 'No source is configured and intake is off.' : 'No source can be read.';
      this.report(targetStep);
      return { kind: 'source-down', message };
    }
    const windows = this.advance(targetStep);
    for (const reading of newest) this.take(reading.reading, reading.fromStep);
    await this.refill(nowMs, targetStep, signal);
    if (signal.aborted) return { kind: 'stopped' };
    this.report(targetStep);
    const live = this.roster.refresh(windows);
    if (live === 0) return { kind: 'no-data', message: `${nothingHeld}.` };
    if (live < windows.seriesCount) windows.keepRows((_, row) => windows.window(row).some((value) => !Number.isNaN(value)));
    return this.forecastAndPublish(windows, nowMs, startedAt, signal);
  }

  private async forecastAndPublish(windows: FleetWindows, nowMs: number, startedAt: number, signal: AbortSignal): Promise<CycleOutcome> {
    const readAt = performance.now();
    const forecast = await this.forecastUnlessStopped(windows, signal);
    if (forecast === null) return { kind: 'stopped' };
    windows.seal();
    const forecastAt = performance.now();
    const snapshot = buildSnapshot({
      index: this.roster.index,
      ranks: this.roster.ranks,
      windows,
      forecast,
      generatedAtMs: nowMs,
      stepMs: this.settings.grid.stepMs,
      historySteps: this.settings.historySteps,
      limits: this.settings.limits,
    });
    await this.outlet.publish(snapshot, this.roster.index.directory, forecast);
    this.publishedStep = forecast.originStep;
    return {
      kind: 'published',
      snapshotId: snapshot.snapshotId,
      series: snapshot.seriesCount,
      servers: snapshot.serverCount,
      timings: { readMs: readAt - startedAt, forecastMs: forecastAt - readAt, publishMs: performance.now() - forecastAt },
    };
  }

  private owe(targetStep: number): void {
    const { contextSteps, rereadSteps } = this.settings;
    const origin = this.fleetWindows?.originStep ?? targetStep - contextSteps;
    const oldest = targetStep - contextSteps + 1;
    for (const { unread } of this.readers) {
      unread.add({ fromStep: Math.max(oldest, origin + 1 - rereadSteps), toStep: targetStep });
      unread.forgetBefore(oldest);
    }
    this.owedAtStart = this.owed();
  }

  private async oweRevised(targetStep: number): Promise<number> {
    const { grid, contextSteps } = this.settings;
    const revised = await Promise.all(this.readers.map((reader) => reader.oweRevised(grid.stepMs, targetStep - contextSteps + 1, targetStep)));
    return Math.max(0, ...revised);
  }

  private owed(): number {
    return this.readers.reduce((sum, { unread }) => sum + unread.count, 0);
  }

  private async readNewest(nowMs: number, signal: AbortSignal): Promise<Array<{ reading: StepReading; fromStep: number }>> {
    const { grid, chunkSteps } = this.settings;
    const readings = await Promise.all(
      this.readers.map(async (reader) => {
        const range = reader.unread.newest(chunkSteps)!;
        const reading = await reader.read(range, grid.stepMs, nowMs, signal);
        return reading === null ? [] : [{ reading, fromStep: range.fromStep }];
      }),
    );
    return readings.flat();
  }

  /** Reads what else is owed, newest first, by all sources side by side; what fails stays owed for the next cycle. */
  private async refill(nowMs: number, targetStep: number, signal: AbortSignal): Promise<void> {
    const { grid, chunkSteps } = this.settings;
    await Promise.all(
      this.readers.map(async (reader) => {
        while (reader.isUp && !signal.aborted) {
          const range = reader.unread.newest(chunkSteps);
          if (range === undefined) return;
          const before = reader.unread.count;
          const reading = await reader.read(range, grid.stepMs, nowMs, signal);
          if (reading === null || signal.aborted) return;
          this.take(reading, range.fromStep);
          this.report(targetStep);
          if (reader.unread.count === before) return;
        }
      }),
    );
  }

  private advance(targetStep: number): FleetWindows {
    if (this.fleetWindows === null) this.fleetWindows = new FleetWindows(this.settings.contextSteps, targetStep);
    else this.fleetWindows.advanceTo(targetStep);
    return this.fleetWindows;
  }

  private take(reading: StepReading, fromStep: number): void {
    const windows = this.fleetWindows!;
    this.roster.meet(reading.servers);
    for (const { serverId, metric, values } of reading.series) {
      const server = this.roster.known(serverId);
      if (server === undefined) continue;
      const kind = windows.rowOf(serverId, metric) === undefined ? this.metricInfo(metric, server).kind : null;
      const row = kind === null ? windows.rowOf(serverId, metric)! : windows.ensureRow({ serverId, metric, kind });
      windows.write(row, fromStep, values);
    }
  }

  private async forecastUnlessStopped(windows: FleetWindows, signal: AbortSignal): Promise<FleetForecast | null> {
    const pause = () => new Promise<void>((resolve) => void setImmediate(resolve));
    try {
      return await this.forecaster.forecastFleet(windows, { signal, pause });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  private report(targetStep: number): void {
    const owed = this.owed();
    const up = this.readers.filter((reader) => reader.isUp);
    const report: CycleReport = {
      phase: this.publishedStep < 0 && up.length > 0 && owed > 0 ? 'refilling' : 'serving',
      refillShare: this.owedAtStart === 0 ? 1 : 1 - owed / this.owedAtStart,
      sources: this.readers.map((reader) => reader.status()),
      trouble: this.trouble(up.length, targetStep),
    };
    this.outlet.report(report);
  }

  private trouble(up: number, targetStep: number): string | null {
    if (this.readers.length === 0) return 'No source is configured and intake is off: add one to fleetcast.yaml.';
    if (up > 0) return this.silence(targetStep);
    return this.readers.map((reader) => `${reader.source.name}: ${reader.status().message ?? 'cannot be read'}`).join(' ');
  }

  /** A source may answer and yet have nothing new: whoever pushes or scrapes has stopped. Not judged before the history was read once. */
  private silence(targetStep: number): string | null {
    const windows = this.fleetWindows;
    if (windows === null || (this.publishedStep < 0 && this.owed() > 0)) return null;
    const newestStep = newestObservedStep(windows);
    if (newestStep === null) return `${nothingHeld}: check what scrapes or pushes. What began just now is seen once its first step has ended.`;
    if (newestStep > targetStep - this.settings.rereadSteps) return null;
    const since = new Date(newestStep * this.settings.grid.stepMs).toISOString();
    return `The sources answer, but hold no sample newer than ${since}: check what scrapes or pushes.`;
  }
}

/** The newest step at which any series has a value; null when none has. */
function newestObservedStep(windows: FleetWindows): number | null {
  let newestLag = Infinity;
  for (let row = 0; row < windows.seriesCount && newestLag > 0; row++) {
    const window = windows.window(row);
    for (let lag = 0; lag < Math.min(newestLag, window.length); lag++) {
      if (!Number.isNaN(window[window.length - 1 - lag])) newestLag = lag;
    }
  }
  return Number.isFinite(newestLag) ? windows.originStep - newestLag : null;
}
