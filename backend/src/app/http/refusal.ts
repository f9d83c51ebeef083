import { randomUUID } from 'node:crypto';
import { errorCatalogue, type ErrorBody, type ErrorCode } from '@fleetcast/contract';
import type { Response } from 'express';
import { TooManyQuestions } from '../analysis/too-many-questions.ts';

/** Something that is not done, for a reason the catalogue names. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Record<string, unknown>;
}

/** Answers with a refusal. */
export type Refuse = (response: Response, refused: Refusal) => void;

export function refusal(code: ErrorCode, message?: string, details?: Record<string, unknown>): Refusal {
  return { kind: 'refusal', code, message: message ?? errorCatalogue[code].text, details };
}

export function badCursor(): Refusal {
  return refusal('bad_request', 'The cursor was not made by this service; take nextCursor of an earlier page, or leave it out.');
}

export function unknownServer(serverId: string): Refusal {
  return refusal('unknown_server', `No server has the id ${serverId}; /v1/fleet lists those there are.`);
}

export function unknownMetric(serverId: string, metric: string): Refusal {
  return refusal('unknown_metric', `This server has no metric ${metric}; /v1/servers/${serverId} lists those it has.`);
}

/** The one place where the catalogue becomes an HTTP answer. */
export function refusalAnswer({ code, message, details }: Refusal, requestId: string = randomUUID()): { readonly status: number; readonly body: ErrorBody } {
  const { status, retryable } = errorCatalogue[code];
  return { status, body: { error: { code, message, requestId, retryable, ...(details === undefined ? {} : { details }) } } };
}

interface HttpishError {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
  /** Of a body that is too large: what was sent, as far as it was said, and what is accepted. */
  readonly length?: unknown;
  readonly limit?: unknown;
}

/** What a thrown value means to the caller. Only faults of the request itself are told; the rest is ours and stays in the log. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof TooManyQuestions) return refusal('too_many_questions', error.message);
  const { type, status, message, length, limit } = (typeof error === 'object' && error !== null ? error : {}) as HttpishError;
  if (type === 'entity.too.large') {
    const sent = typeof length === 'number' ? `has ${length} bytes` : 'is larger';
    return refusal('body_too_large', typeof limit === 'number' ? `The body ${sent}; at most ${limit} are accepted here. Send less at once.` : undefined);
  }
  if (type === 'entity.parse.failed') return refusal('bad_request', `The body is not valid JSON${typeof message === 'string' ? `: ${message}` : ''}. /openapi.json describes what is accepted.`);
  if (status === 415) return refusal('unsupported_media_type', typeof message === 'string' ? message : undefined);
  if (typeof status === 'number' && status >= 400 && status < 500) return refusal('bad_request', typeof message === 'string' ? `The request is not valid: ${message}.` : undefined);
  return refusal('internal');
}
