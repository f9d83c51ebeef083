/** What an operator sees of a fleet's servers, and which of them are worth a question. */
import type { ServingProfile } from '@fleetcast/simulator';
import { daySteps, horizonSteps } from '../grid/product-grid.ts';
import type { LivedFleet } from './lived-fleet.ts';

export interface Seen {
  readonly server: string;
  readonly tier: string;
  readonly application: string;
  readonly profile: ServingProfile;
  readonly peers: readonly string[];
  /** High cpu at this time yesterday. */
  readonly peak: number;
}

/** Servers that answer requests, with neighbours, all of them present now. */
export function seenServers(lived: LivedFleet): Seen[] {
  const present = lived.fleet.servers.filter(({ server, profile }) => profile !== 'batch' && !Number.isNaN(lived.past(server, 'cpu').at(-1)!) && !Number.isNaN(lived.past(server, 'cpu')[0]));
  return present.flatMap(({ server, tier, application, profile }): Seen[] => {
    const peers = present.filter((other) => other.tier === tier).map((other) => other.server);
    if (peers.length < 2) return [];
    const cpu = lived.past(server, 'cpu');
    const yesterday = cpu.slice(cpu.length - daySteps, cpu.length - daySteps + horizonSteps).filter((value) => !Number.isNaN(value)).sort();
    return [{ server, tier, application, profile: profile as ServingProfile, peers, peak: yesterday[Math.floor(0.95 * yesterday.length)] ?? 0 }];
  });
}

/** Nobody can tell what a full server was asked for: questions are about servers, and applications, that were not full yesterday. */
const notFull = 88;

export function worst(seen: readonly Seen[], effect: (one: Seen) => number): Seen | null {
  return seen.filter(({ peak }) => peak < notFull).reduce((best: Seen | null, one) => (best === null || effect(one) > effect(best) ? one : best), null);
}

/** The largest effect that leaves the server below full; null when even the smallest would fill it. */
export function bounded(seen: readonly Seen[], effect: (one: Seen) => number): Seen | null {
  return worst(seen.filter((one) => one.peak + effect(one) < notFull), effect);
}

/** The busiest server of all, unless it was full. */
export function busiest(seen: readonly Seen[]): Seen | null {
  const chosen = seen.reduce((best, one) => (one.peak > best.peak ? one : best));
  return chosen.peak < notFull ? chosen : null;
}

/** By which share an application may grow before its busiest tier is full; none when that tier was full yesterday. */
export function roomForGrowth(chosen: Seen | null): number {
  return chosen === null ? 0 : Math.min(1.5, notFull / chosen.peak - 1);
}

/** Every tier that is seen. */
export function tiersOf(seen: readonly Seen[]): string[] {
  return [...new Set(seen.map(({ tier }) => tier))];
}

/** How many of a tier's servers go when it is scaled in: half of them. */
export function goers(peers: readonly string[]): number {
  return Math.max(1, Math.floor(peers.length / 2));
}
