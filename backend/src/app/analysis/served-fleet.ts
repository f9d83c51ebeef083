import type { ServedCase } from '../../domain/forecasting/served-forecaster.ts';
import { ServerIndex } from '../../domain/publication/server-directory.ts';
import type { SeriesRow } from '../../domain/series/fleet-windows.ts';
import type { ObservedServer } from '../../domain/series/ports.ts';
import { WindowsReader } from '../../domain/series/windows-reader.ts';
import { configuredThresholds } from '../config/metric-catalogue.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { ServedCycle } from './served-cycle.ts';

/** A series as the newest cycle forecast it. */
export interface ServedSeries extends ServedCase {
  readonly server: ObservedServer;
  readonly originStep: number;
  readonly snapshotId: string;
  /** A late sample has rewritten the past since it was forecast: a forecast made again may differ a little. */
  readonly revised: boolean;
}

export type SeriesLookup =
  | { readonly kind: 'found'; readonly series: ServedSeries }
  | { readonly kind: 'unknown-server' }
  | { readonly kind: 'unknown-metric' }
  /** No cycle has published yet, or rows are being rearranged: ask again in some seconds. */
  | { readonly kind: 'not-ready' };

/** The fleet as the newest published cycle saw and served it, read from the cycle's windows without copies of the whole. */
export class ServedFleet {
  private readonly metricInfo: MetricInfoFor;
  private cycle: ServedCycle | null = null;
  private reader: WindowsReader | null = null;
  private servers = new ServerIndex({ directoryId: 'empty', servers: [] });

  constructor(metricInfo: MetricInfoFor) {
    this.metricInfo = metricInfo;
  }

  receive(cycle: ServedCycle): void {
    this.cycle = cycle;
    this.reader = new WindowsReader(cycle.windows);
    if (cycle.directory.directoryId !== this.servers.directory.directoryId) this.servers = new ServerIndex(cycle.directory);
  }

  /** The newest published cycle; null before the first. */
  get newest(): ServedCycle | null {
    return this.cycle;
  }

  get index(): ServerIndex {
    return this.servers;
  }

  find(serverId: string, metric: string): SeriesLookup {
    if (this.cycle === null || this.reader === null) return { kind: 'not-ready' };
    const at = this.servers.indexOf(serverId);
    if (at === undefined) return { kind: 'unknown-server' };
    const row = this.reader.rowOf(serverId, metric);
    if (row === undefined) return { kind: 'unknown-metric' };
    const series = this.read(row, this.servers.directory.servers[at]);
    return series === null ? { kind: 'not-ready' } : { kind: 'found', series };
  }

  /** Every metric of one server; empty while rows are being rearranged. */
  metricsOf(serverId: string): readonly string[] {
    return (this.reader?.rows ?? []).filter((row) => row.serverId === serverId).map(({ metric }) => metric);
  }

  /** The past of one series up to the newest published origin; null when there is none at hand. */
  past(serverId: string, metric: string): Float32Array | null {
    const row = this.reader?.rowOf(serverId, metric);
    return row === undefined ? null : (this.reader!.history(row, this.reader!.contextSteps, this.cycle!.originStep)?.values ?? null);
  }

  private read(row: number, server: ObservedServer): ServedSeries | null {
    const cycle = this.cycle!;
    const reader = this.reader!;
    const history = reader.history(row, reader.contextSteps, cycle.originStep);
    if (history === null) return null;
    const series: SeriesRow = reader.rows[row];
    return {
      series,
      server,
      // The origin may have moved on, and the oldest steps with it: what fell out is missing.
      values: paddedFront(history.values, reader.contextSteps),
      decision: cycle.decisions[row],
      events: cycle.events[row],
      calibration: cycle.calibration,
      thresholds: configuredThresholds(this.metricInfo(series.metric, server)),
      originStep: cycle.originStep,
      snapshotId: cycle.snapshotId,
      revised: history.revision !== cycle.revisions[row],
    };
  }
}

function paddedFront(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values;
  const padded = new Float32Array(length).fill(NaN);
  padded.set(values, length - values.length);
  return padded;
}
