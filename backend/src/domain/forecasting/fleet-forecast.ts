import { medianIndex, quantileLevels, type Threshold } from '@fleetcast/contract';
import type { SeriesEvents } from '../features/series-events.ts';
import type { CalibrationCurves } from './calibration-curves.ts';
import type { FloorName } from './floors.ts';
import type { ByPart, InsteadOfChampion } from './model-parts.ts';
import type { Evidence } from './ports.ts';
import type { ServingDecision } from './serving-decision.ts';

/** Who may speak for a series. Index 0.. of FleetForecast.speakers. */
export interface SpeakerEntry {
  readonly kind: 'model' | 'floor';
  readonly name: string;
}

/** A floor that speaks so many minutes after the origin, and whose outcomes say that it does better there. */
export interface FloorAtLead {
  readonly minutes: number;
  readonly floor: FloorName;
  readonly evidence: Evidence;
}

/** Why the chosen speaker speaks; the texts people read are made from these in the app. */
export type SpeakerReason =
  /** Judged on what `evidence` says (left out: not judged at all); `floorsAt`: leads at which a floor speaks instead; `insteadOf`: of the champion. */
  | { readonly kind: 'model-serves'; readonly evidence?: Evidence; readonly floorsAt?: readonly FloorAtLead[]; readonly insteadOf?: InsteadOfChampion }
  | { readonly kind: 'learning'; readonly daysObserved: number; readonly daysNeeded: number }
  | { readonly kind: 'no-model-for-grid'; readonly stepSeconds: number; readonly horizonSteps: number }
  /** At every lead; the skill is that at the longest. */
  | { readonly kind: 'no-skill'; readonly skill: number; readonly evidence: Evidence }
  | { readonly kind: 'constant' }
  | { readonly kind: 'too-gappy'; readonly missingShare: number }
  | { readonly kind: 'model-failed'; readonly message: string };

/** Breach of one threshold by one series. Minutes count from the origin. */
export interface SeriesBreach {
  readonly threshold: Threshold;
  readonly severity: 'warning' | 'critical';
  /** Of the whole path within the horizon. */
  readonly probability: number;
  readonly underWay: boolean;
  readonly timeToBreach: { readonly p10Minutes: number; readonly p50Minutes: number; readonly p90Minutes: number } | null;
  /** Most breaches of this threshold that were called likely have come: only then may its warnings page. */
  readonly keepsWord: boolean;
}

/** What has come true so far of what was said about one series; docs/methods/skill.md. */
export interface SeriesSkill {
  /** 1 - loss / loss of the best floor, trailing. */
  readonly value: number;
  readonly resolvedForecasts: number;
  /** Share of actuals inside the 80 % band. */
  readonly coverage80: number;
  /** What was served has been better than the best floor, and is not clearly worse since. */
  readonly isProven: boolean;
}

/**
 * What one cycle says about the whole fleet.
 * S series (in the order of the windows' rows), Q = 7 quantile levels (contract), H horizon steps.
 */
export interface FleetForecast {
  readonly originStep: number;
  readonly horizonSteps: number;
  readonly seriesCount: number;
  /** [S, Q, H] row-major, in the metric's unit, never crossing. */
  readonly quantiles: Float32Array;
  readonly speakers: readonly SpeakerEntry[];
  /** Versions of the models that were at hand, by their parts. */
  readonly models: ByPart<string | null>;
  /** [S] index into speakers. */
  readonly speakerIndex: Uint8Array;
  /** [S] who speaks, how and why: enough to forecast the same series from other windows as it was served. */
  readonly decisions: readonly ServingDecision[];
  /** [S] share of the model's input window (8 days) that was missing. */
  readonly missingShare: Float32Array;
  /** [S] days between the first observed step in the window and the origin. */
  readonly daysObserved: Float32Array;
  /** [S] */
  readonly breaches: ReadonlyArray<readonly SeriesBreach[]>;
  /** [S] null until enough has come true. */
  readonly skills: ReadonlyArray<SeriesSkill | null>;
  /** [S] what known events did and will do, as it was taken into account; null: nothing. */
  readonly events: ReadonlyArray<SeriesEvents | null>;
  /** What stated breach probabilities were worth so far; null: they are as stated. */
  readonly calibration: CalibrationCurves | null;
}

/** [H] the medians of a row, in its metric's unit: a view, not a copy. */
export function medianPath({ quantiles, horizonSteps }: FleetForecast, row: number): Float32Array {
  const from = (row * quantileLevels.length + medianIndex) * horizonSteps;
  return quantiles.subarray(from, from + horizonSteps);
}
