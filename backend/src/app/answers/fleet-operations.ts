import type { RouteName } from '@fleetcast/contract';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { answer, type Operation, type Operations } from '../http/operation.ts';
import { badCursor, refusal, unknownMetric, unknownServer } from '../http/refusal.ts';
import { fleetFacetsOf, fleetPageOf } from './fleet-page.ts';
import { forecastOf, serverDetailOf, seriesOf, type ForecastContext, type MetricInfoFor } from './forecast-answer.ts';
import { forecastPageOf } from './forecast-page.ts';
import { validatorOf, type Published } from './published.ts';

type FleetRoute = 'fleet' | 'facets' | 'tiers' | 'metrics' | 'server' | 'serverForecast' | 'forecasts';

/** An operation that answers from the snapshot; before the first one the service is not ready. */
export function withSnapshot<N extends RouteName>(fleet: PublishedFleet, perform: (published: Published, input: Parameters<Operation<N>>[0]) => ReturnType<Operation<N>>): Operation<N> {
  return (input) => {
    const published = fleet.current();
    return published === null ? refusal('not_ready', fleet.report?.trouble ?? undefined) : perform(published, input);
  };
}

/** What the published snapshot says of the fleet, its servers and their forecasts. */
export function fleetOperations({ fleet, metricInfo }: { readonly fleet: PublishedFleet; readonly metricInfo: MetricInfoFor }): Pick<Operations, FleetRoute> {
  const contextOf = (published: Published, nowMs: number): ForecastContext => ({ published, metricInfo, longHistory: fleet.longHistory, nowMs });
  return {
    fleet: withSnapshot<'fleet'>(fleet, (published, { query, nowMs }) => {
      const outcome = fleetPageOf(published, query, nowMs);
      return outcome.kind === 'bad-cursor' ? badCursor() : answer(outcome.page, validatorOf(published, nowMs));
    }),
    facets: withSnapshot<'facets'>(fleet, (published, { nowMs }) => answer(fleetFacetsOf(published), validatorOf(published, nowMs))),
    tiers: () => answer(fleet.tiers),
    metrics: withSnapshot<'metrics'>(fleet, (published, { nowMs }) => {
      const anyServer = { profile: '', server: '', serverId: '' };
      return answer({ metrics: published.snapshot.metrics.map((metric) => metricInfo(metric, anyServer)) }, validatorOf(published, nowMs));
    }),
    server: withSnapshot<'server'>(fleet, (published, { params, nowMs }) => {
      const server = published.index.indexOf(params.serverId);
      if (server === undefined) return unknownServer(params.serverId);
      return answer(serverDetailOf(contextOf(published, nowMs), server), validatorOf(published, nowMs));
    }),
    serverForecast: withSnapshot<'serverForecast'>(fleet, (published, { params, query, nowMs }) => {
      const server = published.index.indexOf(params.serverId);
      if (server === undefined) return unknownServer(params.serverId);
      const series = seriesOf(published.snapshot, server, query.metric);
      if (series === undefined) return unknownMetric(params.serverId, query.metric);
      return answer(forecastOf(contextOf(published, nowMs), series, query.historyHours), validatorOf(published, nowMs));
    }),
    forecasts: withSnapshot<'forecasts'>(fleet, (published, { query, nowMs }) => {
      const outcome = forecastPageOf(contextOf(published, nowMs), query);
      switch (outcome.kind) {
        case 'page':
          return answer(outcome.page, validatorOf(published, nowMs));
        case 'bad-cursor':
          return badCursor();
        case 'unknown-server':
          return refusal('unknown_server', `No server is called ${outcome.server}.`);
        case 'ambiguous':
          return refusal('ambiguous_server', `${outcome.candidates.length} servers are called ${outcome.server}; add region, or ask by serverId.`, { candidates: outcome.candidates });
      }
    }),
  };
}
