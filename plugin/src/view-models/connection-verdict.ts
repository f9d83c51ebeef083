import type { ServiceStatus, SinkStatus, WhoAmI } from '@fleetcast/contract';
import type { Notice } from './freshness-notice.ts';
import { faultNotice, type ServiceFault } from './service-fault.ts';

/** What the connection test saw: both answers, or the first fault. */
export type ConnectionProbe = { readonly fault: ServiceFault } | { readonly status: ServiceStatus; readonly whoAmI: WhoAmI };

export interface ConnectionVerdict {
  readonly severity: 'success' | 'info' | 'warning' | 'error';
  readonly title: string;
  readonly lines: readonly string[];
}

export function connectionVerdict(probe: ConnectionProbe, serviceUrl: string): ConnectionVerdict {
  if ('fault' in probe) {
    const { severity, title, text }: Notice = faultNotice(probe.fault);
    return { severity, title, lines: [text, ...localhostHint(probe.fault, serviceUrl)] };
  }
  const { status, whoAmI } = probe;
  const lines = [
    `Fleetcast ${status.version}, step ${status.stepSeconds / 60} min, horizon ${(status.stepSeconds * status.horizonSteps) / 3600} h.`,
    `It identifies you as ${whoAmI.login} with role ${whoAmI.role}.`,
  ];
  const down = status.sources.filter(({ state }) => state === 'down');
  if (status.phase !== 'serving') {
    const progress = status.phase === 'refilling' ? ` (${Math.round(status.refillShare * 100)}% read)` : '';
    return { severity: 'info', title: `Connected; the service is still reading history${progress}`, lines };
  }
  lines.push(`${status.series.total} series: ${status.series.byModel} by the model, ${status.series.byFloor} by simple forecasts, ${status.series.learning} learning, ${status.series.stale} stale.`);
  for (const sink of status.sinks) lines.push(sinkLine(sink));
  if (down.length > 0 || status.warnings.length > 0) {
    const sources = down.map(({ name, message }) => `Source ${name} is down: ${message ?? 'no reason given'}`);
    return { severity: 'warning', title: 'Connected, but the service has trouble', lines: [...lines, ...sources, ...status.warnings] };
  }
  return { severity: 'success', title: 'Connected', lines };
}

/** What is wrong with a sink stands among the service's warnings. */
function sinkLine({ name, state, series, batchesWaiting, batchesDropped }: SinkStatus): string {
  const said = { waiting: 'has received nothing yet', up: `takes ${series} series`, down: 'is down', refused: 'receives nothing' }[state];
  return `Sink ${name} ${said}; ${batchesWaiting} minutes wait, ${batchesDropped} were given up.`;
}

/** What is wrong with a service URL as typed, or null. */
export function serviceUrlFault(typed: string): string | null {
  if (typed.trim() === '') return 'Enter the URL of the Fleetcast service, e.g. http://fleetcast:8787';
  if (!URL.canParse(typed)) return 'This is not a URL; it looks like http://fleetcast:8787';
  const url = new URL(typed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `The URL must start with http:// or https://, not ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'Leave name and password out of the URL; the token below identifies Grafana';
  if (url.search !== '' || url.hash !== '') return 'The URL may not have a query or a fragment';
  if (/\/v1\/?$/.test(url.pathname)) return 'Leave out /v1: the plugin adds it';
  return null;
}

function localhostHint(fault: ServiceFault, serviceUrl: string): readonly string[] {
  if (fault.kind !== 'unreachable' || !URL.canParse(serviceUrl)) return [];
  const { hostname, port, protocol } = new URL(serviceUrl);
  const tried = `Grafana tried ${hostname}, port ${port || (protocol === 'https:' ? '443' : '80')}.`;
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
    ? [`${tried} If Grafana runs in a container, use the host's name or the service's name in the compose file instead of ${hostname}.`]
    : [tried];
}
