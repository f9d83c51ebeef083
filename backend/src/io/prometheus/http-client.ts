import { Agent, type Dispatcher, request } from 'undici';
import type { SourceFault } from '../../domain/series/ports.ts';
import { type Attempt, patientRetry, withRetry } from '../connection/retry.ts';
import { tlsSettings } from '../connection/tls.ts';
import { credentialsIn } from '../connection/url-credentials.ts';
import type { PrometheusOptions } from './options.ts';
import { type MatrixSeries, readMatrix } from './series-stream.ts';

/** What became of one query; series have been handed over one by one before. */
export type QueryOutcome =
  | { readonly kind: 'read'; readonly faults: readonly SourceFault[] }
  /** The other side refuses so much at once; half as much may do. */
  | { readonly kind: 'too-much'; readonly message: string }
  | { readonly kind: 'failed'; readonly fault: SourceFault };

/** The `result` of an instant query as it came, not yet looked at. */
export type InstantOutcome = { readonly kind: 'read'; readonly result: unknown } | { readonly kind: 'failed'; readonly fault: SourceFault };

export interface RangeQuery {
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Words by which Prometheus, VictoriaMetrics, Mimir and Thanos refuse a query for its size. */
const tooMuchWords = /too many (samples|points|series|chunks|data ?points)|maximum resolution|exceeded (the )?(maximum|max|limit)|limit.*exceeded|max-?\w*-(series|samples|chunks)|query processing would load/i;

const retryableStatus = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Speaks HTTP with anything that has Prometheus's API: signs in, times out, tries again, and never repeats a secret. */
export class PrometheusClient {
  /** The address as it may be shown: without a user or password in it. */
  readonly address: string;
  private readonly options: PrometheusOptions;
  private readonly agent: Agent;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly secrets: readonly string[];

