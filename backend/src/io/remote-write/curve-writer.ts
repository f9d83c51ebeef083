import type { ForecastCurve } from '../../domain/export/forecast-curves.ts';
import type { CurveWriter, WriteOutcome } from '../../domain/export/ports.ts';
import { writingMoment } from '../../domain/export/writing-moment.ts';
import type { PushedSeries } from './encode.ts';
import { identifyReceiver } from './receiver-identity.ts';
import type { WriteConnection } from './write-connection.ts';

/** Samples in one request, about. */
const samplesARequest = 50_000;
/** VictoriaMetrics ignores stamps that lie further ahead than two days; an hour of it is left to clocks that disagree. */
const furthestMs = 47 * 3_600_000;

/**
 * Writes whole forecasts at the moments they speak of, to VictoriaMetrics alone: each time before it writes it asks who answers,
 * because a Prometheus that takes one such sample refuses everybody's present ones for hours.
 *
 * VictoriaMetrics keeps every sample that it is given for one moment, so each forecast's sample is stamped as many milliseconds
 * before its moment as it is steps ahead: the newest forecast is the nearest one, and is what a query finds.
 */
export class RemoteCurveWriter implements CurveWriter {
  readonly seriesOfCurve = 3;
  private readonly connection: WriteConnection;
  private readonly now: () => number;

  constructor(connection: WriteConnection, now: () => number) {
    this.connection = connection;
    this.now = now;
  }

  async writeCurves(curves: readonly ForecastCurve[], signal: AbortSignal): Promise<WriteOutcome> {
    const receiver = await identifyReceiver(this.connection, this.now, signal);
    if (receiver.kind === 'another') return { kind: 'refused', message: `${receiver.message} Forecasts at moments of the future would block its ingestion and are not written; declare it as kind prometheus.` };
    if (receiver.kind === 'unknown') return { kind: 'later', message: `${receiver.message} Until it is known to be VictoriaMetrics, forecasts at moments of the future are not written.` };
    const lastMs = writingMoment(this.now) + furthestMs;
    let samples = 0;
    let series: PushedSeries[] = [];
    let pending = 0;
    for (const [at, curve] of curves.entries()) {
      for (const one of seriesOf(curve, lastMs)) {
        series.push(one);
        pending += one.timesMs.length;
      }
      if (pending < samplesARequest && at < curves.length - 1) continue;
      const outcome = await this.connection.push(series, signal);
      if (outcome !== null) return outcome;
      samples += pending;
      [series, pending] = [[], 0];
    }
    return { kind: 'written', samples };
  }
}

function seriesOf({ name, labels, originMs, stepMs, parts }: ForecastCurve, lastMs: number): readonly PushedSeries[] {
  return Object.entries(parts).map(([part, forecast]): PushedSeries => {
    const timesMs: number[] = [];
    const values: number[] = [];
    for (let step = 1; step <= forecast.length && originMs + step * stepMs <= lastMs; step++) {
      if (Number.isNaN(forecast[step - 1])) continue;
      timesMs.push(originMs + step * stepMs - step);
      values.push(forecast[step - 1]);
    }
    return { labels: { ...labels, ml_forecast: part, __name__: name }, timesMs, values };
  });
}
