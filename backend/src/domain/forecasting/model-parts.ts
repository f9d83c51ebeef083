/**
 * The parts that models can have in a cycle: the champion speaks; the challenger is on trial in its shadow, and may speak for a share
 * of the servers; the reserve was champion before, and keeps the word where it is clearly better (models/divided-word.ts).
 */
import type { SeriesRow } from '../series/fleet-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import type { Evidence } from './ports.ts';

export const modelParts = ['champion', 'challenger', 'reserve'] as const;
export type ModelPart = (typeof modelParts)[number];
export type ByPart<T> = Readonly<Record<ModelPart, T>>;

/** Why another model than the champion has its word on a series. `lossRatio`: the reserve's loss beside the champion's. */
export type InsteadOfChampion = { readonly part: 'challenger' } | { readonly part: 'reserve'; readonly evidence: Evidence; readonly lossRatio: number };

/** A model that forecasts beside the champion. */
export interface CompanionModel {
  readonly model: QuantileModel;
  /** Null: the champion has the word on this series, and this one is asked only at the origins that the record remembers. */
  readonly hasWordOn: (series: SeriesRow, profile: string) => InsteadOfChampion | null;
}

/** Null: nobody has that part. */
export type Companions = Readonly<Record<Exclude<ModelPart, 'champion'>, CompanionModel | null>>;

export const noCompanions: Companions = { challenger: null, reserve: null };

export function byPart<T>(of: (part: ModelPart) => T): ByPart<T> {
  return { champion: of('champion'), challenger: of('challenger'), reserve: of('reserve') };
}

export function championAlone<T>(champion: T): ByPart<T | null> {
  return { champion, challenger: null, reserve: null };
}
