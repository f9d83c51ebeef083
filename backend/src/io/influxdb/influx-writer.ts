import type { IPoint } from 'influx';
import type { ForecastCurve } from '../../domain/export/forecast-curves.ts';
import type { CurveWriter, GaugeBatch, GaugeWriter, WriteOutcome } from '../../domain/export/ports.ts';
import { connectInflux, type InfluxConnection, shownAddress } from './connection.ts';

/** Points in one request, as InfluxDB advises. */
const pointsARequest = 5_000;
/** Answers that no repetition changes: the points themselves are not taken. */
const neverTaken = /^A (400|413|422) /;

/**
 * Writes gauges at the moment of writing, and whole forecasts at the moments they speak of. A gauge is a measurement of its own
 * name with the field `value`; its labels are tags, its words are string fields beside the value. A point that is written again,
 * as each forecast does with the steps of the one before, replaces what was there.
 */
export class InfluxWriter implements GaugeWriter, CurveWriter {
  readonly seriesOfCurve = 1;
  readonly address: string;
  private readonly connection: InfluxConnection;
  private readonly influx: ReturnType<typeof connectInflux>;

  constructor(connection: InfluxConnection) {
    this.connection = connection;
    this.address = shownAddress(connection.url);
    this.influx = connectInflux(connection);
  }

  /** Series end here by themselves: InfluxDB answers with points, and there are none after the last. */
  write({ atMs, gauges }: GaugeBatch, signal: AbortSignal): Promise<WriteOutcome> {
    const points = gauges.map(({ name, labels, words, value }): IPoint => ({ measurement: name, tags: tagsOf(labels), fields: { value, ...words }, timestamp: atMs }));
    return this.send(points.length, (from, to) => points.slice(from, to), signal);
  }

  writeCurves(curves: readonly ForecastCurve[], signal: AbortSignal): Promise<WriteOutcome> {
    const steps = curves[0]?.parts.yhat.length ?? 0;
    const pointAt = (index: number): IPoint => {
      const { name, labels, originMs, stepMs, parts } = curves[Math.floor(index / steps)];
      const step = index % steps;
      const observed = Object.entries(parts).filter(([, values]) => !Number.isNaN(values[step]));
      return { measurement: name, tags: tagsOf(labels), fields: Object.fromEntries(observed.map(([part, values]) => [part, values[step]])), timestamp: originMs + (step + 1) * stepMs };
    };
    const points = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => pointAt(from + at)).filter(({ fields }) => Object.keys(fields ?? {}).length > 0);
    return this.send(curves.length * steps, points, signal);
  }

  private async send(count: number, points: (from: number, to: number) => IPoint[], signal: AbortSignal): Promise<WriteOutcome> {
    for (let from = 0; from < count; from += pointsARequest) {
      if (signal.aborted) return { kind: 'later', message: 'The service is stopping.' };
      try {
        await this.influx.writePoints(points(from, Math.min(count, from + pointsARequest)), { precision: 'ms', retentionPolicy: this.connection.retentionPolicy });
      } catch (error) {
        const said = this.redacted(error instanceof Error ? error.message : String(error)).slice(0, 400);
        const message = `${this.address}: ${said}`;
        return { kind: neverTaken.test(said) ? 'refused' : 'later', message };
      }
    }
    return { kind: 'written', samples: count };
  }

  private redacted(text: string): string {
    return [this.connection.password, this.connection.token].reduce<string>((safe, secret) => (secret === undefined || secret.length < 4 ? safe : safe.replaceAll(secret, '[redacted]')), text);
  }
}

/** The line protocol has no way to write a line break in a tag, a backslash at its end, or an empty one. */
function tagsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  const writable = Object.entries(labels).map(([name, value]) => [name, value.replace(/[\r\n]+/g, ' ').replace(/\\+$/, '')] as const);
  return Object.fromEntries(writable.filter(([, value]) => value !== ''));
}
