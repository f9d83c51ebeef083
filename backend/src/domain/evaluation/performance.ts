/**
 * What sums of judged forecasts amount to; docs/methods/performance.md. Lower loss is better; everything compares what was
 * served with floors on the very same forecasts.
 */
import { quantileLevels, type MetricKind } from '@fleetcast/contract';
import { ledgerLeadMinutes, type LedgerSpeaker } from './ledger-entries.ts';
import { servedFields, servedSumsLength, speakerFields, speakerSumsLength } from './day-sums.ts';
import { skillAgainst } from './lead-sums.ts';

const L = ledgerLeadMinutes.length;
const Q = quantileLevels.length;
const speakerWidth = speakerSumsLength / L;
const servedWidth = servedSumsLength / L;
const [q02, q10, q90, q98] = [0.02, 0.1, 0.9, 0.98].map((level) => quantileLevels.findIndex((one) => one === level));
/** Below a mean level of this many percent points, an error relative to the level says nothing. */
const leastPercentLevel = 5;
/** Judged forecasts before a figure is stated. */
const leastForecasts = 30;

/** Sums over any set of series, leads and days. */
export interface Judged {
  /** [L, fields] of what was served, at every origin. */
  readonly served: Float64Array;
  /** [L, fields] by speaker, at hourly origins. */
  readonly bySpeaker: Map<LedgerSpeaker, Float64Array>;
}

/** null: too little has come true, or the figure means nothing there. */
export interface PerformanceFigures {
  /** Forecasts that have come true (origin times lead). */
  readonly forecasts: number;
  readonly skill: number | null;
  readonly accuracy: number | null;
  readonly coverage80: number | null;
  readonly coverage96: number | null;
  readonly meanAbsoluteError: number | null;
  readonly meanLevel: number | null;
}

export interface SpeakerFigures {
  readonly speaker: LedgerSpeaker;
  readonly forecasts: number;
  /** Loss over that of the best floor on the same forecasts; below 1 beats it. */
  readonly lossRatio: number | null;
  /** Mean absolute error over that of the value of 24 hours before. */
  readonly maeRatio: number | null;
}

export function nothingJudged(): Judged {
  return { served: new Float64Array(servedSumsLength), bySpeaker: new Map() };
}

export function addServed(to: Judged, sums: ArrayLike<number>): void {
  for (let i = 0; i < servedSumsLength; i++) to.served[i] += sums[i];
}

export function addSpeaker(to: Judged, speaker: LedgerSpeaker, sums: ArrayLike<number>): void {
  let held = to.bySpeaker.get(speaker);
  if (held === undefined) to.bySpeaker.set(speaker, (held = new Float64Array(speakerSumsLength)));
  for (let i = 0; i < speakerSumsLength; i++) held[i] += sums[i];
}

/** Over all leads, or over one. */
export function figuresOf(judged: Judged, kind: MetricKind, lead: number | null = null): PerformanceFigures {
  const served = (field: number) => over(judged.served, servedWidth, field, lead);
  const forecasts = served(servedFields.count);
  if (forecasts < leastForecasts) return { forecasts, skill: null, accuracy: null, coverage80: null, coverage96: null, meanAbsoluteError: null, meanLevel: null };
  const meanAbsoluteError = served(servedFields.error) / forecasts;
  const meanLevel = served(servedFields.level) / forecasts;
  // Halves: an actual that equals a bound lies half inside.
  const below = (q: number) => served(servedFields.below + q) / (2 * forecasts);
  return {
    forecasts,
    skill: skillOfServed(judged, lead),
    accuracy: accuracyMeansSomething(judged, kind, meanLevel, lead) ? 1 - meanAbsoluteError / meanLevel : null,
    coverage80: below(q90) - below(q10),
    coverage96: below(q98) - below(q02),
    meanAbsoluteError,
    meanLevel,
  };
}

/** For every quantile level the share of actuals below what was served: equal to the level when calibrated. */
export function calibrationOf(judged: Judged): ReadonlyArray<{ readonly level: number; readonly observed: number }> | null {
  const forecasts = over(judged.served, servedWidth, servedFields.count, null);
  if (forecasts < leastForecasts) return null;
  return quantileLevels.map((level, q) => ({ level, observed: over(judged.served, servedWidth, servedFields.below + q, null) / (2 * forecasts) }));
}

export function speakersOf(judged: Judged, lead: number | null = null): readonly SpeakerFigures[] {
  const best = bestFloor(judged, lead);
  const yesterday = [...judged.bySpeaker].find(([{ name }]) => name === 'seasonal-naive-24h')?.[1];
  return [...judged.bySpeaker].map(([speaker, sums]) => {
    const count = over(sums, speakerWidth, speakerFields.count, lead);
    const mean = (of: Float64Array, field: number) => over(of, speakerWidth, field, lead) / over(of, speakerWidth, speakerFields.count, lead);
    const enough = count >= leastForecasts && best !== null;
    return {
      speaker,
      forecasts: count,
      lossRatio: enough ? ratio(mean(sums, speakerFields.pinball), best.loss) : null,
      maeRatio: enough && yesterday !== undefined ? ratio(mean(sums, speakerFields.error), mean(yesterday, speakerFields.error)) : null,
    };
  });
}

/** The floor that lost least over these very forecasts, in hindsight: the strictest yardstick there is. */
function bestFloor(judged: Judged, lead: number | null = null): { readonly name: string; readonly loss: number; readonly error: number } | null {
  let best: { name: string; loss: number; error: number } | null = null;
  for (const [{ kind, name }, sums] of judged.bySpeaker) {
    const count = over(sums, speakerWidth, speakerFields.count, lead);
    if (kind !== 'floor' || count === 0) continue;
    const loss = over(sums, speakerWidth, speakerFields.pinball, lead) / count;
    if (best === null || loss < best.loss) best = { name, loss, error: over(sums, speakerWidth, speakerFields.error, lead) / count };
  }
  return best;
}

function skillOfServed(judged: Judged, lead: number | null): number | null {
  const served = [...judged.bySpeaker].find(([{ kind }]) => kind === 'served')?.[1];
  const best = bestFloor(judged, lead);
  if (served === undefined || best === null) return null;
  const count = over(served, speakerWidth, speakerFields.count, lead);
  return count < leastForecasts ? null : skillAgainst(over(served, speakerWidth, speakerFields.pinball, lead) / count, best.loss);
}

/** Not where the level is near zero: a few percent points, or less than what the best floor errs by. */
function accuracyMeansSomething(judged: Judged, kind: MetricKind, meanLevel: number, lead: number | null): boolean {
  const isPercent = kind === 'percent' || kind === 'saturation';
  if (isPercent && meanLevel < leastPercentLevel) return false;
  const floor = bestFloor(judged, lead);
  return meanLevel > 0 && (floor === null || meanLevel > floor.error);
}

function ratio(value: number, of: number): number | null {
  return of > 0 ? value / of : value > 0 ? null : 1;
}

function over(sums: Float64Array, width: number, field: number, lead: number | null): number {
  if (lead !== null) return sums[lead * width + field];
  let total = 0;
  for (let l = 0; l < L; l++) total += sums[l * width + field];
  return total;
}

if (servedWidth !== servedFields.below + Q) throw new Error('servedFields end with one count a quantile');
