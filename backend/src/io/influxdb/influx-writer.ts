import type { IncomingMessage } from 'node:http';
import type { IPoint } from 'influx';
import type { ForecastCurve } from '../../domain/export/forecast-curves.ts';
import type { CurveWriter, GaugeBatch, GaugeWriter, WriteOutcome } from '../../domain/export/ports.ts';
import { clockAheadMs } from '../connection/clock-ahead.ts';
import { reasonOf } from '../reason.ts';
import { connectInflux, type InfluxConnection, secretsOf, shownAddress } from './connection.ts';
import { orAborted } from './influx-client.ts';

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

  /** Why it would not take what is written; null: it would. Writes nothing: the points are none. */
  async fault(): Promise<string | null> {
    try {
      await this.influx.writePoints([], { precision: 'ms', retentionPolicy: this.connection.retentionPolicy });
      return null;
    } catch (error) {
      const said = this.said(error);
      // 2.x asks for points once it has accepted whoever writes, and where.
      if (/^A 400 .*points/i.test(said)) return null;
      const advice = /^A 40[13] /.test(said) ? ' Check username and password (1.x) or token (2.x, 3.x), and their right to write.' : /^A 404 /.test(said) ? ` Create the database ${this.connection.database}, or in 2.x a bucket with a DBRP mapping of that name.` : ' Is it running, and is url right?';
      return `${this.address}: ${said}.${advice}`;
    }
  }

  /** How far the server's clock is ahead of `now`, to the second; null when it does not tell. */
  async clockAheadMs(now: () => number): Promise<number | null> {
    const beforeMs = now();
    const [answer] = await this.influx.ping(this.connection.timeoutSeconds * 1000);
    const date = (answer?.res as IncomingMessage | null | undefined)?.headers.date;
    return date === undefined ? null : clockAheadMs(Date.parse(date), beforeMs, now());
  }

  private async send(count: number, points: (from: number, to: number) => IPoint[], signal: AbortSignal): Promise<WriteOutcome> {
    for (let from = 0; from < count; from += pointsARequest) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(this.connection.timeoutSeconds * 1000)]);
      try {
        limit.throwIfAborted();
        await orAborted(limit, this.influx.writePoints(points(from, Math.min(count, from + pointsARequest)), { precision: 'ms', retentionPolicy: this.connection.retentionPolicy }));
      } catch (error) {
        const said = this.said(error);
        return { kind: neverTaken.test(said) ? 'refused' : 'later', message: `${this.address}: ${said}` };
      }
    }
    return { kind: 'written', samples: count };
  }

  /** What went wrong, without secrets. */
  private said(error: unknown): string {
    const text = reasonOf(error);
    const safe = secretsOf(this.connection).reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
    return safe.trim().slice(0, 400);
  }
}

/** The line protocol has no way to write a line break in a tag, a backslash at its end, or an empty one. */
function tagsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  const writable = Object.entries(labels).map(([name, value]) => [name, value.replace(/[\r\n]+/g, ' ').replace(/\\+$/, '')] as const);
  return Object.fromEntries(writable.filter(([, value]) => value !== ''));
}
