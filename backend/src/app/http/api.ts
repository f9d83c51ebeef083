import { hooks, type Readiness } from '@fleetcast/contract';
import compression from 'compression';
import express, { Router, type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Config } from '../config/config.ts';
import type { TakenWebhook, WebhookOutcome } from '../tickets/ticket-desk.ts';
import { contractRouter } from './contract-router.ts';
import { grafanaHook } from './grafana-hook.ts';
import { Identity } from './identity.ts';
import { intakeGate } from './intake-gate.ts';
import { jsonBodies } from './json-bodies.ts';
import { openApiDocument } from './openapi.ts';
import type { Operations } from './operation.ts';
import { predictionsRoute, type ReadablePage } from './predictions-route.ts';
import { rateLimits, type RateLimits } from './rate-limits.ts';
import { refusal, refusalAnswer, refusalOfError, type Refuse } from './refusal.ts';
import { nothingWritten } from './remote-write-route.ts';
import { RequestTrace } from './request-trace.ts';
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

/** What the addresses share. */
interface Door {
  readonly identity: Identity;
  readonly trace: RequestTrace;
  readonly limits: RateLimits;
  readonly refuse: Refuse;
  /** As `refuse`, and strangers only so often. */
  readonly refuseAtGate: Refuse;
}

/** The service's face: Express with the contract's routes, identity and limits. Does no arithmetic. */
export function createApi(ports: ApiPorts): Express {
  const door = doorOf(ports);
  const { trace, refuse } = door;
  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(trace.begin);
  app.use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false } }));
  addOpenRoutes(app, ports);
  addMachineRoutes(app, ports, door);
  app.use(v1Router(ports, door));
  app.use((request, response) => refuse(response, refusal('not_found', `There is nothing at ${request.path}; /openapi.json lists what there is.`)));
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const refused = refusalOfError(error);
    if (refused.code === 'internal') ports.log.error({ err: error, requestId: trace.idOf(request), path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refuse(response, refused);
  });
  return app;
}

function doorOf({ config, metrics, log }: ApiPorts): Door {
  const trace = new RequestTrace(metrics, log);
  const refuse: Refuse = (response, refused) => {
    if (response.headersSent) return;
    const { status, body } = refusalAnswer(refused, trace.idOf(response.req));
    metrics.errors.inc({ code: refused.code });
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="fleetcast"');
    if (refused.code === 'not_ready') response.setHeader('Retry-After', '10');
    response.setHeader('Cache-Control', 'no-store');
    response.status(status).json(body);
  };
  const limits = rateLimits(config.rateLimits, trace.principalOf, refuse);
  const refuseAtGate: Refuse = (response, refused) => {
    if (refused.code !== 'unauthenticated' && refused.code !== 'forbidden') return refuse(response, refused);
    void limits.strangers(response.req, response, () => refuse(response, refused));
  };
  return { identity: new Identity(config.tokens), trace, limits, refuse, refuseAtGate };
}

/** What anybody may ask who reaches the service: whether it lives, whether it is ready, and what it understands. */
function addOpenRoutes(app: Express, { version, readiness }: ApiPorts): void {
  app.get('/healthz', (_request, response) => {
    response.json({ alive: true });
  });
  app.get('/readyz', (_request, response) => {
    const now = readiness();
    response.status(now.ready ? 200 : 503).json(now);
  });
  const document = openApiDocument(version);
  app.get('/openapi.json', compression(), (_request, response) => {
    response.json(document);
  });
}

/** What other programs use: those that scrape, those that push, and Grafana's webhook. */
function addMachineRoutes(app: Express, { config, metrics, now, remoteWrite, takeWebhook, predictionsPage }: ApiPorts, { identity, limits, refuse, refuseAtGate }: Door): void {
  const scrapes = scrapeGate(identity, refuseAtGate);
  app.get('/metrics', scrapes, async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get('/metrics/predictions', scrapes, predictionsRoute(predictionsPage, refuse));
  app.post('/api/v1/write', nothingWritten, intakeGate(identity, refuseAtGate), remoteWrite ?? intakeIsOff(refuse));
  app.all('/api/v1/write', (request, response) => {
    response.setHeader('Allow', 'POST');
    refuse(response, refusal('method_not_allowed', `/api/v1/write takes POST, as Prometheus' remote_write sends it, not ${request.method}.`));
  });
  app.post(hooks.grafanaHook.path, ...grafanaHook({ take: takeWebhook, identity, signature: config.tickets.signature, now, refuse: refuseAtGate, limit: limits.hooks }));
}

function intakeIsOff(refuse: Refuse): RequestHandler {
  return (_request, response) => refuse(response, refusal('not_found', 'The intake is off: set intake.enabled to true in the configuration.'));
}

/** What people use, through Grafana: who is calling, how often, with what body, and then the contract's routes. */
function v1Router({ operations, now }: ApiPorts, { identity, trace, limits, refuse }: Door): Router {
  const v1 = Router();
  v1.use((request, _response, next) => next(request.path === '/v1' || request.path.startsWith('/v1/') ? undefined : 'router'));
  v1.use((request, response, next) => {
    const caller = identity.identify(request);
    if ('kind' in caller) return limits.strangers(request, response, () => refuse(response, caller));
    trace.letIn(request, caller);
    next();
  });
  v1.use(limits.requests, limits.changes);
  v1.use(compression({ threshold: 2048 }));
  v1.use(jsonBodies(refuse));
  v1.use(contractRouter({ operations, now, principalOf: trace.principalOf, refuse }));
  return v1;
}
