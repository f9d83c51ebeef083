import { describe, expect, it } from '@jest/globals';
import { exampleForecast } from '../../test/example-answers.ts';
import { earlierWindow, windowFigures } from './earlier-window.ts';

/** 48 h of hourly history whose value is the number of the hour, and a horizon of 8 h. */
const hourly = {
  ...exampleForecast,
  stepSeconds: 3600,
  originAt: '2026-03-03T00:00:00.000Z',
  history: { startAt: '2026-03-01T01:00:00.000Z', values: Array.from({ length: 48 }, (_, hour) => hour + 1) },
  quantiles: { q02: flat(), q10: flat(), q25: flat(), q50: flat(), q75: flat(), q90: flat(), q98: flat() },
};

function flat(): number[] {
  return new Array<number>(8).fill(50);
}

describe('an earlier window', () => {
  it('is stamped as if it were now, up to the end of the horizon', () => {
    const { history, quantiles } = earlierWindow(hourly, 24);
    // 01:00 of the first day now stands at 01:00 of the second.
    expect(history.startAt).toBe('2026-03-02T01:00:00.000Z');
    // Up to 08:00 after the origin: the 32nd hour of history.
    expect(history.values).toEqual(Array.from({ length: 32 }, (_, hour) => hour + 1));
    expect(quantiles.q50).toEqual([]);
  });

  it('ends where history ends when it does not reach back so far', () => {
    expect(earlierWindow(hourly, 168).history.values).toEqual([]);
  });
});

describe('the figures of a window', () => {
  const figures = (fromMs: number, toMs: number) => windowFigures('2026-03-01T01:00:00.000Z', 3600, [1, null, 3, 5], fromMs, toMs);
  const hour = (n: number) => Date.parse('2026-03-01T00:00:00.000Z') + n * 3_600_000;

  it('take values after its start and up to its end, and leave gaps out', () => {
    expect(figures(hour(0), hour(3))).toEqual({ mean: 2, peak: 3 });
    expect(figures(hour(1), hour(4))).toEqual({ mean: 4, peak: 5 });
  });

  it('are unknown where nothing was observed', () => {
    expect(figures(hour(1), hour(2))).toEqual({ mean: null, peak: null });
  });
});
