/**
 * How one series is served at one origin, as a plain value: it can be kept, posted to another thread, and applied to other
 * windows of the same series (spoken-series.ts), which are then forecast exactly as the served ones were.
 */
import type { SpeakerReason } from './fleet-forecast.ts';
import type { FloorName } from './floors.ts';
import type { BandStretch, Standing, TrackRecord } from './ports.ts';
import { reasonAgainstModel, type WindowHealth } from './speakers.ts';
import type { SeriesRow } from '../series/fleet-windows.ts';

export type Voice =
  /** The last value, exactly. */
  | { readonly kind: 'constant' }
  /** A floor's quantiles, stretched about the median by what its bands have been worth; left out: as they are. */
  | { readonly kind: 'floor'; readonly floor: FloorName; readonly stretch?: BandStretch }
  /** The network's quantiles, mixed with two floors by shares, stretched about the median. */
  | { readonly kind: 'model'; readonly shares: Standing['shares']; readonly stretch: BandStretch };

export interface ServingDecision {
  readonly reason: SpeakerReason;
  readonly voice: Voice;
}

const modelAlone: Voice = { kind: 'model', shares: { model: 1, win24: 0, sameTime: 0 }, stretch: { below: 1, above: 1, outerBelow: 1, outerAbove: 1 } };

/** What a decision rests on. */
export interface SeriesCase {
  readonly series: SeriesRow;
  readonly health: WindowHealth;
  readonly constant: boolean;
  readonly grid: { readonly stepSeconds: number; readonly horizonSteps: number; readonly fitsModel: boolean; readonly daysNeeded?: number };
  /** Without it the model speaks alone and unjudged wherever it can. */
  readonly record: TrackRecord | null;
  /** The better floor by what the window itself tells; asked when the record knows none. */
  readonly floorByWindow: () => FloorName;
}

export function decideServing(one: SeriesCase): ServingDecision {
  const standing = one.record?.standing(one.series) ?? null;
  const against = reasonAgainstModel(one.health, one.grid, one.constant, standing?.isModelSilenced ? (standing.modelSkill ?? 0) : null);
  if (against !== null) return { reason: against, voice: against.kind === 'constant' ? { kind: 'constant' } : floorVoice(one, standing) };
  const voice: Voice = standing === null ? modelAlone : { kind: 'model', shares: standing.shares, stretch: one.record!.stretch(one.series) };
  return { reason: { kind: 'model-serves' }, voice };
}

/** A model that lost the word is still asked, so that it can win it back. */
export function asksModel({ reason }: ServingDecision): boolean {
  return reason.kind === 'model-serves' || reason.kind === 'no-skill';
}

/** What serves when the network could not be run. */
export function withoutModel(decision: ServingDecision, message: string, floor: FloorName): ServingDecision {
  return { reason: { kind: 'model-failed', message }, voice: decision.voice.kind === 'floor' ? decision.voice : { kind: 'floor', floor } };
}

function floorVoice({ series, record, floorByWindow }: SeriesCase, standing: Standing | null): Voice {
  return { kind: 'floor', floor: standing?.bestFloor ?? floorByWindow(), ...(record === null ? {} : { stretch: record.stretch(series) }) };
}
