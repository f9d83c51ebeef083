import { serverStatus, type FleetFacets, type FleetPage } from '@fleetcast/contract';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { matcherOf, type FleetFilter } from './fleet-filter.ts';
import { freshnessOf, type Published } from './published.ts';
import { serverSummaryOf, staleBeforeStep, statusIndexAt } from './server-summary.ts';

/** The contract's fleet query after validation. */
export interface FleetListing extends FleetFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly fields?: readonly 'sparkline'[] | undefined;
  readonly sort: 'risk' | 'server' | 'profile' | 'breachAt';
  readonly order?: 'asc' | 'desc' | undefined;
}

const firstOrder = { risk: 'desc', server: 'asc', profile: 'asc', breachAt: 'asc' } as const;

/** Where a page ended: place in the whole order of one snapshot, and the server there in case another snapshot has come since. */
interface PageCursor {
  readonly snapshotId: string;
  readonly place: number;
  readonly serverId: string;
}

export type FleetPageOutcome = { readonly kind: 'page'; readonly page: FleetPage } | { readonly kind: 'bad-cursor' };

/** One walk along a ready-made order: counts what matches, and describes only the servers of the page. */
export function fleetPageOf(published: Published, listing: FleetListing, nowMs: number): FleetPageOutcome {
  const { snapshot, index } = published;
  const order = orderOf(snapshot, listing);
  const start = listing.cursor === undefined ? 0 : placeAfter(published, order, listing.cursor);
  if (start === undefined) return { kind: 'bad-cursor' };
  const matches = matcherOf(published, listing, nowMs);
  const staleBefore = staleBeforeStep(published, nowMs);
  const counts = new Array<number>(serverStatus.options.length).fill(0);
  const chosen: number[] = [];
  let [total, lastPlace, more] = [0, -1, false];
  for (let place = 0; place < order.length; place++) {
    const server = order.serverAt(place);
    if (!matches(server)) continue;
    total++;
    counts[statusIndexAt(published, server, staleBefore)]++;
    if (place < start) continue;
    if (chosen.length === listing.limit) {
      more = true;
      continue;
    }
    chosen.push(server);
    lastPlace = place;
  }
  const withSparkline = listing.fields?.includes('sparkline') ?? false;
  const next: PageCursor = { snapshotId: snapshot.snapshotId, place: lastPlace, serverId: lastPlace < 0 ? '' : index.directory.servers[order.serverAt(lastPlace)].serverId };
  return {
    kind: 'page',
    page: {
      ...freshnessOf(published, nowMs),
      total,
      counts: Object.fromEntries(serverStatus.options.map((status, at) => [status, counts[at]])) as FleetPage['counts'],
      servers: chosen.map((server) => serverSummaryOf(published, server, nowMs, withSparkline)),
      nextCursor: more ? Buffer.from(JSON.stringify(next)).toString('base64url') : null,
    },
  };
}

export function fleetFacetsOf(published: Published): FleetFacets {
  const { servers } = published.index.directory;
  const distinct = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    regions: distinct(servers.map((server) => server.region)),
    profiles: distinct(servers.map((server) => server.profile)),
    tiers: distinct(servers.flatMap((server) => (server.tier === null ? [] : [server.tier]))),
    metrics: [...published.snapshot.metrics],
  };
}

interface Order {
  readonly length: number;
  readonly serverAt: (place: number) => number;
}

/** The wanted order; turned round, what cannot be ranked still comes last. */
function orderOf(snapshot: FleetSnapshot, listing: FleetListing): Order {
  const { columns } = snapshot;
  const [servers, ranked] = {
    risk: [columns.orderByRisk, snapshot.rankedByRisk] as const,
    server: [columns.orderByServer, snapshot.serverCount] as const,
    profile: [columns.orderByProfile, snapshot.serverCount] as const,
    breachAt: [columns.orderByBreachAt, snapshot.rankedByBreachAt] as const,
  }[listing.sort];
  const turned = (listing.order ?? firstOrder[listing.sort]) !== firstOrder[listing.sort];
  return { length: servers.length, serverAt: (place) => servers[turned && place < ranked ? ranked - 1 - place : place] };
}

function placeAfter(published: Published, order: Order, text: string): number | undefined {
  const cursor = parseCursor(text);
  if (cursor === undefined) return undefined;
  if (cursor.snapshotId === published.snapshot.snapshotId) return cursor.place + 1;
  const server = published.index.indexOf(cursor.serverId);
  for (let place = 0; place < order.length; place++) if (order.serverAt(place) === server) return place + 1;
  return cursor.place + 1;
}

function parseCursor(text: string): PageCursor | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<PageCursor> | null;
    if (value === null || typeof value.snapshotId !== 'string' || typeof value.serverId !== 'string') return undefined;
    if (!Number.isInteger(value.place) || value.place! < 0) return undefined;
    return value as PageCursor;
  } catch {
    return undefined;
  }
}
