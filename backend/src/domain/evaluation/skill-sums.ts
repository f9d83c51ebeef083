/**
 * What has come true of one series, at every lead, and the skill and standing made of it (docs/methods/skill.md). One row of floats
 * a series: a block for each lead (lead-sums.ts), then the shares and whether it is proven. L leads.
 */
import type { SeriesSkill } from '../forecasting/fleet-forecast.ts';
import { floorNames } from '../forecasting/floors.ts';
import type { LeadStanding, Standing } from '../forecasting/ports.ts';
import { addComeTrue, floorAt, leadPlaces, leadWidth, modelSkillAt, settleLead, skillAgainst, type ComeTrue } from './lead-sums.ts';
import type { PeerSums } from './peer-sums.ts';
import { SlotMemory } from './series-slots.ts';
import { initialShares, updateShares } from './shares.ts';
import { limitsOfSeries, nextProven } from './who-serves.ts';

const F = floorNames.length;
/** Judged forecasts (origin times lead) before a skill is stated. */
export const leastResolved = 30;
/** And at one lead before who has the word there is judged on the series itself: a day of hourly ones. */
const leastResolvedAtLead = 24;

const sharesWidth = 3;
/** Place of whether the series is proven, after the leads. */
const provenPlace = sharesWidth;

export function newSkillSums(leadCount: number): SlotMemory {
  const initial = new Float32Array(leadCount * leadWidth + sharesWidth + 1);
  initial.set([initialShares.model, initialShares.win24, initialShares.sameTime], leadCount * leadWidth);
  return new SlotMemory(initial);
}

/** Leads of a row. */
function leadsOf(sums: Float32Array): number {
  return (sums.length - sharesWidth - 1) / leadWidth;
}

/** Adds one step to a series' sums at a lead. */
export function judge(sums: Float32Array, lead: number, come: ComeTrue): void {
  if (!addComeTrue(sums, lead * leadWidth, come)) return;
  const L = leadsOf(sums);
  let [loss, weight] = [0, 0];
  for (let at = 0; at < L * leadWidth; at += leadWidth) {
    loss += sums[at + leadPlaces.modelLoss];
    weight += sums[at + leadPlaces.weight];
  }
  updateShares(sums, L * leadWidth, come.said, come.saidAt, come.actual, loss / weight, come.days / L);
}

/** Says anew who has the word on a series, by everything judged so far. */
export function settleWord(sums: Float32Array): void {
  const L = leadsOf(sums);
  for (let l = 0; l < L; l++) {
    const at = l * leadWidth;
    settleLead(sums, L, l, sums[at + leadPlaces.resolved] >= leastResolvedAtLead, judgesModel(sums, at), limitsOfSeries);
  }
  const place = L * leadWidth + provenPlace;
  sums[place] = Number(nextProven(sums[place] === 1, skillOf(sums)?.value ?? null));
}

/** By the series itself where enough of it has come true, else by its peers, the nearest group first; null: nothing is known of it. */
export function standingOf(sums: Float32Array | null, leadCount: number, peers: PeerSums, groups: readonly [profile: string, metric: string]): Standing {
  const byLead = Array.from({ length: leadCount }, (_, l) => leadStanding(sums, l, peers, groups));
  if (sums === null) return { byLead, shares: initialShares };
  const [model, win24, sameTime] = sums.subarray(leadCount * leadWidth, leadCount * leadWidth + sharesWidth);
  return { byLead, shares: { model, win24, sameTime } };
}

function leadStanding(sums: Float32Array | null, lead: number, peers: PeerSums, [profile, metric]: readonly [profile: string, metric: string]): LeadStanding {
  const at = lead * leadWidth;
  const rows = [sums, peers.row(profile), peers.row(metric)];
  const floor = rows.map((row) => (row === null ? null : floorAt(row, at))).find((name) => name !== null) ?? null;
  const judged = (row: Float32Array, evidence: LeadStanding['evidence']): LeadStanding => ({
    bestFloor: floor, modelSkill: modelSkillAt(row, at), isModelSilenced: row[at + leadPlaces.silenced] === 1, evidence,
  });
  if (sums !== null && judgesModel(sums, at)) return judged(sums, 'series');
  if (peers.isModelKnown(profile, lead)) return judged(peers.row(profile)!, 'profile');
  if (peers.isModelKnown(metric, lead)) return judged(peers.row(metric)!, 'metric');
  return { bestFloor: floor, modelSkill: null, isModelSilenced: false, evidence: 'none' };
}

function judgesModel(sums: Float32Array, at: number): boolean {
  return sums[at + leadPlaces.pairedResolved] >= leastResolvedAtLead;
}

/** Over all leads. */
export function skillOf(sums: Float32Array): SeriesSkill | null {
  const L = leadsOf(sums);
  const total = (place: number) => {
    let sum = 0;
    for (let l = 0; l < L; l++) sum += sums[l * leadWidth + place];
    return sum;
  };
  const resolvedForecasts = total(leadPlaces.resolved);
  if (resolvedForecasts < leastResolved) return null;
  const best = Math.min(...Array.from({ length: F }, (_, f) => total(leadPlaces.floorLoss + f)));
  return {
    value: skillAgainst(total(leadPlaces.servedLoss), best),
    resolvedForecasts,
    coverage80: total(leadPlaces.inside) / total(leadPlaces.weight),
    isProven: sums[L * leadWidth + provenPlace] === 1,
  };
}
