/**
 * Losses of everybody on one series, as sums that halve every 7 days, and the skill and standing made of them
 * (docs/methods/skill.md). One row of floats a series. E experts, F floors, K = 3 quantiles.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { SeriesSkill } from '../forecasting/fleet-forecast.ts';
import { floorNames } from '../forecasting/floors.ts';
import { expertNames, rememberedQuantiles, type Standing } from '../forecasting/ports.ts';
import { insideBand, pinball } from './pinball.ts';
import { SlotMemory } from './series-slots.ts';
import { initialShares, updateShares } from './shares.ts';
import { nextWord } from './who-serves.ts';

const K = rememberedQuantiles.length;
const F = floorNames.length;
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);
const model = expertNames.indexOf('model');
const served = expertNames.indexOf('served');
const firstFloor = expertNames.indexOf(floorNames[0]);
const halfLifeDays = 7;
/** Judged forecasts (origin times lead) before a skill is stated. */
export const leastResolved = 30;
/** And before the model can lose the word: a day of hourly ones. */
const leastResolvedToJudge = 120;

/** Places in a series' row. */
const sum = { servedLoss: 0, floorLoss: 1, modelLoss: 1 + F, pairedFloorLoss: 2 + F, inside: 2 + 2 * F, weight: 3 + 2 * F, shares: 4 + 2 * F, resolved: 7 + 2 * F, pairedResolved: 8 + 2 * F, silenced: 9 + 2 * F, mayPage: 10 + 2 * F } as const;
const sumsWidth = 11 + 2 * F;

/** What everybody said about one step that has come. */
export interface ComeTrue {
  readonly actual: number;
  /** [experts, quantiles] begins at `at`; NaN where an expert did not speak. */
  readonly said: Float32Array;
  readonly at: number;
  /** How much of a day this forecast stands for. */
  readonly days: number;
}

export function newSkillSums(): SlotMemory {
  const initial = new Float32Array(sumsWidth);
  initial.set([initialShares.model, initialShares.win24, initialShares.sameTime], sum.shares);
  return new SlotMemory(initial);
}

/** Adds one step to a series' sums. */
export function judge(sums: Float32Array, { actual, said, at, days }: ComeTrue): void {
  const keep = 2 ** (-days / halfLifeDays);
  const lossOf = (expert: number) => {
    let loss = 0;
    for (let k = 0; k < K; k++) loss += pinball(levels[k], actual, said[at + expert * K + k]);
    return loss;
  };
  const add = (place: number, value: number) => (sums[place] = keep * sums[place] + value);
  const hasModel = !Number.isNaN(said[at + model * K]);
  add(sum.servedLoss, lossOf(served));
  for (let f = 0; f < F; f++) {
    const loss = lossOf(firstFloor + f);
    add(sum.floorLoss + f, loss);
    if (hasModel) add(sum.pairedFloorLoss + f, loss);
  }
  add(sum.inside, insideBand(actual, said[at + served * K], said[at + served * K + K - 1]));
  add(sum.weight, 1);
  sums[sum.resolved] += 1;
  if (!hasModel) return;
  add(sum.modelLoss, lossOf(model));
  sums[sum.pairedResolved] += 1;
  updateShares(sums, sum.shares, said, at, actual, sums[sum.modelLoss] / sums[sum.weight], days);
}

/** Says anew who has the word on a series, by everything judged so far. */
export function settleWord(sums: Float32Array): void {
  const { silenced, mayPage } = nextWord({ silenced: sums[sum.silenced] === 1, mayPage: sums[sum.mayPage] === 1 }, standingOf(sums).modelSkill, skillOf(sums)?.value ?? null);
  sums[sum.silenced] = Number(silenced);
  sums[sum.mayPage] = Number(mayPage);
}

export function standingOf(sums: Float32Array): Standing {
  const shares = { model: sums[sum.shares], win24: sums[sum.shares + 1], sameTime: sums[sum.shares + 2] };
  const bestFloor = sums[sum.resolved] < leastResolved ? null : floorNames[bestOf(sums, sum.floorLoss)];
  const modelSkill = sums[sum.pairedResolved] < leastResolvedToJudge ? null : skillAgainst(sums[sum.modelLoss], sums[sum.pairedFloorLoss + bestOf(sums, sum.pairedFloorLoss)]);
  return { bestFloor, modelSkill, isModelSilenced: sums[sum.silenced] === 1, shares };
}

export function skillOf(sums: Float32Array): SeriesSkill | null {
  if (sums[sum.resolved] < leastResolved) return null;
  return {
    value: skillAgainst(sums[sum.servedLoss], sums[sum.floorLoss + bestOf(sums, sum.floorLoss)]),
    resolvedForecasts: sums[sum.resolved],
    coverage80: sums[sum.inside] / sums[sum.weight],
    mayPage: sums[sum.mayPage] === 1,
  };
}

function bestOf(sums: Float32Array, from: number): number {
  let best = 0;
  for (let f = 1; f < F; f++) if (sums[from + f] < sums[from + best]) best = f;
  return best;
}

/** 1 - loss / loss of the best floor; 0 when neither loses anything: a tie. */
export function skillAgainst(loss: number, best: number): number {
  if (best > 0) return 1 - loss / best;
  return loss > 0 ? -1 : 0;
}
