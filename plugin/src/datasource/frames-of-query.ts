import type { FleetQuery, Forecast, ForecastsQuery, Performance } from '@fleetcast/contract';
import type { DataFrame, TimeRange } from '@grafana/data';
import { loadFleet, loadForecasts, loadWarnings } from '../api/every-page.ts';
import type { ServiceClient } from '../api/service-client.ts';
import { answeredAtMs } from '../view-models/answered-at.ts';
import { detectFrame, executiveDaysFrame, executiveFrame, resolveFrame, topRisksFrame } from '../view-models/executive-frames.ts';
import { explanationFrames } from '../view-models/explanation-frame.ts';
import { recommendationFrame } from '../view-models/recommendation-frame.ts';
import { fleetFrame, statusCountsFrame } from '../view-models/fleet-frame.ts';
import { forecastFrame } from '../view-models/forecast-frame.ts';
import { insightFrame } from '../view-models/insight-frame.ts';
import { type MetricWords, metricWordsOf } from '../view-models/metric-words.ts';
import { calibrationFrame, leadTimesFrame, seriesPerformanceFrame, speakersFrame } from '../view-models/performance-detail-frames.ts';
import { performanceByDayFrames, performanceFrame, warningPerformanceFrame } from '../view-models/performance-frames.ts';
import { breachesOfFleet, breachesOfForecasts, breachFrame } from '../view-models/predicted-breach.ts';
import { seriesColor } from '../view-models/series-color.ts';
import { tierFrame } from '../view-models/tier-frame.ts';
import { warningAnnotationFrame, warningFrame } from '../view-models/warning-frame.ts';
import type { ResolvedQuery } from './predictions-query.ts';

type Service = Pick<ServiceClient, 'fleet' | 'forecasts' | 'explanation' | 'recommendations' | 'performance' | 'insights' | 'warnings' | 'executive' | 'tiers' | 'metrics'>;

/** Most servers that one summary tells of. */
const mostInsights = 20;
/** Longest history that the service gives. */
const mostHistoryHours = 192;
const hourMs = 3_600_000;
/** Effects and attention are told of the last day. */
const mostExplainedHours = 24;
/** Series among which the riskiest is explained. */
const mostChoice = 50;
const leastAheadMs = 15 * 60_000;
/** Longest list of ids that one request may carry (kept well below the service's 500: it travels in a URL). */
const mostServersAtOnce = 200;

const executiveFrames = { executive: executiveFrame, 'executive-days': executiveDaysFrame, 'time-to-detect': detectFrame, 'time-to-resolve': resolveFrame } as const;

const framesOfPerformance = {
  performance: (figures: Performance, refId: string) => [performanceFrame(figures, refId)],
  'performance-days': performanceByDayFrames,
  'performance-warnings': (figures: Performance, refId: string) => [warningPerformanceFrame(figures, refId)],
  'performance-calibration': (figures: Performance, refId: string) => [calibrationFrame(figures, refId)],
  'performance-lead-times': (figures: Performance, refId: string) => [leadTimesFrame(figures, refId)],
  'performance-speakers': (figures: Performance, refId: string) => [speakersFrame(figures, refId)],
  'performance-series': (figures: Performance, refId: string) => [seriesPerformanceFrame(figures, refId)],
} as const;

/** Asks the service what the query means, and makes data frames of the answer. */
export async function framesOfQuery(service: Service, query: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal): Promise<DataFrame[]> {
  switch (query.queryType) {
    case 'history-forecast':
    case 'forecast':
      return forecastFrames(service, query, range, nowMs, signal);
    case 'fleet': {
      const [{ servers, total }, words] = await Promise.all([loadFleet(service, fleetQueryOf(query), query.limit, signal), metricWords(service, signal)]);
      const shown = servers.slice(0, query.limit);
      return [withNotice(fleetFrame(shown, words, query.refId), leftOut(shown.length, total, 'servers'))];
    }
    case 'counts': {
      const { counts } = await service.fleet({ ...fleetQueryOf(query), limit: 1 }, signal);
      return [statusCountsFrame(counts, query.refId)];
    }
    case 'explanation':
      return explained(service, query, range, nowMs, signal);
    case 'recommendations':
      return advised(service, query, signal);
    case 'performance':
    case 'performance-days':
    case 'performance-warnings':
    case 'performance-calibration':
    case 'performance-lead-times':
    case 'performance-speakers':
    case 'performance-series':
      return framesOfPerformance[query.queryType](await performanceOf(service, query, range, nowMs, signal), query.refId);
    case 'insights': {
      const { profiles, regions, limit } = query;
      return [insightFrame(await service.insights({ profile: [...profiles], region: [...regions], limit: Math.min(mostInsights, limit) }, signal), query.refId)];
    }
    case 'warnings':
    case 'warning-annotations':
      return [await warnings(service, query, range, nowMs, signal)];
    case 'executive':
    case 'executive-days':
    case 'time-to-detect':
    case 'time-to-resolve':
      return [executiveFrames[query.queryType](await executiveReport(service, query, range, nowMs, signal), query.refId)];
    case 'top-risks':
      return [topRisksFrame(await executiveReport(service, query, range, nowMs, signal), await metricWords(service, signal), query.refId)];
    case 'tiers': {
      const [{ originMs, tiers }, words] = await Promise.all([service.tiers(signal), metricWords(service, signal)]);
      return [tierFrame({ originMs, tiers: tiers.filter(({ region }) => query.regions.length === 0 || query.regions.includes(region)).slice(0, query.limit) }, words, query.refId)];
    }
    case 'breaches':
      return [await breaches(service, query, signal)];
  }
}

