import { allLabels, type Gauge, type GaugeSeries } from '../../domain/export/gauge.ts';
import type { GaugeBatch, GaugeWriter, WriteOutcome } from '../../domain/export/ports.ts';
import type { PushedSeries } from './encode.ts';
import type { WriteConnection } from './write-connection.ts';

/** Series in one request. */
const seriesARequest = 5_000;

/** Writes gauges by remote write, all stamped with the batch's own moment, which has come. */
export class RemoteGaugeWriter implements GaugeWriter {
  private readonly connection: WriteConnection;

  constructor(connection: WriteConnection) {
    this.connection = connection;
  }

  async write({ atMs, gauges, ending }: GaugeBatch, signal: AbortSignal): Promise<WriteOutcome> {
    const labelsOf = (series: GaugeSeries) => ({ ...allLabels(series), __name__: series.name });
    const series = [
      ...gauges.map((gauge: Gauge): PushedSeries => ({ labels: labelsOf(gauge), timesMs: [atMs], values: [gauge.value] })),
      ...ending.map((one): PushedSeries => ({ labels: labelsOf(one), timesMs: [atMs], values: [NaN], ends: true })),
    ];
    for (let from = 0; from < series.length; from += seriesARequest) {
      const outcome = await this.connection.push(series.slice(from, from + seriesARequest), signal);
      if (outcome !== null) return outcome;
    }
    return { kind: 'written', samples: series.length };
  }
}
