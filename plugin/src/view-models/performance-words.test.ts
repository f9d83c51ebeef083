import { describe, expect, it } from '@jest/globals';
import { driftInWords, gainInWords, shareInWords, speakerRows, whyNoAccuracy } from './performance-words.ts';
import { dailyGraph, stretches, valueRange } from './performance-lines.ts';

const figures = { forecasts: 100, skill: 0.1, accuracy: 0.9, coverage80: 0.8, coverage96: 0.96, meanAbsoluteError: 1, meanLevel: 10 };

describe('figures of performance in words', () => {
  it('say nothing of what is not known', () => {
    expect([shareInWords(null), gainInWords(null)]).toEqual(['–', '–']);
    expect(whyNoAccuracy({ accuracy: null, forecasts: 3 })).toMatch(/Fewer than 30/);
    expect(whyNoAccuracy({ accuracy: null, forecasts: 300 })).toMatch(/near zero/);
    expect(whyNoAccuracy({ accuracy: 0, forecasts: 300 })).toBeNull();
  });

  it('have a sign where the sign is the message', () => {
    expect([0.1234, -0.05, 0, 0.0001].map(gainInWords)).toEqual(['+12.3%', '-5.0%', '0.0%', '0.0%']);
  });

  it('name every limit that is not kept, and what is wanted', () => {
    const drift = [
      { measure: 'skill', metric: 'cpu', value: -0.12, limit: -0.05, limitIs: 'least', past: true },
      { measure: 'coverage80', metric: 'disk', value: 0.7, limit: 0.07, limitIs: 'distance', past: true },
      { measure: 'falsePositives', metric: null, value: 0.05, limit: 0.1, limitIs: 'most', past: false },
    ] as const;
    expect(driftInWords({ drift: [...drift], metrics: [{ metric: 'cpu', title: 'CPU usage' }] })).toEqual(['Skill of CPU usage is -12.0%; at least -5.0% is wanted.', 'Coverage of the 80% band of disk is 70.0%; 80% within 7 points is wanted.']);
  });

  it('put the best speaker first and unknown ones last, with a figure for every metric', () => {
    const speaker = (name: string, lossRatio: number | null) => ({ speaker: { kind: name === 'base-1' ? ('model' as const) : ('floor' as const), name }, forecasts: 1, lossRatio, maeRatio: null });
    const rows = speakerRows([
      { metric: 'cpu', speakers: [speaker('last-value', null), speaker('win24', 1.2), speaker('base-1', 0.8)] },
      { metric: 'disk', speakers: [speaker('win24', 1), speaker('base-1', 1.1)] },
    ]);
    expect(rows.map(({ title, name, figures }) => [title, name, ...figures.map(({ lossRatio }) => lossRatio)])).toEqual([
      ['Model base-1', 'base-1', 0.8, 1.1], ['Last 24 hours', 'win24', 1.2, 1], ['Last value', 'last-value', null, null],
    ]);
  });
});

describe('lines by day', () => {
  it('have a place for every day of any metric, and gaps where there is no figure', () => {
    const metrics = [{ metric: 'cpu', title: 'CPU' }, { metric: 'disk', title: 'Disk' }].map((one) => ({ ...one, ...figures, unit: '', seriesWithAccuracy: 1, accurateShare: 1, calibration: null, speakers: [] }));
    const day = (metric: string, date: string, accuracy: number | null) => ({ metric, day: date, ...figures, accuracy });
    const graph = dailyGraph({ metrics, days: [day('cpu', '2026-03-02', 0.5), day('cpu', '2026-03-01', 0.4), day('disk', '2026-03-02', null)] }, 'accuracy');
    expect(graph.days).toEqual(['2026-03-01', '2026-03-02']);
    expect(graph.lines.map(({ label, values }) => [label, values])).toEqual([['CPU', [0.4, 0.5]], ['Disk', [null, null]]]);
    expect(stretches([1, 2, null, 4])).toEqual([[[0, 1], [1, 2]], [[3, 4]]]);
  });

  it('leave air around the values and what is wanted', () => {
    const [low, high] = valueRange([{ key: 'a', label: 'a', color: 'blue', values: [0.5, null, 0.9] }], [0.85]);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.9);
    expect(valueRange([], [])).toEqual([0, 1]);
  });
});
