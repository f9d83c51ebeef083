import type { IncomingMessage } from 'node:http';
import type { InfluxDB } from 'influx';
import type { SourceFault } from '../../domain/series/ports.ts';
import { clockAheadMs } from '../connection/clock-ahead.ts';
import { type Attempt, patientRetry, withRetry } from '../connection/retry.ts';
import { reasonOf } from '../reason.ts';
import { connectInflux, secretsOf, shownAddress } from './connection.ts';
import type { InfluxOptions } from './options.ts';

/** One series of an answer. Rows follow `columns`; the first column is time in milliseconds. */
export interface InfluxSeries {
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: ReadonlyArray<ReadonlyArray<number | string | boolean | null>>;
  /** The server cut the series short. */
  readonly partial: boolean;
}

export type InfluxAnswer =
  /** One entry a statement: its series, or why it failed. */
  | { readonly kind: 'read'; readonly statements: ReadonlyArray<{ readonly series: readonly InfluxSeries[]; readonly error: string | null }> }
  | { readonly kind: 'too-much'; readonly message: string }
  | { readonly kind: 'failed'; readonly fault: SourceFault };

/** Words by which InfluxDB refuses a query for its size. */
const tooMuchWords = /max-select-(point|series|buckets)|too many|limit exceeded|query-timeout|memory/i;

/** Speaks InfluxQL through the package `influx`: signs in, times out, tries again, and never repeats a secret. */
export class InfluxClient {
  /** The address as it may be shown: without a user or password in it. */
  readonly address: string;
  private readonly options: InfluxOptions;
  private readonly influx: InfluxDB;
  private readonly secrets: readonly string[];

  constructor(options: InfluxOptions) {
    this.options = options;
    this.address = shownAddress(options.url);
    this.secrets = secretsOf(options);
    this.influx = connectInflux(options);
  }

  /** Runs statements in one request. Throws only when `caller` calls it off. */
  query(statements: readonly string[], caller: AbortSignal): Promise<InfluxAnswer> {
    const policy = { ...patientRetry, attempts: this.options.attempts };
    return withRetry(policy, caller, async () => {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(this.options.timeoutSeconds * 1000)]);
      try {
        const raw: unknown = await orAborted(
          signal,
          this.influx.queryRaw(statements.join('; '), { precision: 'ms', method: 'POST', signal, retentionPolicy: this.options.retentionPolicy }),
        );
        return { done: true, value: this.read(raw) };
      } catch (error) {
        caller.throwIfAborted();
        return this.judge(error, signal);
      }
    });
  }

  /** How far the server's clock is ahead of `now`, to the second; null when it does not tell. */
  async clockAheadMs(now: () => number): Promise<number | null> {
    const beforeMs = now();
    const [stats] = await this.influx.ping(this.options.timeoutSeconds * 1000);
    const date = (stats?.res as IncomingMessage | null | undefined)?.headers.date;
    return date === undefined ? null : clockAheadMs(Date.parse(date), beforeMs, now());
  }

  private read(raw: unknown): InfluxAnswer {
    const results = field(raw, 'results');
    if (!Array.isArray(results)) {
      return { kind: 'failed', fault: { kind: 'bad-query', message: `${this.address} does not answer like InfluxDB: is url right?` } };
    }
    const statements = results.map((result: unknown) => {
      const error = field(result, 'error');
      const series = field(result, 'series');
      return { error: typeof error === 'string' ? this.redact(error) : null, series: Array.isArray(series) ? series.map(asSeries) : [] };
    });
    const refused = statements.find((statement) => statement.error !== null && tooMuchWords.test(statement.error));
    return refused === undefined ? { kind: 'read', statements } : { kind: 'too-much', message: refused.error ?? '' };
  }

  private judge(error: unknown, signal: AbortSignal): Attempt<InfluxAnswer> {
    const failed = (kind: SourceFault['kind'], message: string): InfluxAnswer => ({ kind: 'failed', fault: { kind, message } });
    if (signal.aborted) return { done: false, value: failed('unreachable', `${this.address} did not answer within ${this.options.timeoutSeconds} s.`) };
    const said = this.redact(reasonOf(error)).slice(0, 400);
    const status = Number(/^A (\d{3}) /.exec(said)?.[1] ?? 0);
    if (status === 401 || status === 403) {
      return { done: true, value: failed('unauthorised', `${this.address} refused the credentials (HTTP ${status}): check username and password (1.x) or token (2.x, 3.x), and their right to read ${this.options.database}.`) };
    }
    if (status === 413 || (status >= 400 && tooMuchWords.test(said))) return { done: true, value: { kind: 'too-much', message: said } };
    if (status === 404) return { done: true, value: failed('bad-query', `${this.address} has no database or mapping ${this.options.database}, or no /query. ${said}`) };
    if (status >= 400 && status < 500 && status !== 429) return { done: true, value: failed('bad-query', `${this.address} rejected the query. ${said}`) };
    if (error instanceof SyntaxError) return { done: false, value: failed('partial', `${this.address} sent an answer that is not whole: ${said}`) };
    const advice = /certificate|self[- ]signed|altname|SSL|TLS/i.test(said) ? 'Check tls.caFile and tls.serverName.' : 'Is it running, and is url right?';
    return { done: false, value: failed('unreachable', `${this.address} cannot be reached: ${said}. ${advice}`) };
  }

  private redact(text: string): string {
    return this.secrets.reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
  }
}

/** The package waits for ever for the rest of an answer whose connection breaks; the signal ends the wait. */
export function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  return Promise.race([work, aborted]);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}

function asSeries(value: unknown): InfluxSeries {
  return {
    tags: (field(value, 'tags') ?? {}) as Record<string, string>,
    columns: (field(value, 'columns') ?? []) as string[],
    values: (field(value, 'values') ?? []) as InfluxSeries['values'],
    partial: field(value, 'partial') === true,
  };
}
