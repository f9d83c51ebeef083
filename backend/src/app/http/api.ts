import { randomUUID } from 'node:crypto';
import { hooks, routes, type Readiness } from '@fleetcast/contract';
import compression from 'compression';
import express, { Router, type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { principalKey, type Principal } from '../../domain/principals/principal.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Config } from '../config/config.ts';
import type { TakenWebhook, WebhookOutcome } from '../tickets/ticket-desk.ts';
import { contractRouter } from './contract-router.ts';
import { grafanaHook } from './grafana-hook.ts';
import { Identity } from './identity.ts';
import { intakeGate } from './intake-gate.ts';
import { openApiDocument } from './openapi.ts';
import type { Operations } from './operation.ts';
import { predictionsRoute, type ReadablePage } from './predictions-route.ts';
import { refusal, refusalAnswer, refusalOfError, type Refusal } from './refusal.ts';
import { nothingWritten } from './remote-write-route.ts';
import { scrapeGate } from './scrape-gate.ts';

export interface ApiPorts {
  readonly config: Pick<Config, 'tokens' | 'rateLimits' | 'tickets'>;
  readonly version: string;
  readonly operations: Operations;
  readonly readiness: () => Readiness;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
  readonly now: () => number;
  /** POST /api/v1/write, which has bodies, limits and answers of its own; null when intake is off. */
  readonly remoteWrite: RequestHandler | null;
  /** Takes Grafana's webhook; null when no ticket system is configured. */
  readonly takeWebhook: ((webhook: TakenWebhook) => Promise<WebhookOutcome>) | null;
  /** GET /metrics/predictions; null when it is off. */
  readonly predictionsPage: ReadablePage | null;
}

interface RequestFacts {
  readonly requestId: string;
  principal?: Principal;
}

const bodyLimit = '64kb';
const largerBodies = Object.values(routes).flatMap((route) => ('mostBodyBytes' in route ? [route] : []));

/** The service's face: Express with the contract's routes, identity and limits. Does no arithmetic. */
export function createApi(ports: ApiPorts): Express {
  const { config, metrics, log, now } = ports;
  const identity = new Identity(config.tokens);
  const facts = new WeakMap<Request, RequestFacts>();
  const principalOf = (request: Request) => facts.get(request)!.principal!;
  const refuse = (request: Request, response: Response, refused: Refusal) => {
    if (response.headersSent) return;
    const { status, body } = refusalAnswer(refused, facts.get(request)?.requestId ?? randomUUID());
    metrics.errors.inc({ code: refused.code });
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="fleetcast"');
    if (refused.code === 'not_ready') response.setHeader('Retry-After', '10');
    response.setHeader('Cache-Control', 'no-store');
    response.status(status).json(body);
  };

  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    const requestId = requestIdOf(request);
    facts.set(request, { requestId });
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const matched = request.route as { readonly path?: unknown } | undefined;
      const route = typeof matched?.path === 'string' ? matched.path : 'other';
      metrics.requestSeconds.observe({ route, status: response.statusCode }, seconds);
      const principal = facts.get(request)?.principal;
      log.debug({ requestId, method: request.method, path: request.path, status: response.statusCode, ms: Math.round(seconds * 1000), login: principal?.login }, 'request');
    });
    next();
  });
  app.use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false } }));

  app.get('/healthz', (_request, response) => {
    response.json({ alive: true });
  });
  app.get('/readyz', (_request, response) => {
    const readiness = ports.readiness();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  const document = openApiDocument(ports.version);
  app.get('/openapi.json', compression(), (_request, response) => {
    response.json(document);
  });
  const limited = (perMinute: number, key: (request: Request) => string, skip: (request: Request) => boolean) =>
    rateLimit({
      windowMs: 60_000,
      limit: perMinute,
      standardHeaders: 'draft-7',
      legacyHeaders: false,
      keyGenerator: key,
      skip,
      validate: false,
      handler: (request, response) => refuse(request, response, refusal('rate_limited', `More than ${perMinute} requests within a minute; try again after Retry-After seconds.`)),
    });
  /** Guessing tokens is slowed down by address, wherever it is tried: a stranger has no principal. */
  const strangerLimit = limited(config.rateLimits.strangersPerMinute, (request) => request.socket.remoteAddress ?? '', () => false);
  const refuseAtGate = (response: Response, refused: Refusal) => {
    const { req: request } = response;
    if (refused.code !== 'unauthenticated' && refused.code !== 'forbidden') return refuse(request, response, refused);
    void strangerLimit(request, response, () => refuse(request, response, refused));
  };
  const scrapes = scrapeGate(identity, refuseAtGate);
  app.get('/metrics', scrapes, async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get('/metrics/predictions', scrapes, predictionsRoute(ports.predictionsPage, refuse));
  app.post('/api/v1/write', nothingWritten, intakeGate(identity, refuseAtGate), ports.remoteWrite ?? intakeIsOff(refuse));
  app.all('/api/v1/write', (request, response) => {
    response.setHeader('Allow', 'POST');
    refuse(request, response, refusal('method_not_allowed', `/api/v1/write takes POST, as Prometheus' remote_write sends it, not ${request.method}.`));
  });

  /** Whoever is let in has the budget of one caller. */
  const hookLimit = limited(config.rateLimits.changesPerMinute, () => 'hooks/grafana', () => false);
  app.post(hooks.grafanaHook.path, ...grafanaHook({ take: ports.takeWebhook, identity, signature: config.tickets.signature, now, refuse: refuseAtGate, limit: hookLimit }));

  const v1 = Router();
  v1.use((request, _response, next) => next(request.path === '/v1' || request.path.startsWith('/v1/') ? undefined : 'router'));
  v1.use((request, response, next) => {
    const caller = identity.identify(request);
    if ('kind' in caller) return strangerLimit(request, response, () => refuse(request, response, caller));
    facts.get(request)!.principal = caller;
    next();
  });
  const changes = (request: Request) => !['GET', 'HEAD'].includes(request.method);
  v1.use(limited(config.rateLimits.requestsPerMinute, (request) => principalKey(principalOf(request)), () => false));
  v1.use(limited(config.rateLimits.changesPerMinute, (request) => principalKey(principalOf(request)), (request) => !changes(request)));
  v1.use(compression({ threshold: 2048 }));
  v1.use((request, response, next) => {
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (changes(request) && hasBody && !request.is('application/json')) {
      return refuse(request, response, refusal('unsupported_media_type', `The body must be application/json, not ${request.headers['content-type'] ?? 'of no stated type'}.`));
    }
    next();
  });
  for (const { path, mostBodyBytes } of largerBodies) v1.use(path, jsonBody(mostBodyBytes));
  v1.use(jsonBody(bodyLimit));
  v1.use(contractRouter({ operations: ports.operations, now, principalOf, refuse: (response, refused) => refuse(response.req, response, refused) }));
  app.use(v1);

  app.use((request, response) => refuse(request, response, refusal('not_found', `There is nothing at ${request.path}; /openapi.json lists what there is.`)));
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const refused = refusalOfError(error);
    if (refused.code === 'internal') log.error({ err: error, requestId: facts.get(request)?.requestId, path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refuse(request, response, refused);
  });
  return app;
}

/** Any JSON is read: that null or a number is no object is for the contract's checks to say. */
function jsonBody(limit: string | number): RequestHandler {
  return express.json({ limit, strict: false });
}

function intakeIsOff(refuse: (request: Request, response: Response, refused: Refusal) => void): RequestHandler {
  return (request, response) => refuse(request, response, refusal('not_found', 'The intake is off: set intake.enabled to true in the configuration.'));
}

/** The caller's own id when it is harmless to log, so that a trace can be followed through Grafana. */
function requestIdOf(request: Request): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}
