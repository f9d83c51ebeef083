/** What a trial says: how champion and shadow stand beside the floors, and beside each other. */
import type { DriftFigures } from './error-drift.ts';
import { pairedTest, type PairedTest } from './paired-test.ts';
import type { SeriesLosses } from './trial-sums.ts';

/** A series on which the floors hardly lose says little: its ratio counts no more than this. */
const mostRatio = 5;
/** Of a fading series less is left than this of one forecast: it is gone. */
export const leastForecasts = 0.5;

export interface VoiceFigures {
  /** Mean over series of the loss as a ratio to the better floor's. */
  readonly floorRatio: number;
  readonly coverage80: number;
}

export interface LossFigures {
  /** Forecasts (series times origin times lead) that both made and that have come true; of the champion alone without a shadow. */
  readonly judged: number;
  readonly championFigures: VoiceFigures | null;
  readonly shadowFigures: VoiceFigures | null;
  /** Of the shadow against the champion; null while there is nothing to compare. */
  readonly test: PairedTest | null;
  /** Of the champion (as `shadow` of the test) against the better floor of each series: above 0 the floors are better. */
  readonly againstFloors: PairedTest | null;
}

export interface TrialFigures extends LossFigures {
  readonly champion: string;
  readonly shadow: string | null;
  /** Origin of the oldest forecast that was compared; null before the first. */
  readonly sinceStep: number | null;
  readonly drift: DriftFigures;
  /** Whether the champion got worse beside the shadow than it was in the first days of both. */
  readonly driftBesideShadow: DriftFigures;
}

/** Of a champion that nobody challenges. */
export function figuresAlone(series: readonly SeriesLosses[]): LossFigures {
  const told = series.filter(({ all }) => all.forecasts >= leastForecasts).map((one) => ({ serverId: one.serverId, inside: one.championInside, floorLoss: betterFloor(one.all), ...one.all }));
  return {
    judged: judgedOf(told),
    championFigures: voiceFigures(told.map(({ championLoss, ...rest }) => ({ loss: championLoss, ...rest }))),
    shadowFigures: null,
    test: null,
    againstFloors: testAgainstFloors(told),
  };
}

/** On forecasts that both made. */
export function figuresBesideShadow(series: readonly SeriesLosses[]): LossFigures {
  const told = series
    .filter(({ paired }) => paired.forecasts >= leastForecasts)
    .map(({ serverId, championInside, shadowInside, paired }) => ({ serverId, championInside, shadowInside, floorLoss: betterFloor(paired), ...paired }));
  return {
    judged: judgedOf(told),
    championFigures: voiceFigures(told.map(({ championLoss, championInside, ...rest }) => ({ loss: championLoss, inside: championInside, ...rest }))),
    shadowFigures: voiceFigures(told.map(({ shadowLoss, shadowInside, ...rest }) => ({ loss: shadowLoss, inside: shadowInside, ...rest }))),
    test: pairedTest(told),
    againstFloors: testAgainstFloors(told),
  };
}

function betterFloor({ win24Loss, sameTimeLoss }: SeriesLosses['all']): number {
  return Math.min(win24Loss, sameTimeLoss);
}

function judgedOf(told: ReadonlyArray<{ readonly forecasts: number }>): number {
  return Math.round(told.reduce((total, { forecasts }) => total + forecasts, 0));
}

function testAgainstFloors(told: ReadonlyArray<{ readonly serverId: string; readonly championLoss: number; readonly floorLoss: number }>): PairedTest | null {
  return pairedTest(told.map(({ serverId, championLoss, floorLoss }) => ({ serverId, championLoss: floorLoss, shadowLoss: championLoss })));
}

interface VoiceLosses {
  readonly loss: number;
  readonly floorLoss: number;
  readonly inside: number;
  readonly forecasts: number;
}

/** Mean over series of ratios to the floor, and coverage over forecasts. */
function voiceFigures(series: readonly VoiceLosses[]): VoiceFigures | null {
  let [ratios, counted, inside, forecasts] = [0, 0, 0, 0];
  for (const one of series) {
    inside += one.inside;
    forecasts += one.forecasts;
    if (!(one.floorLoss > 0)) continue;
    ratios += Math.min(mostRatio, one.loss / one.floorLoss);
    counted += 1;
  }
  return counted === 0 ? null : { floorRatio: ratios / counted, coverage80: inside / forecasts };
}
