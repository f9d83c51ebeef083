import { Agent, request } from 'undici';
import type { WriteOutcome } from '../../domain/export/ports.ts';
import { clockAheadMs } from '../connection/clock-ahead.ts';
import { tlsSettings, type TlsOptions } from '../connection/tls.ts';
import { reasonOf } from '../reason.ts';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from './encode.ts';
import { authorizationOf, type RemoteWriteTarget } from './remote-write-target.ts';

const answerWithinMs = 20_000;
/** Answers that mean another time: sign-in and receiver are set right by people, the rest by waiting. */
const passing = new Set([401, 403, 404, 405, 408, 425, 429]);

/** A text that came back, and how far the other side's clock is ahead of ours, as far as its Date header tells. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly clockAheadMs: number | null;
}

/** HTTP to one that takes remote write: signs in, times out, and shows its address without secrets. */
export class WriteConnection {
  readonly address: string;
  private readonly agent: Agent;
  private readonly authorization: Readonly<Record<string, string>>;

  constructor({ url, bearerToken, basicAuth, headers, tls }: RemoteWriteTarget & { readonly tls?: TlsOptions }) {
    const base = new URL(url);
    this.address = `${base.protocol}//${base.host}${base.pathname.replace(/\/$/, '')}`;
    this.authorization = { ...authorizationOf({ url, bearerToken, basicAuth }), ...headers };
    this.agent = new Agent({ connect: tlsSettings(tls) });
  }

  /** One request of series. Null: taken. */
  async push(series: readonly PushedSeries[], signal: AbortSignal): Promise<Exclude<WriteOutcome, { kind: 'written' }> | null> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
    try {
      const { statusCode, headers, body } = await request(`${this.address}/api/v1/write`, {
        method: 'POST',
        headers: { ...writeRequestHeaders, ...this.authorization },
        body: encodeWriteRequest(series),
        signal: limit,
        dispatcher: this.agent,
      });
      const said = (await body.text()).trim().slice(0, 400);
      if (statusCode >= 200 && statusCode < 300) return null;
      const message = `${this.address} answered HTTP ${statusCode}: ${said}`;
      if (!passing.has(statusCode) && statusCode < 500) return { kind: 'refused', message };
      const seconds = Number(headers['retry-after'] ?? NaN);
      return { kind: 'later', message, ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}) };
    } catch (error) {
      return { kind: 'later', message: `${this.address} cannot be reached: ${reasonOf(error)}` };
    }
  }

  /** What is at a path below the address, or at the root of its host; throws when nothing answers. */
  async read(path: string, below: 'address' | 'host', now: () => number, signal: AbortSignal): Promise<Answer> {
    const beforeMs = now();
    const { statusCode, headers, body } = await request(`${below === 'address' ? this.address : new URL(this.address).origin}${path}`, {
      headers: this.authorization,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      dispatcher: this.agent,
    });
    const afterMs = now();
    const dateMs = Date.parse(typeof headers.date === 'string' ? headers.date : '');
    return { status: statusCode, text: await body.text(), clockAheadMs: Number.isNaN(dateMs) ? null : clockAheadMs(dateMs, beforeMs, afterMs) };
  }
}
