import type { FleetQuery, ServerSummary, FleetPage, Forecast, ForecastsQuery, Freshness, Warning, WarningsQuery } from '@fleetcast/contract';
import type { ServiceClient } from './service-client.ts';

/** The largest page that the service gives. */
const fleetPageSize = 500;
const forecastPageSize = 200;
const warningPageSize = 500;

export type LoadedFleet = Omit<FleetPage, 'nextCursor'> & { readonly hasMore: boolean };

/**
 * Pages of the fleet, one after another, until at least `atLeast` servers are there or no more exist.
 * `onPage` sees what has come so far after each page, so that the first rows need not wait for the last.
 */
export async function loadFleet(
  client: Pick<ServiceClient, 'fleet'>, query: FleetQuery, atLeast: number, signal?: AbortSignal, onPage?: (soFar: LoadedFleet) => void,
): Promise<LoadedFleet> {
  const servers: ServerSummary[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { nextCursor, ...page } = await client.fleet({ ...query, limit: fleetPageSize, cursor }, signal);
    servers.push(...page.servers);
    const loaded: LoadedFleet = { ...page, servers: [...servers], hasMore: nextCursor !== null };
    if (nextCursor === null || servers.length >= atLeast) return loaded;
    onPage?.(loaded);
    cursor = nextCursor;
  }
}

export interface LoadedForecasts {
  readonly freshness: Freshness;
  readonly total: number;
  readonly forecasts: readonly Forecast[];
}

/** Forecasts page by page up to `atMost`; total says how many match. */
export async function loadForecasts(client: Pick<ServiceClient, 'forecasts'>, query: ForecastsQuery, atMost: number, signal?: AbortSignal): Promise<LoadedForecasts> {
  const forecasts: Forecast[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await client.forecasts({ ...query, limit: Math.min(forecastPageSize, atMost - forecasts.length), cursor }, signal);
    forecasts.push(...page.forecasts);
    if (page.nextCursor === null || forecasts.length >= atMost) return { freshness: page.freshness, total: page.total, forecasts };
    cursor = page.nextCursor;
  }
}

/** The newest warnings that are wanted, page by page, up to `atMost`. */
export async function loadWarnings(
  client: Pick<ServiceClient, 'warnings'>, query: WarningsQuery, isWanted: (warning: Warning) => boolean, atMost: number, signal?: AbortSignal,
): Promise<{ readonly warnings: readonly Warning[]; readonly hasMore: boolean }> {
  const warnings: Warning[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await client.warnings({ ...query, limit: warningPageSize, cursor }, signal);
    warnings.push(...page.warnings.filter(isWanted));
    if (warnings.length > atMost || page.nextCursor === null) return { warnings: warnings.slice(0, atMost), hasMore: warnings.length > atMost };
    cursor = page.nextCursor;
  }
}
