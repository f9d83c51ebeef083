/** Situations made by hand: a server whose past and future are given by a level and its breach. */
import type { MetricInfo } from '@fleetcast/contract';
import type { MetricOutlook, ServerOutlook, Situation } from './situation.ts';

const stepMinutes = 5;
const day = 288;

function info(metric: string): MetricInfo {
  return { name: metric, title: metric.toUpperCase(), kind: 'percent', unit: 'percent', thresholds: { warning: { value: 80, direction: 'above' }, critical: { value: 90, direction: 'above' } } };
}

/** `values(step)` for steps -n+1..0, 0 being the origin. */
export function outlook(metric: string, probability: number, values: (step: number) => number, { minutes = 120, earliest = 60, underWay = false, median = 60, days = 3 } = {}): MetricOutlook {
  const steps = days * day;
  return {
    metric,
    info: info(metric),
    breaches: [{ threshold: { value: 80, direction: 'above' }, severity: 'warning', probability, underWay, minutes, earliestMinutes: earliest }],
    past: Float32Array.from({ length: steps }, (_, i) => values(i - steps + 1)),
    median: new Float32Array(96).fill(median),
  };
}

export function server(name: string, outlooks: readonly MetricOutlook[], profile = 'web'): ServerOutlook {
  return { serverId: `id-${name}`, server: name, region: 'eu', profile, tier: `shop-${profile}`, outlooks };
}

export function situation(subject: ServerOutlook, peers: readonly ServerOutlook[] = [], more: Partial<Situation> = {}): Situation {
  return { subject, peers, warnings: [], stepMinutes, localHour: 10, weekday: 2, reasons: null, ...more };
}