async function metricWords(service: Pick<Service, 'metrics'>, signal: AbortSignal): Promise<MetricWords> {
  return metricWordsOf(await service.metrics(signal));
}

function executiveReport(service: Pick<Service, 'executive'>, { profiles, regions }: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal) {
  return service.executive({ days: daysOf(range, nowMs), profile: profiles[0], region: regions[0] }, signal);
}

/** Days of the dashboard's range; the service looks back from today, 90 days at most. */
function daysOf(range: TimeRange, nowMs: number): number {
  return Math.min(90, Math.max(1, Math.ceil((nowMs - range.from.valueOf()) / (24 * hourMs))));
}

function performanceOf(service: Pick<Service, 'performance'>, query: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal) {
  return service.performance({ days: daysOf(range, nowMs), profile: query.profiles[0], region: query.regions[0], metric: query.metrics[0] }, signal);
}

async function forecastFrames(service: Service, query: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal): Promise<DataFrame[]> {
  const withHistory = query.queryType === 'history-forecast';
  const hours = Math.min(mostHistoryHours, Math.max(0, (nowMs - range.from.valueOf()) / hourMs));
  const historyHours = withHistory ? Math.ceil(hours) : 0;
  const { forecasts, ofServers } = query.servers.length > 0 ? await namedForecasts(service, query, historyHours, signal) : await riskiestForecasts(service, query, historyHours, signal);
  const frames = forecasts.map((forecast, index) => forecastFrame(forecast, { refId: query.refId, withHistory, color: seriesColor(index) }));
  const [first, ...rest] = frames;
  return first ? [withNotice(first, ofServers), ...rest] : [];
}

interface ChosenForecasts {
  readonly forecasts: readonly Forecast[];
  /** What was left out, or null. */
  readonly ofServers: string | null;
}

async function namedForecasts(service: Service, query: ResolvedQuery, historyHours: number, signal: AbortSignal): Promise<ChosenForecasts> {
  const { forecasts, total } = await loadForecasts(service, { ...forecastsQueryOf(query), historyHours }, query.limit, signal);
  return { forecasts, ofServers: leftOut(forecasts.length, total, 'series') };
}

/** Where no server is named, a limited answer should hold those that matter: the riskiest, in that order. */
async function riskiestForecasts(service: Service, query: ResolvedQuery, historyHours: number, signal: AbortSignal): Promise<ChosenForecasts> {
  const seriesPerServer = Math.max(1, query.metrics.length);
  const serversWanted = Math.min(mostServersAtOnce, Math.ceil(query.limit / seriesPerServer));
  const { servers, total } = await service.fleet({ ...fleetQueryOf(query), limit: serversWanted }, signal);
  if (servers.length === 0) return { forecasts: [], ofServers: null };
  const rankOf = new Map(servers.map(({ serverId }, rank) => [serverId, rank]));
  const { forecasts } = await loadForecasts(service, { serverId: [...rankOf.keys()], metric: [...query.metrics], historyHours }, query.limit, signal);
  const inOrder = [...forecasts].sort((a, b) => rankOf.get(a.serverId)! - rankOf.get(b.serverId)!);
  return { forecasts: inOrder, ofServers: leftOut(servers.length, total, 'servers, the riskiest,') };
}

/** Of the riskiest series that matches, at the end of the time range where that lies within the forecast, else where it matters most. */
async function explained(service: Service, query: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal): Promise<DataFrame[]> {
  const historyHours = Math.min(mostExplainedHours, Math.max(1, Math.ceil((nowMs - range.from.valueOf()) / hourMs)));
  const { forecasts } = await loadForecasts(service, { ...(await explainedServers(service, query, signal)), metric: [...query.metrics], historyHours }, mostChoice, signal);
  const [riskiest, ...others] = [...forecasts].sort((a, b) => riskOf(b) - riskOf(a));
  if (riskiest === undefined) return [];
  const at = momentWithin(riskiest, range, nowMs);
  const explanation = await service.explanation(riskiest.serverId, { metric: riskiest.metric, ...(at !== null && { at }) }, signal);
  const notice = others.length === 0 ? null : `Explained is the riskiest of ${others.length + 1} series, ${riskiest.server} ${riskiest.info.title}. Choose a server and a metric for another.`;
  return explanationFrames(explanation, riskiest, query.refId, notice);
}

