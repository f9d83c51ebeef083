import { Agent, request } from 'undici';
import type { VendorReply } from '../../domain/tickets/ports.ts';
import { tlsSettings, type TlsOptions } from './tls.ts';

export interface JsonExchangeOptions {
  readonly url: string;
  /** Value of the header Authorization; never repeated in a message. */
  readonly authorization: string;
  readonly timeoutSeconds: number;
  readonly tls?: TlsOptions | undefined;
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** From the base address, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** An answer is one ticket or a page of states; what is longer is not read to its end. */
const mostAnswerBytes = 4_000_000;
const mostSaid = 300;
const retryableStatus = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Before anything of the request has left. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID']);

/** One JSON request at a time to a vendor's API: signs in, times out, follows no redirect, and says what the answer means for whoever asks. */
export class JsonExchange {
  /** Without a path's last slash. */
  readonly address: string;
  private readonly options: JsonExchangeOptions;
  private readonly agent: Agent;

  constructor(options: JsonExchangeOptions) {
    this.options = options;
    this.address = options.url.replace(/\/+$/, '');
    const timeoutMs = options.timeoutSeconds * 1000;
    this.agent = new Agent({ connections: 2, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: Math.min(10_000, timeoutMs), ...tlsSettings(options.tls) } });
  }

  /** Throws only when `signal` calls it off. An answer without a body is null. */
  async send({ method, path, body }: JsonRequest, signal: AbortSignal): Promise<VendorReply<unknown>> {
    const { authorization, timeoutSeconds } = this.options;
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    try {
      const answer = await request(`${this.address}${path}`, {
        dispatcher: this.agent,
        method,
        signal: inTime,
        headers: { accept: 'application/json', authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
      });
      return this.judged(answer.statusCode, String(answer.headers['retry-after'] ?? ''), await textOf(answer.body));
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = error as { readonly code?: string; readonly message?: string };
      const reason = inTime.aborted ? `no answer within ${timeoutSeconds} s` : (message ?? String(error));
      return { kind: 'later', message: `${this.address} cannot be reached: ${reason}. Is the address right?`, retryAfterMs: null, mayBeDone: code === undefined || !neverSent.has(code) };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private judged(status: number, retryAfter: string, text: string | null): VendorReply<unknown> {
    const later = (message: string, mayBeDone: boolean): VendorReply<unknown> => ({ kind: 'later', message, retryAfterMs: millisecondsOf(retryAfter), mayBeDone });
    const said = this.said(text);
    if (status >= 200 && status < 300) {
      if (text === '') return { kind: 'done', value: null };
      try {
        return { kind: 'done', value: JSON.parse(text ?? 'not read to its end') as unknown };
      } catch {
        return later(`${this.address} answered HTTP ${status} with what is no JSON.`, true);
      }
    }
    if (status === 401 || status === 403) return later(`${this.address} refused the credentials (HTTP ${status}): check user and token, and what they may do.${said}`, false);
    if (status === 429) return later(`${this.address} wants fewer requests (HTTP 429).${said}`, false);
    if (retryableStatus.has(status) || status >= 500) return later(`${this.address} answered HTTP ${status}.${said}`, true);
    if (status >= 300 && status < 400) return { kind: 'refused', message: `${this.address} redirects elsewhere (HTTP ${status}): put the final address into url.` };
    return { kind: 'refused', message: `${this.address} refused it (HTTP ${status}).${said}` };
  }

  private said(text: string | null): string {
    const words = (text ?? '').split(this.options.authorization).join('[redacted]').replace(/\s+/g, ' ').trim().slice(0, mostSaid);
    return words === '' ? '' : ` It says: ${words}`;
  }
}

/** Null: longer than anybody reads. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Seconds, or a date (RFC 9110, 10.2.3); only seconds are understood, which is what both vendors send. */
function millisecondsOf(retryAfter: string): number | null {
  return /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
}
