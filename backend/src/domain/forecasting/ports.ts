import type { Threshold } from '@fleetcast/contract';
import type { SeriesEvents } from '../features/series-events.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import type { CalibrationCurves } from './calibration-curves.ts';
import type { SeriesBreach, SeriesSkill } from './fleet-forecast.ts';
import { floorNames, type FloorName } from './floors.ts';
import type { ByPart, ModelPart } from './model-parts.ts';
import type { Voice } from './serving-decision.ts';

/** Everybody whose forecasts are remembered and judged, on every series, whoever spoke. */
export const expertNames = ['model', ...floorNames, 'served'] as const;

/** Quantiles that are remembered: their indices in quantileLevels (.1, .5, .9). */
export const rememberedQuantiles = [1, 3, 5] as const;

/** Whose outcomes a decision rests on: the series' own, those of its metric on servers of its profile, on all servers, or nobody's. */
export type Evidence = 'series' | 'profile' | 'metric' | 'none';

/** What the record knows about one series at one lead. */
export interface LeadStanding {
  /** Floor with the least trailing loss; null until enough has come true. */
  readonly bestFloor: FloorName | null;
  /** Of the model against the best floor; null until enough has come true or while it did not forecast. */
  readonly modelSkill: number | null;
  /** The model lost the word at this lead, and has not won it back. */
  readonly isModelSilenced: boolean;
  /** What modelSkill and isModelSilenced rest on. */
  readonly evidence: Evidence;
}

/** What the record knows about one series before it is forecast. */
export interface Standing {
  /** In the order of the record's leads. */
  readonly byLead: readonly LeadStanding[];
  /** Shares of model, win24 and same-time in what is served when the model speaks; they add up to 1. */
  readonly shares: { readonly model: number; readonly win24: number; readonly sameTime: number };
}

/** Profile of every series where profiles are not told. */
export const unknownProfile = (): string => 'unknown';

/** By how much the distances of a series' quantiles from its median are stretched; 1 leaves them. */
export interface BandStretch {
  /** q10 and q25; q75 and q90. */
  readonly below: number;
  readonly above: number;
  /** q02; q98. */
  readonly outerBelow: number;
  readonly outerAbove: number;
}

/** What a record is told about one series' forecast; buffers are used again, so it copies what it keeps. */
export interface SpokenForecast {
  /** [leads, experts, 3 quantiles] in the metric's unit, NaN where an expert did not speak. */
  readonly said: Float32Array;
  /** [Q, H] as served, from `at` on. */
  readonly quantiles: Float32Array;
  readonly at: number;
  readonly voice: Voice['kind'];
  /** A floor spoke because too much of the newest past is missing. */
  readonly isGappy: boolean;
}

/**
 * What became of earlier forecasts. Implementation: evaluation/skill-tracker.ts. All of it comes from outcomes that lie
 * at or before the windows' origin.
 */
export interface TrackRecord {
  /** Leads, in steps, at which forecasts are remembered. */
  readonly leads: Int32Array;
  /** Judges what has come true by the windows' origin. Called once a cycle, before anything is forecast. */
  resolve(windows: FleetWindows, profileOf?: (series: SeriesRow) => string): void;
  /** Whether forecasts made at this origin are to be remembered. */
  wants(originStep: number): boolean;
  remember(series: SeriesRow, originStep: number, spoken: SpokenForecast): void;
  standing(series: SeriesRow, profile: string): Standing;
  stretch(series: SeriesRow): BandStretch;
  skill(series: SeriesRow): SeriesSkill | null;
}

/** What each model said about one series: [leads, 3 quantiles] in the metric's unit, NaN where it was silent; buffers are used again. */
export type SaidByModels = ByPart<Float32Array>;

/**
 * Judges models that forecast beside the one that speaks. Implementations: models/fleet-trial.ts, models/model-trials.ts. It remembers at
 * the leads and origins of the track record.
 */
export interface ShadowTrial {
  /** Judges what has come true by the windows' origin. Called once a cycle, before anything is forecast. */
  resolve(windows: FleetWindows, profileOf?: (series: SeriesRow) => string): void;
  /** `said` as for the track record, whose model is the one that has the word: `speaking`. */
  remember(series: SeriesRow, originStep: number, said: Float32Array, models: SaidByModels, speaking: ModelPart): void;
}

/** Takes down what everybody forecast side by side, at the origins that the record remembers. Implementation: evaluation/compared-notes.ts. */
export interface ForecastNotes {
  /** `said` [record's leads, experts, 3 quantiles] as for the track record; `models` null: none was asked. */
  note(row: number, said: Float32Array, models: SaidByModels | null): void;
}

/** What known events do to series. Implementation: event-effects/event-effects.ts. */
export interface EventKnowledge {
  /** Learns from what lies at or before the windows' origin. Called once a cycle, before anything is forecast. */
  prepare(windows: FleetWindows): void;
  /** Null: no event that is known to do anything. */
  of(series: SeriesRow): SeriesEvents | null;
}

/** What became of stated breach probabilities. Implementation: evaluation/breach-calibration.ts. */
export interface BreachRecord {
  /** Judges what has come true by the windows' origin. Called once a cycle, before anything is forecast. */
  resolve(windows: FleetWindows): void;
  /** Takes down, once an hour, what was stated before it was calibrated. */
  remember(originStep: number, series: SeriesRow, stated: readonly SeriesBreach[]): void;
  calibrated(series: SeriesRow, threshold: Threshold, stated: number): number;
  /** Whether most breaches of this threshold that were called likely have come. */
  keepsWord(series: SeriesRow, threshold: Threshold): boolean;
  /** As a plain value, to say the same elsewhere. */
  readonly curves: CalibrationCurves;
}
