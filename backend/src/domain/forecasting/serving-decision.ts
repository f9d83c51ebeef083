/**
 * How one series is served at one origin, as a plain value: it can be kept, posted to another thread, and applied to other
 * windows of the same series (spoken-series.ts), which are then forecast exactly as the served ones were.
 */
import type { SpeakerReason } from './fleet-forecast.ts';
import { type FloorsByLead, mainFloor, partAt } from './floors-by-lead.ts';
import { floorNames, type FloorName } from './floors.ts';
import type { InsteadOfChampion, ModelPart } from './model-parts.ts';
import type { BandStretch, Evidence, LeadStanding, Standing, TrackRecord } from './ports.ts';
import { reasonAgainstModel, type WindowHealth } from './speakers.ts';
import type { SeriesRow } from '../series/fleet-windows.ts';

export type Voice =
  /** The last value, exactly. */
  | { readonly kind: 'constant' }
  /**
   * A floor's quantiles, or at each lead those of the floor that is best there (`floor` is then the one with the largest part),
   * stretched about the median by what its bands have been worth; left out: as they are.
   */
  | { readonly kind: 'floor'; readonly floor: FloorName; readonly byLead?: FloorsByLead; readonly stretch?: BandStretch }
  /** The network's quantiles, mixed with two floors by shares, stretched about the median; at some leads a floor's instead. */
  | { readonly kind: 'model'; readonly shares: Standing['shares']; readonly stretch: BandStretch; readonly byLead?: FloorsByLead };

export interface ServingDecision {
  readonly reason: SpeakerReason;
  readonly voice: Voice;
  /** Which model is asked; left out: the champion. */
  readonly model?: ModelPart;
}

const modelAlone: Voice = { kind: 'model', shares: { model: 1, win24: 0, sameTime: 0 }, stretch: { below: 1, above: 1, outerBelow: 1, outerAbove: 1 } };

/** What a decision rests on. */
export interface SeriesCase {
  readonly series: SeriesRow;
  /** Role of its server. */
  readonly profile: string;
  readonly health: WindowHealth;
  readonly isConstant: boolean;
  readonly grid: { readonly stepSeconds: number; readonly horizonSteps: number; readonly fitsModel: boolean; readonly daysNeeded?: number };
  /** Without it the model speaks alone and unjudged wherever it can. */
  readonly record: TrackRecord | null;
  /** The better floor by what the window itself tells; asked when the record knows none. */
  readonly floorByWindow: () => FloorName;
}

export function decideServing(one: SeriesCase): ServingDecision {
  const { record, series, health, grid } = one;
  const standing = record?.standing(series, one.profile) ?? null;
  const against = reasonAgainstModel(health, grid, one.isConstant);
  if (against?.kind === 'constant') return { reason: against, voice: { kind: 'constant' } };
  if (record === null || standing === null) return against === null ? { reason: { kind: 'model-serves' }, voice: modelAlone } : { reason: against, voice: { kind: 'floor', floor: one.floorByWindow() } };
  const stretch = record.stretch(series);
  const leads = [...record.leads];
  if (against !== null || standing.byLead.every(({ isModelSilenced }) => isModelSilenced)) {
    const byLead = floorsOf(standing, leads, one.floorByWindow, () => true);
    return { reason: against ?? noSkill(standing.byLead.at(-1)!), voice: { kind: 'floor', floor: mainFloor(byLead, grid.horizonSteps)!, byLead, stretch } };
  }
  const voice = { kind: 'model', shares: standing.shares, stretch } as const;
  const evidence = weakest(standing.byLead);
  if (!standing.byLead.some(({ isModelSilenced }) => isModelSilenced)) return { reason: { kind: 'model-serves', evidence }, voice };
  const byLead = floorsOf(standing, leads, one.floorByWindow, ({ isModelSilenced }) => isModelSilenced);
  const floorsAt = standing.byLead.flatMap((lead, l) => (lead.isModelSilenced ? [{ minutes: (leads[l] * grid.stepSeconds) / 60, floor: byLead.floors[l]!, evidence: lead.evidence }] : []));
  return { reason: { kind: 'model-serves', evidence, floorsAt }, voice: { ...voice, byLead } };
}

function floorsOf({ byLead }: Standing, leads: readonly number[], floorByWindow: () => FloorName, speaks: (lead: LeadStanding) => boolean): FloorsByLead {
  return { leads, floors: byLead.map((lead) => (speaks(lead) ? (lead.bestFloor ?? floorByWindow()) : null)) };
}

function noSkill({ modelSkill, evidence }: LeadStanding): SpeakerReason {
  return { kind: 'no-skill', skill: modelSkill ?? 0, evidence };
}

const nearestFirst: readonly Evidence[] = ['series', 'profile', 'metric', 'none'];

/** A decision over all leads is no better founded than at its weakest. */
function weakest(byLead: readonly LeadStanding[]): Evidence {
  return nearestFirst[Math.max(...byLead.map(({ evidence }) => nearestFirst.indexOf(evidence)))];
}

/** A model that lost the word is still asked, so that it can win it back. */
export function asksModel({ reason }: ServingDecision): boolean {
  return reason.kind === 'model-serves' || reason.kind === 'no-skill';
}

/** The same with another model in the champion's place. */
export function spokenInstead(decision: ServingDecision, insteadOf: InsteadOfChampion): ServingDecision {
  const { reason } = decision;
  return { ...decision, model: insteadOf.part, reason: reason.kind === 'model-serves' ? { ...reason, insteadOf } : reason };
}

/** The same with the champion: what another model would have said could not be had. */
export function spokenByChampion({ reason, voice }: ServingDecision): ServingDecision {
  if (reason.kind !== 'model-serves') return { reason, voice };
  const { insteadOf: _, ...own } = reason;
  return { reason: own, voice };
}

/** What serves when the network could not be run. */
export function withoutModel(decision: ServingDecision, message: string, floor: FloorName): ServingDecision {
  return { reason: { kind: 'model-failed', message }, voice: decision.voice.kind === 'floor' ? decision.voice : { kind: 'floor', floor } };
}

/** What each floor has of the word at `step` (1: the first after the origin); the rest is the model's. */
export function floorPartsAt(voice: Exclude<Voice, { readonly kind: 'constant' }>, step: number): ReadonlyArray<readonly [floor: FloorName, part: number]> {
  if (voice.kind === 'floor' && voice.byLead === undefined) return [[voice.floor, 1]];
  const parts = new Map<FloorName, number>();
  const add = (floor: FloorName, part: number) => part > 0 && parts.set(floor, (parts.get(floor) ?? 0) + part);
  const { byLead } = voice;
  if (voice.kind === 'model') {
    const modelPart = byLead === undefined ? 1 : partAt(byLead, null, step);
    add('win24', modelPart * voice.shares.win24);
    add('same-time', modelPart * voice.shares.sameTime);
  }
  if (byLead !== undefined) for (const floor of floorNames) add(floor, partAt(byLead, floor, step));
  return [...parts];
}
