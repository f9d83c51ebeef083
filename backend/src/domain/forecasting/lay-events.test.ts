import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { scaleOf } from '../features/scaling.ts';
import type { SeriesEvents } from '../features/series-events.ts';
import { layEvents } from './lay-events.ts';

const originStep = 1000;
const [tenth, ninetieth] = [0.1, 0.9].map((level) => quantileLevels.findIndex((known) => known === level));
/** 10 % and 90 % quantiles of a standard normal distribution lie so far from its median. */
const z90 = 1.2815516;

/** Two leads; `distances` from the median by quantile. */
function forecast(medianValue: number, distances: Readonly<Record<number, number>> = {}): Float32Array {
  return Float32Array.from({ length: 2 * quantileLevels.length }, (_, i) => medianValue + (distances[Math.floor(i / 2)] ?? 0));
}

/** One event on the second of the two leads. */
function event(factor: number, shift: number, spread: number): SeriesEvents {
  return { revision: 1, pieces: [{ fromStep: originStep + 2, factor: Float32Array.of(factor), shift: Float32Array.of(shift), spread: Float32Array.of(spread) }] };
}

function laid(quantiles: Float32Array, events: SeriesEvents, kind: 'percent' | 'unbounded' = 'percent'): (lead: 1 | 2, quantile: number) => number {
  layEvents(quantiles, 0, Int32Array.of(1, 2), originStep, events, scaleOf(kind));
  return (lead, quantile) => quantiles[quantile * 2 + lead - 1];
}

describe('events laid onto a forecast', () => {
  it('move the step on which they take place and no other', () => {
    const at = laid(forecast(40), event(1.5, 2, 0));
    expect([at(1, medianIndex), at(2, medianIndex)]).toEqual([40, 62]);
  });

  it('widen it by what is not known of them, as independent errors add: 3 and 4 make 5', () => {
    const at = laid(forecast(40, { [tenth]: -3, [ninetieth]: 3 }), event(1, 10, 4 / z90));
    expect(at(2, medianIndex)).toBe(50);
    expect([at(2, tenth), at(2, ninetieth)].map((value) => Number(value.toFixed(4)))).toEqual([45, 55]);
    expect([at(1, tenth), at(1, ninetieth)]).toEqual([37, 43]);
  });

  it('work on cube roots where a metric has no ceiling, and end at the ceiling where it has one', () => {
    expect(laid(forecast(8), event(1, 1, 0), 'unbounded')(2, medianIndex)).toBeCloseTo(27, 4);
    expect(laid(forecast(60), event(2, 0, 0))(2, medianIndex)).toBe(100);
  });
});
