import type { ErrorBody } from '@fleetcast/contract';
import type { Notice } from './freshness-notice.ts';

/** Why there is no answer to show. */
export type ServiceFault =
  /** The service answered with an entry of its error catalogue. */
  | { readonly kind: 'refused'; readonly error: ErrorBody['error'] }
  /** Grafana's proxy could not connect to the service. */
  | { readonly kind: 'unreachable'; readonly status: number }
  /** Grafana itself refused, before the service was asked. */
  | { readonly kind: 'grafana'; readonly status: number; readonly message: string }
  /** Something answered that is not Fleetcast, or a Fleetcast whose contract is another one. */
  | { readonly kind: 'foreign'; readonly status: number; readonly detail: string }
  /** The browser could not reach Grafana. */
  | { readonly kind: 'offline' };

/** Reads the answer that came instead of a good one. `body` is whatever came, parsed as JSON where it was JSON. */
export function faultOfAnswer(status: number, body: unknown): ServiceFault {
  const error = catalogueError(body);
  if (error !== null) return { kind: 'refused', error };
  if (status === 0 || status === -1) return { kind: 'offline' };
  if (status === 502 || status === 504) return { kind: 'unreachable', status };
  const message = grafanaMessage(body);
  if (message !== null) return { kind: 'grafana', status, message };
  return { kind: 'foreign', status, detail: `It answered with status ${status} and no Fleetcast error.` };
}

/** What to tell the person in front of the screen: what is wrong, and what to do about it. */
export function faultNotice(fault: ServiceFault): Notice {
  switch (fault.kind) {
    case 'refused':
      return refusedNotice(fault.error);
    case 'unreachable':
      return {
        severity: 'error',
        title: 'Grafana cannot reach the Fleetcast service',
        text: 'Nothing answers at the service URL. Check that the service runs and that the URL under Configuration is reachable from the Grafana server (inside a container, localhost is the container itself).',
      };
    case 'grafana':
      return grafanaNotice(fault.status, fault.message);
    case 'foreign':
      return {
        severity: 'error',
        title: 'The service URL does not lead to Fleetcast',
        text: `${fault.detail} Check host, port and path of the URL under Configuration, and that plugin and service are of the same version.`,
      };
    case 'offline':
      return { severity: 'error', title: 'Grafana does not answer', text: 'Your browser lost its connection to Grafana. This page retries by itself.' };
  }
}

/** Whether trying the same again may help. */
export function isWorthRetrying(fault: ServiceFault): boolean {
  return fault.kind === 'refused' ? fault.error.retryable : fault.kind === 'unreachable' || fault.kind === 'offline';
}

interface Advice {
  readonly severity: Notice['severity'];
  readonly title: string;
  /** What to add to the service's own message. */
  readonly then: (requestId: string) => string;
}

const adviceByCode: Readonly<Partial<Record<ErrorBody['error']['code'], Advice>>> = {
  unauthenticated: { severity: 'error', title: 'The service does not accept the token', then: () => 'An administrator can enter a valid token under Configuration.' },
  not_ready: { severity: 'info', title: 'The first forecasts are being made', then: () => 'Forecasts appear here by themselves; the connection test under Configuration tells what the service reads.' },
  impossible_intervention: { severity: 'warning', title: 'This change is not possible', then: () => '' },
  rate_limited: { severity: 'warning', title: 'Too many requests', then: () => 'This page tries again by itself.' },
  internal: { severity: 'error', title: 'The service failed', then: (requestId) => `The service's log has the details under request ${requestId}.` },
};

function refusedNotice({ code, message, requestId }: ErrorBody['error']): Notice {
  const advice = adviceByCode[code];
  if (code.startsWith('unknown_')) return { severity: 'warning', title: 'Not found', text: message };
  if (advice === undefined) return { severity: 'error', title: 'The service refused the request', text: message };
  return { severity: advice.severity, title: advice.title, text: `${message} ${advice.then(requestId)}`.trim() };
}

function grafanaNotice(status: number, message: string): Notice {
  if (status === 401) return { severity: 'error', title: 'You are signed out', text: 'Sign in to Grafana again.' };
  if (status === 403) return { severity: 'error', title: 'Your role does not allow this', text: `Grafana refused: ${message}` };
  if (status === 404) {
    return { severity: 'error', title: 'The Fleetcast app is not enabled', text: `Grafana answered: ${message}. An administrator enables it and enters the service URL under Configuration.` };
  }
  return { severity: 'error', title: `Grafana answered with status ${status}`, text: `${message}. Check the service URL and token under Configuration.` };
}

/** The catalogue's error in an answer, or null. Checked by hand: an error must be readable even when schemas drift. */
function catalogueError(body: unknown): ErrorBody['error'] | null {
  if (!isRecord(body) || !isRecord(body.error)) return null;
  const { code, message, requestId, retryable } = body.error;
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return { ...(body.error as ErrorBody['error']), requestId: typeof requestId === 'string' ? requestId : '', retryable: retryable === true };
}

function grafanaMessage(body: unknown): string | null {
  return isRecord(body) && typeof body.message === 'string' && body.message !== '' ? body.message : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
