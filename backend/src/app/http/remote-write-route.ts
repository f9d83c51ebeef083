import { errorCatalogue, type ErrorCode } from '@fleetcast/contract';
import type { Request, RequestHandler, Response } from 'express';
import type { WriteOutcome, Written } from '../../domain/intake/write-outcome.ts';
import { negotiate } from '../../io/remote-write/content-negotiation.ts';
import type { TransferredBody } from '../workers/intake-client.ts';

/** Where bodies go. */
export interface BodyStore {
  write(pushed: TransferredBody): Promise<WriteOutcome>;
}

export interface RemoteWriteRouteOptions {
  /** Largest body as it comes over the wire. */
  readonly mostBodyBytes: number;
  readonly now: () => number;
  /** Name of the token that the request was let in with; middleware before this route has checked it. */
  readonly tokenOf: (response: Response) => string;
}

const nothing: Written = { samples: 0, histograms: 0, exemplars: 0 };
/** Nothing that we can say makes a full disk or a cap go away sooner; senders back off by themselves from here. */
const retryAfterSeconds = 30;

/** Every answer says how much was written; so do those that are given before anything is read. */
export const nothingWritten: RequestHandler = (_request, response, next) => {
  response.set(writtenHeaders(nothing));
  next();
};

/** `POST /api/v1/write`: Prometheus remote write 1.0 and 2.0. */
export function remoteWriteRoute(store: BodyStore, options: RemoteWriteRouteOptions): RequestHandler {
  return async (request, response) => {
    const version = negotiate(request.get('content-type'), request.get('content-encoding'));
    if (typeof version !== 'string') return refuse(response, 'unsupported_media_type', version.message, nothing);
    const body = await wholeBody(request, options.mostBodyBytes);
    if (body === 'too-large') {
      // What still comes of a body that is not read on would be taken for the next request.
      if (!request.complete) {
        response.set('Connection', 'close');
        response.once('finish', () => request.destroy());
      }
      return refuse(response, 'body_too_large', `The body is larger than the ${options.mostBodyBytes} bytes that are accepted; send fewer samples a request.`, nothing);
    }
    if (body === 'aborted') return;
    answer(response, await store.write({ body, version, token: options.tokenOf(response), receivedAtMs: options.now() }));
  };
}

function answer(response: Response, outcome: WriteOutcome): void {
  switch (outcome.kind) {
    case 'accepted':
      response.set(writtenHeaders(outcome.written)).status(204).end();
      return;
    case 'partly-rejected':
      return refuse(response, 'bad_request', outcome.message, outcome.written);
    case 'too-many-series':
      return refuse(response, 'too_many_series', outcome.message, outcome.written);
    case 'malformed':
      return refuse(response, 'bad_request', outcome.message, nothing);
    case 'too-large':
      return refuse(response, 'body_too_large', outcome.message, nothing);
    case 'storage-full':
      return refuse(response, 'storage_full', outcome.message, nothing);
    case 'storage-failed':
      return refuse(response, 'internal', outcome.message, nothing);
    case 'intake-down':
      return refuse(response, 'intake_down', outcome.message, nothing);
    case 'overloaded':
      return refuse(response, 'overloaded', outcome.message, nothing);
  }
}

function refuse(response: Response, code: ErrorCode, message: string, written: Written): void {
  const { status, retryable } = errorCatalogue[code];
  if (retryable) response.set('Retry-After', String(retryAfterSeconds));
  const requestId = String(response.getHeader('x-request-id') ?? '');
  response.set(writtenHeaders(written)).status(status).json({ error: { code, message, requestId, retryable } });
}

function writtenHeaders({ samples, histograms, exemplars }: Written): Record<string, string> {
  return {
    'X-Prometheus-Remote-Write-Samples-Written': String(samples),
    'X-Prometheus-Remote-Write-Histograms-Written': String(histograms),
    'X-Prometheus-Remote-Write-Exemplars-Written': String(exemplars),
  };
}

/**
 * The body in memory of its own, so that it can be handed to another thread. What is somewhat too large is read to its end
 * and thrown away, because senders read the answer only when they have sent everything.
 */
function wholeBody(request: Request, mostBytes: number): Promise<ArrayBuffer | 'too-large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= mostBytes) chunks.push(chunk);
      else if (length > 4 * mostBytes) {
        request.pause();
        resolve('too-large');
      }
    });
    request.on('end', () => {
      if (length > mostBytes) return resolve('too-large');
      const body = new ArrayBuffer(length);
      const bytes = new Uint8Array(body);
      let at = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      resolve(body);
    });
    request.on('error', () => resolve('aborted'));
    request.on('close', () => resolve('aborted'));
  });
}
