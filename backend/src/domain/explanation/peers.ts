import { correlation } from './agreement.ts';

/** Other servers of the same profile: evidence beside the forecast, which does not look at them. */
export interface PeerEvidence {
  readonly profile: string;
  readonly peers: number;
  /** Peers whose last 24 hours went the same way. */
  readonly alike: readonly { readonly serverId: string; readonly server: string; readonly correlation: number }[];
}

const leastCorrelation = 0.8;
const leastTogether = 0.5;

export interface Peer {
  readonly serverId: string;
  readonly server: string;
  /** [D] the last 24 hours, NaN where nothing was observed. */
  readonly day: Float32Array;
}

/** Pearson's correlation of the last day, over steps that both observed (at least half of them); most alike first. */
export function peersAlike(profile: string, day: Float32Array, peers: readonly Peer[]): PeerEvidence {
  const alike = peers.flatMap(({ serverId, server, day: other }) => {
    const together = [...day.keys()].filter((i) => !Number.isNaN(day[i]) && !Number.isNaN(other[i]));
    if (together.length < leastTogether * day.length) return [];
    const r = correlation(together.map((i) => day[i]), together.map((i) => other[i]));
    return r !== null && r >= leastCorrelation ? [{ serverId, server, correlation: r }] : [];
  });
  return { profile, peers: peers.length, alike: alike.sort((a, b) => b.correlation - a.correlation) };
}
