import { describe, expect, it } from '@jest/globals';
import { exampleExplanation, exampleForecast } from '../../test/example-answers.ts';
import { attentionSpans } from './attention-spans.ts';
import { chartSeries } from './chart-series.ts';
import { explanationFrames, explanationOfFrames } from './explanation-frame.ts';
import { reasonRows, sentencesAbout } from './explanation-reasons.ts';

describe('an explanation as frames', () => {
  const frames = explanationFrames(exampleExplanation, exampleForecast, 'A', null);

  it('carries its figures whole, and a table that any panel can show', () => {
    expect(explanationOfFrames(frames)).toBe(exampleExplanation);
    expect(frames[0].fields[0].values).toEqual(['Last 3 hours', 'Same time yesterday', 'Older history']);
    expect(frames[0].fields[1].config.unit).toBe('percent');
  });

  it('lays the changed past and its forecast beside the real ones, step by step', () => {
    const [series] = chartSeries(frames, () => 'blue');
    expect(series.times).toHaveLength(7);
    expect(series.changed?.values).toEqual([null, null, 40, 41, 42, 43, 44]);
  });

  it('has no such line where no breach can be avoided', () => {
    const without = explanationFrames({ ...exampleExplanation, counterfactual: { kind: 'not-needed', probability: 0.1 } }, exampleForecast, 'A', null);
    expect(chartSeries(without, () => 'blue')[0].changed).toBeNull();
  });
});

describe('the reasons of an explanation', () => {
  it('are rows in their order with bars in proportion; what moved nothing is left out', () => {
    const rows = reasonRows(exampleExplanation);
    expect(rows.map(({ key, raises, effectText, opinionText, isGappy }) => [key, raises, effectText, opinionText, isGappy])).toEqual([
      ['recent', true, '+50.0 points', '+45.0 points', false],
      ['yesterday', false, '−6.0 points', '−4.0 points', true],
    ]);
    expect(rows[0].length).toBe(1);
    expect(rows[1].length).toBeCloseTo(0.12, 5);
    expect(rows[0].sentence).toContain('adds 50 points');
  });

  it('find their sentences by the figure they speak of', () => {
    expect(sentencesAbout(exampleExplanation, 'counterfactual')).toHaveLength(1);
    expect(sentencesAbout(exampleExplanation, 'group')).toHaveLength(1);
    expect(sentencesAbout(exampleExplanation, 'trend')).toEqual([]);
  });
});

describe('the attention over time', () => {
  it('begins a step before the first stamp and is as tall as its share', () => {
    const spans = attentionSpans(exampleExplanation);
    expect(spans.map(({ fromMs, toMs }) => (toMs - fromMs) / 60_000)).toEqual([15, 15]);
    expect(new Date(spans[0].fromMs).toISOString()).toBe('2026-03-02T09:30:00.000Z');
    expect(new Date(spans[1].toMs).toISOString()).toBe('2026-03-02T10:00:00.000Z');
    expect(spans[0].height).toBeCloseTo(1 / 3, 5);
    expect(attentionSpans({ ...exampleExplanation, view: null })).toEqual([]);
  });
});
