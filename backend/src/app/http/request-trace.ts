import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Principal } from '../../domain/principals/principal.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';

interface RequestFacts {
  readonly requestId: string;
  principal?: Principal;
}

/** By what name each request can be found in the log, and, once somebody is let in, who makes it. */
export class RequestTrace {
  private readonly facts = new WeakMap<Request, RequestFacts>();
  private readonly metrics: ServiceMetrics;
  private readonly log: Logger;

  constructor(metrics: ServiceMetrics, log: Logger) {
    this.metrics = metrics;
    this.log = log;
  }

  /** Comes before everything else: names the request, and tells how it ended. */
  readonly begin: RequestHandler = (request, response, next) => {
    const requestId = requestIdOf(request);
    this.facts.set(request, { requestId });
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const matched = request.route as { readonly path?: unknown } | undefined;
      const route = typeof matched?.path === 'string' ? matched.path : 'other';
      this.metrics.requestSeconds.observe({ route, status: response.statusCode }, seconds);
      const principal = this.facts.get(request)?.principal;
      this.log.debug({ requestId, method: request.method, path: request.path, status: response.statusCode, ms: Math.round(seconds * 1000), login: principal?.login }, 'request');
    });
    next();
  };

  letIn(request: Request, principal: Principal): void {
    this.facts.get(request)!.principal = principal;
  }

  idOf(request: Request): string | undefined {
    return this.facts.get(request)?.requestId;
  }

  /** Of a request that was let in. */
  readonly principalOf = (request: Request): Principal => this.facts.get(request)!.principal!;
}

/** The caller's own id when it is harmless to log, so that a trace can be followed through Grafana. */
function requestIdOf(request: Request): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}
