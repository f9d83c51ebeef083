import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { principalKey, type Principal } from '../../domain/principals/principal.ts';
import type { Config } from '../config/config.ts';
import { refusal, type Refuse } from './refusal.ts';

export interface RateLimits {
  /** Of those who were refused: guessing tokens is slowed down by address, wherever it is tried, for a stranger has no principal. */
  readonly strangers: RequestHandler;
  /** Of Grafana's webhook: whoever is let in there has the budget of one caller. */
  readonly hooks: RequestHandler;
  /** Of a principal's requests, and of those that change something. */
  readonly requests: RequestHandler;
  readonly changes: RequestHandler;
}

export function rateLimits({ requestsPerMinute, changesPerMinute, strangersPerMinute }: Config['rateLimits'], principalOf: (request: Request) => Principal, refuse: Refuse): RateLimits {
  const limited = (perMinute: number, key: (request: Request) => string, skip: (request: Request) => boolean = () => false) =>
    rateLimit({
      windowMs: 60_000,
      limit: perMinute,
      standardHeaders: 'draft-7',
      legacyHeaders: false,
      keyGenerator: key,
      skip,
      validate: false,
      handler: (_request, response) => refuse(response, refusal('rate_limited', `More than ${perMinute} requests within a minute; try again after Retry-After seconds.`)),
    });
  const byPrincipal = (request: Request) => principalKey(principalOf(request));
  return {
    strangers: limited(strangersPerMinute, (request) => request.socket.remoteAddress ?? ''),
    hooks: limited(changesPerMinute, () => 'hooks/grafana'),
    requests: limited(requestsPerMinute, byPrincipal),
    changes: limited(changesPerMinute, byPrincipal, (request) => !isChange(request)),
  };
}

/** Whether a request means to change something. */
export function isChange({ method }: Request): boolean {
  return !['GET', 'HEAD'].includes(method);
}