/** About the riskiest server that matches. */
async function advised(service: Service, query: ResolvedQuery, signal: AbortSignal): Promise<DataFrame[]> {
  const { forecasts } = await loadForecasts(service, { ...(await explainedServers(service, query, signal)), historyHours: 0 }, mostChoice, signal);
  const [riskiest] = [...forecasts].sort((a, b) => riskOf(b) - riskOf(a));
  if (riskiest === undefined) return [];
  const others = new Set(forecasts.map(({ serverId }) => serverId)).size - 1;
  const notice = others === 0 ? null : `This is about the riskiest of ${others + 1} servers, ${riskiest.server}. Choose a server for another.`;
  return [recommendationFrame(await service.recommendations(riskiest.serverId, { audience: query.audience, skill: query.skill }, signal), query.refId, notice)];
}

/** The named servers; where none is named, the riskiest one. */
async function explainedServers(service: Service, query: ResolvedQuery, signal: AbortSignal): Promise<ForecastsQuery> {
  if (query.servers.length > 0) return { server: [...query.servers], profile: [...query.profiles], region: [...query.regions] };
  const { servers } = await service.fleet({ ...fleetQueryOf(query), limit: 1 }, signal);
  return { serverId: servers.map(({ serverId }) => serverId) };
}

function riskOf({ breaches: expected }: Forecast): number {
  return Math.max(0, ...expected.map(({ probability }) => probability));
}

/** The end of the time range, where somebody has chosen one within the forecast; null where it merely ends at now or shows the whole horizon. */
function momentWithin({ originAt, stepSeconds, quantiles }: Forecast, range: TimeRange, nowMs: number): string | null {
  const toMs = range.to.valueOf();
  const endMs = Date.parse(originAt) + quantiles.q50.length * stepSeconds * 1000;
  return toMs > nowMs + leastAheadMs && toMs < endMs - leastAheadMs ? new Date(toMs).toISOString() : null;
}

/** Every metric of the chosen series where some are chosen; of a whole fleet each server's worst, which one answer holds. */
async function breaches(service: Service, query: ResolvedQuery, signal: AbortSignal): Promise<DataFrame> {
  const words = await metricWords(service, signal);
  if (query.servers.length > 0 || query.metrics.length > 0) {
    const { forecasts, total } = await loadForecasts(service, { ...forecastsQueryOf(query), historyHours: 0 }, query.limit, signal);
    return withNotice(breachFrame(breachesOfForecasts(forecasts, query.leastProbability), words, query.refId), leftOut(forecasts.length, total, 'series'));
  }
  const fleet = await loadFleet(service, fleetQueryOf(query), query.limit, signal);
  return breachFrame(breachesOfFleet(fleet.servers, answeredAtMs(fleet), query.leastProbability, words).slice(0, query.limit), words, query.refId);
}

/** Newest first; of the dashboard's time range, unless states say which matter whenever they opened. */
async function warnings(service: Pick<Service, 'warnings' | 'metrics'>, query: ResolvedQuery, range: TimeRange, nowMs: number, signal: AbortSignal): Promise<DataFrame> {
  const { warningStates, metrics, profiles, regions, servers, limit, refId } = query;
  const within = warningStates.length > 0 ? { state: [...warningStates] } : { from: range.from.toISOString(), to: range.to.toISOString() };
  const wanted = { ...within, metric: [...metrics], profile: [...profiles], region: [...regions] };
  const [found, words] = await Promise.all([loadWarnings(service, wanted, (warning) => servers.length === 0 || servers.includes(warning.server), limit, signal), metricWords(service, signal)]);
  const frame = query.queryType === 'warnings' ? warningFrame(found.warnings, words, refId) : warningAnnotationFrame(found.warnings, words, nowMs, refId);
  return withNotice(frame, found.hasMore ? `The newest ${found.warnings.length} warnings are shown. Narrow the query, or raise its limit.` : null);
}

function fleetQueryOf({ profiles, regions }: ResolvedQuery): FleetQuery {
  return { profile: [...profiles], region: [...regions], sort: 'risk', order: 'desc' };
}

function forecastsQueryOf({ servers, metrics, profiles, regions }: ResolvedQuery): ForecastsQuery {
  return { server: [...servers], metric: [...metrics], profile: [...profiles], region: [...regions] };
}

function leftOut(shown: number, total: number, what: string): string | null {
  return shown >= total ? null : `${shown} of ${total} ${what} are shown. Narrow the query, or raise its limit.`;
}

/** Says what was left out where Grafana shows it: at the panel's corner. */
function withNotice(frame: DataFrame, text: string | null): DataFrame {
  if (text === null) return frame;
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), { severity: 'info', text }] } };
}
