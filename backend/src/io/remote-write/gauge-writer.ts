import { type Dispatcher, request } from 'undici';
import type { Gauge } from '../../domain/export/gauge.ts';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from './encode.ts';
import type { RemoteWriteTarget } from './remote-write-sink.ts';

/** stopped: asked to; later: not now, it may take it another time; refused: it never will. */
export type GaugeWriteOutcome =
  | { readonly kind: 'written'; readonly samples: number }
  | { readonly kind: 'later'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Gauges of one moment, and series that end at it. */
export interface GaugeBatch {
  readonly atMs: number;
  readonly gauges: readonly Gauge[];
  readonly ending: ReadonlyArray<Pick<Gauge, 'name' | 'labels'>>;
}

const answerWithinMs = 20_000;
/** Series in one request. */
const seriesARequest = 5_000;

/** Writes gauges by remote write, all stamped with the batch's own moment. */
export class GaugeWriter {
  private readonly address: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ url, bearerToken, basicAuth, headers }: RemoteWriteTarget) {
    const base = new URL(url);
    this.address = `${base.protocol}//${base.host}${base.pathname.replace(/\/$/, '')}`;
    const basic = basicAuth === undefined ? undefined : `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}`;
    const authorization = bearerToken === undefined ? basic : `Bearer ${bearerToken}`;
    this.headers = { ...writeRequestHeaders, ...(authorization === undefined ? {} : { authorization }), ...headers };
  }

  async write({ atMs, gauges, ending }: GaugeBatch, signal: AbortSignal): Promise<GaugeWriteOutcome> {
    const series = [
      ...gauges.map(({ name, labels, value }): PushedSeries => ({ labels: { ...labels, __name__: name }, timesMs: [atMs], values: [value] })),
      ...ending.map(({ name, labels }): PushedSeries => ({ labels: { ...labels, __name__: name }, timesMs: [atMs], values: [NaN], ends: true })),
    ];
    for (let from = 0; from < series.length; from += seriesARequest) {
      const outcome = await this.send(series.slice(from, from + seriesARequest), signal);
      if (outcome !== null) return outcome;
    }
    return { kind: 'written', samples: series.length };
  }

  /** Null: taken. */
  private async send(series: readonly PushedSeries[], signal: AbortSignal): Promise<Exclude<GaugeWriteOutcome, { kind: 'written' }> | null> {
    let answer: Dispatcher.ResponseData;
    let said: string;
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
      answer = await request(`${this.address}/api/v1/write`, { method: 'POST', headers: this.headers, body: encodeWriteRequest(series), signal: limit });
      said = (await answer.body.text()).trim().slice(0, 400);
    } catch (error) {
      return { kind: 'later', message: `${this.address} cannot be reached: ${error instanceof Error ? error.message : String(error)}` };
    }
    const { statusCode } = answer;
    if (statusCode >= 200 && statusCode < 300) return null;
    const message = `${this.address} answered HTTP ${statusCode}: ${said}`;
    return { kind: statusCode === 429 || statusCode >= 500 ? 'later' : 'refused', message };
  }
}
