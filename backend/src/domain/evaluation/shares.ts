/**
 * How much of the served forecast the model keeps on a series, and how much its two best floors have earned: the
 * exponentiated gradient of Kivinen and Warmuth (1997) on the pinball loss of the mixture, one set of shares for all
 * quantiles so that a mixture of ordered quantiles stays ordered. It pools nothing, it protects: a series on which the
 * model keeps failing drifts to the floors.
 */
import { quantileLevels } from '@fleetcast/contract';
import { expertNames, rememberedQuantiles, type Standing } from '../forecasting/ports.ts';

export const initialShares: Standing['shares'] = { model: 0.95, win24: 0.025, sameTime: 0.025 };

/** Learning rate for forecasts four hours apart; of 0, .2 and .5 the one that kept most series from being 5 % worse at no pooled cost. */
const rate = 0.2;
const rateDays = 1 / 6;
const leastShare = 1e-4;
const K = rememberedQuantiles.length;
const mixed = [expertNames.indexOf('model'), expertNames.indexOf('win24'), expertNames.indexOf('same-time')];
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);

/**
 * Moves the three shares at shares[from...] after `actual` came. `said` [experts, 3 quantiles] begins at `at`;
 * `usualLoss` is the model's trailing mean loss; `days` says how much of a day this forecast stands for.
 */
export function updateShares(shares: Float32Array, from: number, said: Float32Array, at: number, actual: number, usualLoss: number, days: number): void {
  const gradient = [0, 0, 0];
  for (let k = 0; k < K; k++) {
    let mixture = 0;
    for (let i = 0; i < mixed.length; i++) mixture += shares[from + i] * said[at + mixed[i] * K + k];
    const slope = actual > mixture ? -levels[k] : actual < mixture ? 1 - levels[k] : 0;
    for (let i = 0; i < mixed.length; i++) gradient[i] += slope * (said[at + mixed[i] * K + k] - mixture);
  }
  if (!(usualLoss > 0)) return;
  const step = rate * Math.min(1, days / rateDays);
  let total = 0;
  for (let i = 0; i < mixed.length; i++) {
    const exponent = Math.max(-1, Math.min(1, (step * gradient[i]) / usualLoss));
    shares[from + i] = Math.max(leastShare, shares[from + i] * Math.exp(-exponent));
    total += shares[from + i];
  }
  for (let i = 0; i < mixed.length; i++) shares[from + i] /= total;
}