  constructor(options: PrometheusOptions) {
    this.options = options;
    const url = new URL(options.url);
    const basic = options.basicAuth ?? credentialsIn(options.url);
    url.username = '';
    url.password = '';
    this.address = url.href.replace(/\/$/, '');
    const basicToken = basic === undefined ? undefined : Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
    const authorization = options.bearerToken !== undefined ? `Bearer ${options.bearerToken}` : basicToken !== undefined ? `Basic ${basicToken}` : undefined;
    this.headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }), ...options.headers };
    this.secrets = [options.bearerToken, basic?.password, basicToken, ...Object.values(options.headers)].filter((text) => text !== undefined && text.length > 3) as string[];
    this.agent = new Agent({
      connections: options.concurrency,
      keepAliveTimeout: 30_000,
      connect: {
        timeout: Math.min(10_000, options.timeoutSeconds * 1000),
        ...tlsSettings(options.tls),
      },
    });
  }

  /** Runs a range query; each series goes to `take` as it arrives. Throws only when `signal` calls it off. */
  async queryRange(range: RangeQuery, signal: AbortSignal, take: (series: MatrixSeries) => void): Promise<QueryOutcome> {
    const form = new URLSearchParams({
      query: range.query,
      start: (range.startMs / 1000).toFixed(3),
      end: (range.endMs / 1000).toFixed(3),
      step: (range.stepMs / 1000).toFixed(3),
      timeout: `${this.options.timeoutSeconds}s`,
    });
    return this.ask('/api/v1/query_range', form, signal, (answer) => this.judge(answer, async (body) => this.readSeries(body, take)));
  }

  /** Runs a query whose answer is small, as of `atMs` or of the server's own now. Throws only when `signal` calls it off. */
  async queryInstant(query: string, atMs: number | null, signal: AbortSignal): Promise<InstantOutcome> {
    const form = new URLSearchParams({ query, timeout: `${this.options.timeoutSeconds}s` });
    if (atMs !== null) form.set('time', (atMs / 1000).toFixed(3));
    let result: unknown;
    const outcome = await this.ask('/api/v1/query', form, signal, (answer) =>
      this.judge(answer, async (body) => {
        const answered: unknown = JSON.parse(await wholeText(body));
        result = member(member(answered, 'data'), 'result');
        return { done: true, value: { kind: 'read', faults: [] } };
      }),
    );
    if (outcome.kind === 'read') return { kind: 'read', result };
    return { kind: 'failed', fault: outcome.kind === 'failed' ? outcome.fault : { kind: 'too-much', message: outcome.message } };
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private ask(path: string, form: URLSearchParams, caller: AbortSignal, judge: (answer: Dispatcher.ResponseData) => Promise<Attempt<QueryOutcome>>): Promise<QueryOutcome> {
    const policy = { ...patientRetry, attempts: this.options.attempts };
    return withRetry(policy, caller, async () => {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(this.options.timeoutSeconds * 1000)]);
      try {
        return await judge(await this.send(path, form, signal));
      } catch (error) {
        caller.throwIfAborted();
        return { done: false, value: { kind: 'failed', fault: this.unreachable(error, signal) } };
      }
    });
  }

  private send(path: string, form: URLSearchParams, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const common = { dispatcher: this.agent, signal, headersTimeout: 0, bodyTimeout: 0 };
    const { method } = this.options;
    return method === 'GET'
      ? request(`${this.address}${path}?${form.toString()}`, { ...common, method, headers: this.headers })
      : request(`${this.address}${path}`, { ...common, method, headers: { ...this.headers, 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() });
  }

  private async judge(answer: Dispatcher.ResponseData, read: (body: AsyncIterable<Uint8Array>) => Promise<Attempt<QueryOutcome>>): Promise<Attempt<QueryOutcome>> {
    const status = answer.statusCode;
    if (status === 200) return read(answer.body as AsyncIterable<Uint8Array>);
    const text = await errorText(answer.body as AsyncIterable<Uint8Array>);
    const value = this.refusal(status, text);
    if (value.kind === 'too-much' || !retryableStatus.has(status)) return { done: true, value };
    const seconds = Number(answer.headers['retry-after']);
    return { done: false, value, retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined };
  }

  private async readSeries(body: AsyncIterable<Uint8Array>, take: (series: MatrixSeries) => void): Promise<Attempt<QueryOutcome>> {
    const streamed = await readMatrix(body, take);
    if (streamed.kind === 'broken') {
      return { done: false, value: { kind: 'failed', fault: { kind: 'partial', message: `${this.address} gave half an answer: ${this.redact(streamed.reason)}. What could be read is kept.` } } };
    }
    const { envelope, unreadable } = streamed;
    if (envelope.status !== 'success') return { done: true, value: this.refusal(400, `${envelope.errorType ?? ''} ${envelope.error ?? ''}`) };
    const faults = (envelope.warnings ?? []).map((warning): SourceFault => ({ kind: 'partial', message: `${this.address} warns: ${this.redact(warning)}` }));
    if (unreadable > 0) faults.push({ kind: 'partial', message: `${this.address} sent ${unreadable} series that could not be read; the others are kept.` });
    return { done: true, value: { kind: 'read', faults } };
  }

  private refusal(status: number, text: string): Exclude<QueryOutcome, { kind: 'read' }> {
    const said = this.redact(text).trim().slice(0, 400);
    const words = said === '' ? '' : ` It says: ${said}`;
    const failed = (kind: SourceFault['kind'], message: string) => ({ kind: 'failed', fault: { kind, message: `${message}${words}` } }) as const;
    if (status === 413 || (status !== 401 && status !== 403 && tooMuchWords.test(text))) return { kind: 'too-much', message: said };
    if (status === 401 || status === 403) return failed('unauthorised', `${this.address} refused the credentials (HTTP ${status}): check bearerToken, basicAuth and headers.`);
    if (status === 404) return failed('bad-query', `${this.address}/api/v1 does not exist (HTTP 404): check the path in url, e.g. http://mimir/prometheus.`);
    if (status >= 300 && status < 400) return failed('bad-query', `${this.address} redirects elsewhere (HTTP ${status}): put the final address in url.`);
    if (retryableStatus.has(status) || status >= 500) return failed('unreachable', `${this.address} answered HTTP ${status}.`);
    return failed('bad-query', `${this.address} rejected the query (HTTP ${status}).`);
  }

  private unreachable(error: unknown, signal: AbortSignal): SourceFault {
    if (signal.aborted) return { kind: 'unreachable', message: `${this.address} did not answer within ${this.options.timeoutSeconds} s.` };
    const reason = error instanceof Error ? [error.message, error.cause instanceof Error ? error.cause.message : ''].filter(Boolean).join(': ') : String(error);
    const advice = /certificate|self[- ]signed|altname|SSL|TLS/i.test(reason) ? ' Check tls.caFile and tls.serverName.' : ' Is it running, and is url right?';
    return { kind: 'unreachable', message: `${this.address} cannot be reached: ${this.redact(reason)}.${advice}` };
  }

  private redact(text: string): string {
    return this.secrets.reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
  }
}

/** Text of a body that ought to be small; of one that is not, its beginning. */
async function wholeText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length > 1024 * 1024) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The words of an error page; of a JSON answer only what explains it. */
async function errorText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await wholeText(body);
  try {
    const error = member(JSON.parse(text), 'error');
    if (typeof error === 'string') return error;
  } catch {
    // not JSON: a proxy's page or plain text
  }
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}
