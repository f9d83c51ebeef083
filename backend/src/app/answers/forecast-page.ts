import type { ForecastPage, ServerIdentity } from '@fleetcast/contract';
import { forecastOf, seriesOfServer, type ForecastContext } from './forecast-answer.ts';
import { freshnessOf } from './published.ts';

/** The contract's forecasts query after validation. */
export interface ForecastSelection {
  readonly server?: readonly string[] | undefined;
  readonly serverId?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly profile?: readonly string[] | undefined;
  readonly tier?: readonly string[] | undefined;
  readonly metric?: readonly string[] | undefined;
  readonly historyHours: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export type ForecastPageOutcome =
  | { readonly kind: 'page'; readonly page: ForecastPage }
  | { readonly kind: 'bad-cursor' }
  | { readonly kind: 'unknown-server'; readonly server: string }
  | { readonly kind: 'ambiguous'; readonly server: string; readonly candidates: readonly ServerIdentity[] };

/** Forecasts of all series that the selection names, in the order of servers' names and metrics. */
export function forecastPageOf(context: ForecastContext, selection: ForecastSelection): ForecastPageOutcome {
  const { published, nowMs } = context;
  const { snapshot } = published;
  const chosen = chosenServers(context, selection);
  if (chosen.kind !== 'servers') return chosen;
  const start = selection.cursor === undefined ? 0 : Number(/^s(\d{1,9})$/.exec(selection.cursor)?.[1] ?? NaN);
  if (Number.isNaN(start)) return { kind: 'bad-cursor' };
  const metrics = selection.metric === undefined ? null : new Set(selection.metric);
  const series = chosen.servers.flatMap((server) =>
    seriesOfServer(snapshot, server).filter((one) => metrics === null || metrics.has(snapshot.metrics[snapshot.columns.seriesMetric[one]])),
  );
  const end = start + selection.limit;
  return {
    kind: 'page',
    page: {
      freshness: freshnessOf(published, nowMs),
      total: series.length,
      forecasts: series.slice(start, end).map((one) => forecastOf(context, one, selection.historyHours)),
      nextCursor: end < series.length ? `s${end}` : null,
    },
  };
}

type ChosenServers = { readonly kind: 'servers'; readonly servers: readonly number[] } | Exclude<ForecastPageOutcome, { kind: 'page' | 'bad-cursor' }>;

function chosenServers({ published }: ForecastContext, selection: ForecastSelection): ChosenServers {
  const { index, snapshot } = published;
  const { servers } = index.directory;
  const among = (wanted: readonly string[] | undefined, value: string | null) => wanted === undefined || (value !== null && wanted.includes(value));
  const fits = (server: number) => {
    const { region, profile, tier } = servers[server];
    return among(selection.region, region) && among(selection.profile, profile) && among(selection.tier, tier);
  };
  if (selection.server === undefined && selection.serverId === undefined) {
    return { kind: 'servers', servers: [...snapshot.columns.orderByServer].filter(fits) };
  }
  const chosen = new Set<number>();
  for (const name of selection.server ?? []) {
    const namesakes = index.named(name);
    if (namesakes.length === 0) return { kind: 'unknown-server', server: name };
    const fitting = namesakes.filter(fits);
    if (fitting.length > 1) return { kind: 'ambiguous', server: name, candidates: fitting.map((server) => identityOf(servers[server])) };
    fitting.forEach((server) => chosen.add(server));
  }
  for (const serverId of selection.serverId ?? []) {
    const server = index.indexOf(serverId);
    if (server === undefined) return { kind: 'unknown-server', server: serverId };
    if (fits(server)) chosen.add(server);
  }
  return { kind: 'servers', servers: [...chosen] };
}

function identityOf({ serverId, server, region, profile, tier }: ServerIdentity): ServerIdentity {
  return { serverId, server, region, profile, tier };
}
