/** One number for a fleet; docs/methods/executive.md. */
import { serverStatus } from '@fleetcast/contract';
import type { FleetSnapshot } from '../publication/fleet-snapshot.ts';

/** What the score is made of. */
export interface FleetHealth {
  readonly servers: number;
  /** Servers of which something current is known. */
  readonly seen: number;
  /** Of those seen: servers of which a threshold is passed now. */
  readonly inBreach: number;
  /** Sum of the risks of those seen that are not in a breach: the number of servers that are expected to come into one. */
  readonly expectedBreaches: number;
}

export interface HealthScore {
  /** 0 to 100; null: there are no servers. */
  readonly score: number | null;
  /** Shares from 0 to 1 that the score weighs; null: none is seen. */
  readonly parts: { readonly now: number | null; readonly ahead: number | null; readonly sight: number | null };
}

const healthWeights = { now: 0.5, ahead: 0.3, sight: 0.2 } as const;

/** Green from here on, amber from there on. */
const greenFrom = 90;
const amberFrom = 75;
const unseen = new Set([serverStatus.options.indexOf('stale'), serverStatus.options.indexOf('unknown')]);

/** Counts over some servers of a snapshot; `statusOf` is the index of a server's status as of now. */
export function fleetHealthOf(snapshot: FleetSnapshot, servers: Iterable<number>, statusOf: (server: number) => number): FleetHealth {
  const { serverRisk } = snapshot.columns;
  let [count, seen, inBreach, expectedBreaches] = [0, 0, 0, 0];
  for (const server of servers) {
    count++;
    if (unseen.has(statusOf(server))) continue;
    seen++;
    if (isInBreach(snapshot, server)) inBreach++;
    else if (!Number.isNaN(serverRisk[server])) expectedBreaches += serverRisk[server];
  }
  return { servers: count, seen, inBreach, expectedBreaches };
}

/** 100 x (0.5 share of seen servers without a breach + 0.3 (1 - mean risk of those) + 0.2 share of servers seen). */
export function healthScoreOf({ servers, seen, inBreach, expectedBreaches }: FleetHealth): HealthScore {
  if (servers === 0) return { score: null, parts: { now: null, ahead: null, sight: null } };
  const sight = seen / servers;
  if (seen === 0) return { score: 0, parts: { now: null, ahead: null, sight } };
  const calm = seen - inBreach;
  const now = calm / seen;
  const ahead = calm === 0 ? 0 : 1 - expectedBreaches / calm;
  return { score: 100 * (healthWeights.now * now + healthWeights.ahead * ahead + healthWeights.sight * sight), parts: { now, ahead, sight } };
}

/** Red, amber or green; never green while something worth a page waits for somebody. */
export function healthLightOf(score: number | null, unattendedPages: number): 'green' | 'amber' | 'red' | 'unknown' {
  if (score === null) return 'unknown';
  if (score < amberFrom) return 'red';
  return score < greenFrom || unattendedPages > 0 ? 'amber' : 'green';
}

function isInBreach({ columns }: FleetSnapshot, server: number): boolean {
  const { serverSeriesStart, serverSeries, breachStart, breachUnderWay } = columns;
  for (let at = serverSeriesStart[server]; at < serverSeriesStart[server + 1]; at++) {
    const series = serverSeries[at];
    for (let breach = breachStart[series]; breach < breachStart[series + 1]; breach++) if (breachUnderWay[breach] === 1) return true;
  }
  return false;
}
