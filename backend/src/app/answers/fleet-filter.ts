import { confidence as confidenceOptions, serverStatus, type Confidence, type ServerStatus } from '@fleetcast/contract';
import type { Published } from './published.ts';
import { staleBeforeStep, statusIndexAt } from './server-summary.ts';

/** What servers are narrowed to; a list that is left out lets everything through. */
export interface FleetFilter {
  readonly search?: string | undefined;
  readonly serverId?: readonly string[] | undefined;
  readonly profile?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly tier?: readonly string[] | undefined;
  readonly status?: readonly ServerStatus[] | undefined;
  readonly confidence?: readonly Confidence[] | undefined;
}

/** Whether a server, by its index, is among those that are asked for. */
export function matcherOf(published: Published, filter: FleetFilter, nowMs: number): (server: number) => boolean {
  const { index, snapshot } = published;
  const { servers } = index.directory;
  const tests: Array<(server: number) => boolean> = [];
  const among = (wanted: readonly string[] | undefined, of: (server: number) => string | null) => {
    if (wanted === undefined) return;
    const set = new Set<string | null>(wanted);
    tests.push((server) => set.has(of(server)));
  };
  among(filter.serverId, (server) => servers[server].serverId);
  among(filter.profile, (server) => servers[server].profile);
  among(filter.region, (server) => servers[server].region);
  among(filter.tier, (server) => servers[server].tier);
  const staleBefore = staleBeforeStep(published, nowMs);
  among(filter.status, (server) => serverStatus.options[statusIndexAt(published, server, staleBefore)]);
  among(filter.confidence, (server) => confidenceOptions.options[snapshot.columns.serverConfidence[server]]);
  if (filter.search !== undefined && filter.search !== '') {
    const wanted = filter.search.toLowerCase();
    tests.push((server) => index.searchable[server].includes(wanted));
  }
  return (server) => tests.every((test) => test(server));
}
