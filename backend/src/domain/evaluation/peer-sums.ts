/**
 * What has come true on many series of a kind, at every lead: of one metric on servers of one profile, and of one metric on all. It
 * decides on series of which too little has come true. Every series counts in multiples of what floors lose on it, for as many
 * forecasts as have come true, so that none weighs more because its values are large. L leads, F floors.
 */
import { floorNames } from '../forecasting/floors.ts';
import { leadPlaces, leadWidth, settleLead } from './lead-sums.ts';
import { limitsOfPeers } from './who-serves.ts';

const F = floorNames.length;
/** Fewer series, or fewer forecasts that came true, are no evidence. */
const least = { series: 3, forecasts: 72 } as const;

interface Peers {
  /** [L, lead block] */
  readonly sums: Float32Array;
  /** [L] series that add to it; to the model's part of it. */
  readonly members: Int32Array;
  readonly pairedMembers: Int32Array;
}

export interface KeptPeers {
  readonly sums: readonly number[];
  readonly members: readonly number[];
  readonly pairedMembers: readonly number[];
}

export class PeerSums {
  private readonly leadCount: number;
  private readonly groups = new Map<string, Peers>();

  constructor(leadCount: number) {
    this.leadCount = leadCount;
  }

  /** Counts afresh; who had the word before is remembered, for hysteresis. */
  begin(): void {
    for (const { sums, members, pairedMembers } of this.groups.values()) {
      for (let at = 0; at < sums.length; at += leadWidth) sums.fill(0, at, at + leadPlaces.silenced);
      members.fill(0);
      pairedMembers.fill(0);
    }
  }

  /** Adds a series' row [L, lead block]. */
  add(groups: readonly string[], row: Float32Array): void {
    for (const group of groups) {
      const into = this.of(group);
      for (let l = 0; l < this.leadCount; l++) addBlock(into, row, l);
    }
  }

  settle(): void {
    for (const { sums, members, pairedMembers } of this.groups.values()) {
      for (let l = 0; l < this.leadCount; l++) {
        const at = l * leadWidth;
        const known = (count: number, forecasts: number) => count >= least.series && forecasts >= least.forecasts;
        settleLead(sums, this.leadCount, l, known(members[l], sums[at + leadPlaces.resolved]), this.judgesModel(pairedMembers[l], sums, at), limitsOfPeers);
      }
    }
  }

  /** The group's row [L, lead block]; null when nothing is known of it at all. */
  row(group: string): Float32Array | null {
    return this.groups.get(group)?.sums ?? null;
  }

  /** Whether enough has come true of the group to judge the model by it. */
  isModelKnown(group: string, lead: number): boolean {
    const peers = this.groups.get(group);
    return peers !== undefined && this.judgesModel(peers.pairedMembers[lead], peers.sums, lead * leadWidth);
  }

  export(): Record<string, KeptPeers> {
    return Object.fromEntries([...this.groups].map(([group, { sums, members, pairedMembers }]) => [group, { sums: [...sums], members: [...members], pairedMembers: [...pairedMembers] }]));
  }

  import(groups: Readonly<Record<string, KeptPeers>>): void {
    for (const [group, kept] of Object.entries(groups)) {
      const into = this.of(group);
      into.sums.set(kept.sums);
      into.members.set(kept.members);
      into.pairedMembers.set(kept.pairedMembers);
    }
  }

  private judgesModel(members: number, sums: Float32Array, at: number): boolean {
    return members >= least.series && sums[at + leadPlaces.pairedResolved] >= least.forecasts;
  }

  private of(group: string): Peers {
    let peers = this.groups.get(group);
    if (peers === undefined) {
      const none = () => new Int32Array(this.leadCount);
      this.groups.set(group, (peers = { sums: new Float32Array(this.leadCount * leadWidth), members: none(), pairedMembers: none() }));
    }
    return peers;
  }
}

function addBlock({ sums, members, pairedMembers }: Peers, row: Float32Array, lead: number): void {
  const at = lead * leadWidth;
  const { floorLoss, pairedFloorLoss, modelLoss, weight, pairedWeight, resolved, pairedResolved } = leadPlaces;
  const scale = meanLoss(row, at + floorLoss);
  if (scale > 0) {
    const times = row[at + weight] / scale;
    for (let f = 0; f < F; f++) sums[at + floorLoss + f] += times * row[at + floorLoss + f];
    sums[at + weight] += row[at + weight];
    sums[at + resolved] += row[at + resolved];
    members[lead] += 1;
  }
  const pairedScale = meanLoss(row, at + pairedFloorLoss);
  if (!(pairedScale > 0)) return;
  const times = row[at + pairedWeight] / pairedScale;
  for (let f = 0; f < F; f++) sums[at + pairedFloorLoss + f] += times * row[at + pairedFloorLoss + f];
  sums[at + modelLoss] += times * row[at + modelLoss];
  sums[at + pairedWeight] += row[at + pairedWeight];
  sums[at + pairedResolved] += row[at + pairedResolved];
  pairedMembers[lead] += 1;
}

function meanLoss(row: Float32Array, from: number): number {
  let total = 0;
  for (let f = 0; f < F; f++) total += row[from + f];
  return total / F;
}
