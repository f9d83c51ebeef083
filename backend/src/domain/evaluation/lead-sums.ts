/**
 * Losses of everybody at one lead, as sums that halve every 7 days, and what they decide there (docs/methods/skill.md): of one
 * series, or of many of a kind. A block of floats that begins at `at`. E experts, F floors, K = 3 quantiles.
 */
import { quantileLevels } from '@fleetcast/contract';
import { floorNames, type FloorName } from '../forecasting/floors.ts';
import { expertNames, rememberedQuantiles } from '../forecasting/ports.ts';
import { insideBand, pinball } from './pinball.ts';
import { nextFloor, nextSilenced, type WordLimits } from './who-serves.ts';

const K = rememberedQuantiles.length;
const F = floorNames.length;
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);
const model = expertNames.indexOf('model');
const served = expertNames.indexOf('served');
const firstFloor = expertNames.indexOf(floorNames[0]);
const halfLifeDays = 7;
const weightOfAllLeads = 2;

/** Places in a block. `weight` and `pairedWeight` are counts that halve as the losses do, `resolved` and `pairedResolved` never fall. */
export const leadPlaces = {
  servedLoss: 0, floorLoss: 1, inside: 1 + F, weight: 2 + F, resolved: 3 + F,
  // where the model spoke too
  modelLoss: 4 + F, pairedFloorLoss: 5 + F, pairedWeight: 5 + 2 * F, pairedResolved: 6 + 2 * F,
  // what follows: 1 when the model has no word; 1 + the floor that speaks where one has to, 0 for none yet
  silenced: 7 + 2 * F, floor: 8 + 2 * F,
} as const;
export const leadWidth = 9 + 2 * F;

/** What everybody said about one step that has come. */
export interface ComeTrue {
  readonly actual: number;
  /** [experts, quantiles] begins at `saidAt`; NaN where an expert did not speak. */
  readonly said: Float32Array;
  readonly saidAt: number;
  /** How much of a day this forecast stands for. */
  readonly days: number;
}

/** Adds one step; tells whether the model had spoken of it. */
export function addComeTrue(sums: Float32Array, at: number, { actual, said, saidAt, days }: ComeTrue): boolean {
  const keep = 2 ** (-days / halfLifeDays);
  const lossOf = (expert: number) => {
    let loss = 0;
    for (let k = 0; k < K; k++) loss += pinball(levels[k], actual, said[saidAt + expert * K + k]);
    return loss;
  };
  const add = (place: number, value: number) => (sums[at + place] = keep * sums[at + place] + value);
  const hasModel = !Number.isNaN(said[saidAt + model * K]);
  add(leadPlaces.servedLoss, lossOf(served));
  for (let f = 0; f < F; f++) {
    const loss = lossOf(firstFloor + f);
    add(leadPlaces.floorLoss + f, loss);
    if (hasModel) add(leadPlaces.pairedFloorLoss + f, loss);
  }
  add(leadPlaces.inside, insideBand(actual, said[saidAt + served * K], said[saidAt + served * K + K - 1]));
  add(leadPlaces.weight, 1);
  sums[at + leadPlaces.resolved] += 1;
  if (!hasModel) return false;
  add(leadPlaces.modelLoss, lossOf(model));
  add(leadPlaces.pairedWeight, 1);
  sums[at + leadPlaces.pairedResolved] += 1;
  return true;
}

/** The model's skill against the floor that lost least beside it. */
export function modelSkillAt(sums: Float32Array, at: number): number {
  let best = Infinity;
  for (let f = 0; f < F; f++) best = Math.min(best, sums[at + leadPlaces.pairedFloorLoss + f]);
  return skillAgainst(sums[at + leadPlaces.modelLoss], best);
}

/** Says anew who has the word at a lead of a row [L, block]. `isFloorKnown`, `isModelKnown`: whether enough has come true to say so. */
export function settleLead(sums: Float32Array, leadCount: number, lead: number, isFloorKnown: boolean, isModelKnown: boolean, limits: WordLimits): void {
  const at = lead * leadWidth;
  if (isFloorKnown) {
    const before = sums[at + leadPlaces.floor];
    sums[at + leadPlaces.floor] = 1 + nextFloor(before === 0 ? null : before - 1, floorLossesAt(sums, leadCount, lead));
  }
  if (isModelKnown) sums[at + leadPlaces.silenced] = Number(nextSilenced(sums[at + leadPlaces.silenced] === 1, modelSkillAt(sums, at), limits));
}

/**
 * [F] what floors lose at a lead, and with twice the weight at all leads: relative to their sums, as losses grow with the lead. One
 * lead alone was tried and follows chance.
 */
function floorLossesAt(sums: Float32Array, leadCount: number, lead: number): Float64Array {
  const [here, everywhere] = [new Float64Array(F), new Float64Array(F)];
  for (let l = 0; l < leadCount; l++) {
    for (let f = 0; f < F; f++) {
      const loss = sums[l * leadWidth + leadPlaces.floorLoss + f];
      everywhere[f] += loss;
      if (l === lead) here[f] = loss;
    }
  }
  const total = (losses: Float64Array) => losses.reduce((sum, loss) => sum + loss, 0) || 1;
  const [atLead, overall] = [total(here), total(everywhere)];
  return here.map((loss, f) => loss / atLead + (weightOfAllLeads * everywhere[f]) / overall);
}

/** Null: none has been chosen yet. */
export function floorAt(sums: Float32Array, at: number): FloorName | null {
  const place = sums[at + leadPlaces.floor];
  return place === 0 ? null : floorNames[place - 1];
}

/** 1 - loss / loss of the best floor; 0 when neither loses anything: a tie. */
export function skillAgainst(loss: number, best: number): number {
  if (best > 0) return 1 - loss / best;
  return loss > 0 ? -1 : 0;
}
