import { changeQuantile, type InputOrigins, type Origins } from '../features/input-origins.ts';
import { smoothed } from '../forecasting/exponential-smoothing.ts';
import type { FloorName } from '../forecasting/floors.ts';
import type { ExplainedWindow } from './step-relevance.ts';

/** Which past steps a floor's median at a lead (1: the first step after the origin) is made of: its formula, read backwards. */
export function floorOrigins(floor: FloorName | 'constant', explained: ExplainedWindow, origins: InputOrigins, lead: number): Origins {
  const { state } = explained.prepared;
  switch (floor) {
    case 'constant':
      return origins.step(state.step);
    case 'last-value':
      return origins.walk(lead, 0.5);
    case 'win24':
      return origins.flat('win24', 0.5);
    case 'same-time':
      return origins.sameTime(lead, 0.5);
    case 'seasonal-naive-24h':
      return withUsualChange(origins.lag(lead, 1), explained, 1);
    case 'seasonal-naive-7d':
      return withUsualChange(origins.lag(lead, 7), explained, 7);
    case 'exponential-smoothing':
      return smoothingWeights(explained, origins);
  }
}

/** The value some days before, plus the middle one of the changes seen over that many days. */
function withUsualChange(lag: Origins, { prepared, scale }: ExplainedWindow, days: 1 | 7): Origins {
  const { state } = prepared;
  const { thinning, daySteps } = state.grid;
  const newest = Math.floor(state.step / thinning) * thinning;
  const behind = days * Math.round(daySteps / thinning);
  const changes = Array.from({ length: state.thinned.length - behind }, (_, i) => ({
    step: newest - (state.thinned.length - 1 - behind - i) * thinning,
    value: Math.fround(state.thinned[i + behind] - state.thinned[i]),
  }));
  return [...lag, ...changeQuantile(changes, 0.5, scale.centre)];
}

/** Each step weighs (1 - a) times as much as the one after it; the day's first step holds what is left. */
function smoothingWeights({ prepared }: ExplainedWindow, origins: InputOrigins): Origins {
  const { state } = prepared;
  const { weight } = smoothed(state.day);
  const count = state.day.length;
  return Array.from({ length: count }, (_, j) => {
    const share = j === count - 1 ? (1 - weight) ** j : weight * (1 - weight) ** j;
    return origins.step(state.step - j).map((part) => ({ ...part, weight: share }));
  }).flat();
}
