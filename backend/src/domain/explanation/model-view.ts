/**
 * What the network shows of its inside for one moment: where its attention went, which variables it selected, which naive
 * forecasts it mixed. It says how the model looked, not what made the value; that is attribution's matter (Jain and Wallace 2019).
 * TP past patches, F future patches, Q quantiles, K candidates; one series.
 */
import { medianIndex } from '@fleetcast/contract';
import { candidateCount, candidateNames, patchStepsOf, quantileCount, type ModelGrid } from '../tft/model-inputs.ts';
import { endRow, pathBatch } from './integrated-gradients.ts';
import type { AttributionRun } from './ports.ts';
import type { ExplainedWindow } from './step-relevance.ts';

const recentSeconds = 2 * 3600;
const nearSeconds = 3600;
const futureVariables = ['value 24 hours before', 'value 7 days before', 'low at this time of day', 'middle at this time of day', 'high at this time of day', 'time of day and week'] as const;

export interface Weighed {
  readonly name: string;
  readonly share: number;
}

export interface ModelView {
  readonly patchSteps: number;
  /** [TP] share of attention on each patch of the last day, oldest first. */
  readonly attention: readonly number[];
  /** What the attention is on, added up; together 1. */
  readonly attended: {
    readonly lastTwoHours: number;
    readonly sameTimeYesterday: number;
    readonly restOfDay: number;
    /** On what is known of the time ahead: values a day and a week before it, its time of day. */
    readonly timeAhead: number;
  };
  readonly variables: readonly Weighed[];
  readonly candidates: readonly Weighed[];
}

export function modelViewOf(grid: ModelGrid, run: AttributionRun, { prepared }: ExplainedWindow, stepAhead: number): ModelView {
  const patchSteps = patchStepsOf(grid);
  const past = grid.pastSteps / patchSteps;
  const future = grid.horizonSteps / patchSteps;
  const patch = Math.floor(stepAhead / patchSteps);
  const looked = run.attention.subarray((endRow * future + patch) * (past + future), (endRow * future + patch + 1) * (past + future));
  const attention = [...looked.subarray(0, past)];
  const origin = prepared.state.step;
  const target = origin + 1 + stepAhead;
  const yesterday = target - prepared.local.lags(target)[prepared.state.grid.nearestDay - 1];
  const attended = { lastTwoHours: 0, sameTimeYesterday: 0, restOfDay: 0, timeAhead: sum(looked.subarray(past)) };
  attention.forEach((share, token) => {
    const last = origin - (past - 1 - token) * patchSteps;
    const middle = last - (patchSteps - 1) / 2;
    if ((origin - middle) * grid.stepSeconds < recentSeconds) attended.lastTwoHours += share;
    else if (Math.abs(middle - yesterday) * grid.stepSeconds <= nearSeconds) attended.sameTimeYesterday += share;
    else attended.restOfDay += share;
  });
  const row = patch * pathBatch + endRow;
  const selection = run.futureSelection.subarray(row * futureVariables.length, (row + 1) * futureVariables.length);
  const mixtureAt = (row * quantileCount + medianIndex) * candidateCount;
  const mixture = run.mixture.subarray(mixtureAt, mixtureAt + candidateCount);
  return { patchSteps, attention, attended, variables: weighed(futureVariables, selection), candidates: weighed(candidateNames, mixture) };
}

function weighed(names: readonly string[], shares: Float32Array): readonly Weighed[] {
  return names.map((name, i) => ({ name, share: shares[i] })).sort((a, b) => b.share - a.share);
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
