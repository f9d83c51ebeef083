import { grafanaWebhook, hooks, type GrafanaWebhook, type HookReceipt } from '@fleetcast/contract';
import express, { type Request, type RequestHandler } from 'express';
import type { WebhookOutcome, WebhookReceipt, TakenWebhook } from '../tickets/ticket-desk.ts';
import { checkedSignature, type SignatureSettings } from './hook-signature.ts';
import type { Identity } from './identity.ts';
import { refusal, type Refusal, type Refuse } from './refusal.ts';

export interface GrafanaHookOptions {
  /** Null: no ticket system is configured. */
  readonly take: ((webhook: TakenWebhook) => Promise<WebhookOutcome>) | null;
  readonly identity: Identity;
  readonly signature: SignatureSettings;
  readonly now: () => number;
  readonly refuse: Refuse;
  /** How often those may call who are let in. */
  readonly limit: RequestHandler;
}

interface Sender {
  readonly by: string;
  readonly signature: string | null;
}

/**
 * `POST /v1/hooks/grafana`: let in by a token of scope hooks, which is looked at before the body is read, or by a signature
 * of the body; answered once what it asks for is durable.
 */
export function grafanaHook({ take, identity, signature, now, refuse, limit }: GrafanaHookOptions): readonly RequestHandler[] {
  const senders = new WeakMap<Request, Sender>();
  const signs = (request: Request) => request.headers.authorization === undefined && signature.secret.length > 0;
  const token: RequestHandler = (request, response, next) => {
    if (signs(request)) return next();
    const name = identity.pushToken(request, 'hooks');
    if (typeof name !== 'string') return refuse(response, name);
    senders.set(request, { by: `Grafana, by token ${name}`, signature: null });
    next();
  };
  const signed: RequestHandler = (request, response, next) => {
    if (!signs(request)) return next();
    const checked = checkedSignature(request.headers, bodyOf(request), signature, now());
    if (typeof checked !== 'string') return refuse(response, checked);
    senders.set(request, { by: 'Grafana, by signature', signature: checked });
    next();
  };
  const answer: RequestHandler = async (request, response) => {
    if (take === null) return refuse(response, refusal('not_found', 'No ticket system is configured: add one under tickets.systems in fleetcast.yaml.'));
    const webhook = webhookOf(bodyOf(request));
    if ('kind' in webhook) return refuse(response, webhook);
    const { receiver, externalURL, alerts } = webhook;
    const outcome = await take({
      ...senders.get(request)!,
      receiver,
      grafanaUrl: httpAddress(externalURL),
      alerts: alerts.map(({ status, labels, fingerprint, startsAt }) => ({ fingerprint, firing: status === 'firing', labels, startsAtMs: Date.parse(startsAt) })),
    });
    if (outcome.kind === 'replayed') return refuse(response, refusal('replayed'));
    response.setHeader('Cache-Control', 'no-store');
    response.status(202).json(receiptOf(outcome.receipt));
  };
  return [token, express.raw({ type: () => true, limit: hooks.grafanaHook.mostBodyBytes }), signed, limit, answer];
}

function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function webhookOf(body: Buffer): GrafanaWebhook | Refusal {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return refusal('bad_request', 'The body is no JSON; accepted is what Grafana’s webhook contact point sends, without a payload template of your own.');
  }
  const parsed = grafanaWebhook.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ where: 'body', path: path.join('.'), message }));
  return refusal('bad_request', `The body is not what Grafana’s webhook contact point sends: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}. /openapi.json describes it.`, { issues });
}

/** Links are made of it. */
function httpAddress(text: string): string | null {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null;
}

function receiptOf({ tickets, ignored }: WebhookReceipt): HookReceipt {
  const count = (reason: (typeof ignored)[number]) => ignored.filter((one) => one === reason).length;
  return { tickets: [...tickets], ignored: { 'not-a-warning': count('not-a-warning'), 'unknown-warning': count('unknown-warning'), 'no-ticket': count('no-ticket') } };
}
