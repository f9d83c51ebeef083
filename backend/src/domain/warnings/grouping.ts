import type { WarningPolicy } from './policy.ts';
import type { ImpactInterval } from './warning.ts';

/** What decides whether two warnings have one cause. */
export interface GroupCandidate {
  readonly warningId: string;
  readonly region: string;
  readonly tier: string | null;
  readonly serverId: string;
  readonly server: string;
  readonly impact: ImpactInterval;
}

export interface Grouping {
  readonly groupId: string;
  readonly because: string | null;
}

/**
 * The group that a new warning joins, given the leads that are open (those opened in this cycle before it among them): of one
 * server, of one tier, or of a tier that calls the lead's, with breaches expected about the same time; an effect is not
 * expected before its cause. Only leads are looked at, so that a group never grows step by step away from its cause. It leads a group of its own when none fits. Said once, at opening: a group never changes.
 */
export function groupOf(candidate: GroupCandidate, leads: readonly GroupCandidate[], { groupWithinMinutes, dependsOn }: WarningPolicy): Grouping {
  const reasonFor = (lead: GroupCandidate): string | null => {
    if (lead.region !== candidate.region) return null;
    const minutesAfter = (candidate.impact.p50AtMs - lead.impact.p50AtMs) / 60_000;
    if (Math.abs(minutesAfter) > groupWithinMinutes) return null;
    if (lead.serverId === candidate.serverId) return `same server as ${lead.server}`;
    if (lead.tier === null || candidate.tier === null) return null;
    if (lead.tier === candidate.tier) return `same tier as ${lead.server}, about the same time`;
    const downstream = dependsOn.some(({ tier, on }) => tier === candidate.tier && on === lead.tier);
    return downstream && minutesAfter >= 0 ? `downstream of ${lead.server}` : null;
  };
  for (const lead of leads) {
    const because = reasonFor(lead);
    if (because !== null) return { groupId: lead.warningId, because };
  }
  return { groupId: candidate.warningId, because: null };
}

/** The order in which warnings of one cycle open: causes before effects, soonest first, so that the first of a group leads it. */
export function openingOrder<T extends Pick<GroupCandidate, 'impact' | 'tier' | 'serverId'>>(openings: readonly T[], { dependsOn }: WarningPolicy): readonly T[] {
  const depth = new Map<string, number>();
  const depthOf = (tier: string, seen: ReadonlySet<string>): number => {
    const known = depth.get(tier);
    if (known !== undefined) return known;
    const calls = dependsOn.filter((one) => one.tier === tier && !seen.has(one.on));
    const found = calls.length === 0 ? 0 : 1 + Math.max(...calls.map(({ on }) => depthOf(on, new Set([...seen, tier]))));
    depth.set(tier, found);
    return found;
  };
  const place = ({ tier }: T) => (tier === null ? 0 : depthOf(tier, new Set()));
  return [...openings].sort((a, b) => place(a) - place(b) || a.impact.p50AtMs - b.impact.p50AtMs || (a.serverId < b.serverId ? -1 : 1));
}
