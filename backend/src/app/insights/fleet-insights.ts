import { probabilityText, serverStatus, type Insight, type InsightSummary, type ServerStatus, type Threshold } from '@fleetcast/contract';
import { durationText, valueText } from '../../domain/catalog/quantity-text.ts';
import { matcherOf, type FleetFilter } from '../answers/fleet-filter.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import { freshnessOf, type Published } from '../answers/published.ts';
import { serverSummaryOf, staleBeforeStep, statusIndexAt } from '../answers/server-summary.ts';

/** An insight before anybody was asked what to do. */
export type Prospect = Omit<Insight, 'action' | 'actionMissing'>;

export type FleetProspects = Omit<InsightSummary, 'insights'> & { readonly prospects: readonly Prospect[] };

const degradingStatuses: readonly ServerStatus[] = ['critical', 'warning'];

/** One walk over the fleet in the order of risk: counts everything, and tells of the `limit` riskiest servers that degrade. */
export function fleetProspects(published: Published, filter: FleetFilter & { readonly limit: number }, metricInfo: MetricInfoFor, nowMs: number): FleetProspects {
  const { snapshot, index } = published;
  const matches = matcherOf(published, filter, nowMs);
  const staleBefore = staleBeforeStep(published, nowMs);
  const counts = new Map<string, number[]>();
  const degrading: number[] = [];
  let servers = 0;
  for (const server of snapshot.columns.orderByRisk) {
    if (!matches(server)) continue;
    servers++;
    const { profile } = index.directory.servers[server];
    let own = counts.get(profile);
    if (own === undefined) counts.set(profile, (own = new Array<number>(serverStatus.options.length).fill(0)));
    const status = statusIndexAt(published, server, staleBefore);
    own[status]++;
    if (degradingStatuses.includes(serverStatus.options[status])) degrading.push(server);
  }
  const horizonMinutes = (snapshot.horizonSteps * snapshot.stepMs) / 60_000;
  const groups = [...counts].map(([profile, own]) => ({
    profile,
    servers: own.reduce((sum, count) => sum + count, 0),
    degrading: degradingStatuses.reduce((sum, status) => sum + own[serverStatus.options.indexOf(status)], 0),
    counts: Object.fromEntries(serverStatus.options.map((status, at) => [status, own[at]])) as Record<ServerStatus, number>,
  }));
  const prospects = degrading.slice(0, filter.limit).flatMap((server) => prospectOf(published, server, metricInfo, nowMs) ?? []);
  return {
    freshness: freshnessOf(published, nowMs),
    horizonMinutes,
    servers,
    degrading: degrading.length,
    headline: headlineOf(degrading.length, horizonMinutes),
    groups: groups.sort((a, b) => b.degrading - a.degrading || a.profile.localeCompare(b.profile)),
    prospects,
  };
}

/** What the likeliest breach of the worst metric says of a server; null: it has no threshold to come to. */
function prospectOf(published: Published, server: number, metricInfo: MetricInfoFor, nowMs: number): Prospect | null {
  const { snapshot } = published;
  const { columns } = snapshot;
  const { serverId, server: name, region, profile, tier, status, worstMetric, risk, timeToBreach, confidence } = serverSummaryOf(published, server, nowMs, false);
  if (worstMetric === null || risk === null) return null;
  const breach = likeliestBreach(published, columns.serverWorstSeries[server]);
  const { title: metricTitle, unit } = metricInfo(worstMetric, { serverId, server: name, profile });
  const threshold: Threshold = { value: Number(columns.breachThreshold[breach].toPrecision(6)), direction: columns.breachBelow[breach] === 1 ? 'below' : 'above' };
  const underWay = columns.breachUnderWay[breach] === 1;
  const prospect = { serverId, server: name, region, profile, tier, status, metric: worstMetric, metricTitle, threshold, probability: risk, underWay, timeToBreach, confidence };
  return { ...prospect, sentence: sentenceOf(prospect, unit) };
}

function likeliestBreach({ snapshot: { columns } }: Published, series: number): number {
  let likeliest = columns.breachStart[series];
  for (let breach = likeliest + 1; breach < columns.breachStart[series + 1]; breach++) if (columns.breachProbability[breach] > columns.breachProbability[likeliest]) likeliest = breach;
  return likeliest;
}

/** "3 servers predicted to degrade in the next 8 hours" */
export function headlineOf(degrading: number, horizonMinutes: number): string {
  const ahead = horizonMinutes % 60 === 0 ? `${horizonMinutes / 60} hours` : `${Math.round(horizonMinutes)} minutes`;
  const who = degrading === 0 ? 'No server' : degrading === 1 ? '1 server' : `${degrading} servers`;
  return `${who} predicted to degrade in the next ${ahead}`;
}

function sentenceOf({ metricTitle, threshold, probability, underWay, timeToBreach, confidence }: Omit<Prospect, 'sentence'>, unit: string): string {
  const level = valueText(threshold.value, unit);
  if (underWay) return `${metricTitle} is ${threshold.direction} ${level} now.`;
  const when = timeToBreach === null ? '' : ` in about ${durationText(timeToBreach.p50Minutes)}`;
  return `${metricTitle} ${threshold.direction === 'above' ? 'reaches' : 'falls to'} ${level}${when}, ${probabilityText(probability)} likely (confidence ${confidence}).`;
}
