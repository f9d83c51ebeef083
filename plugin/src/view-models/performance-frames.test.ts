import { describe, expect, it } from '@jest/globals';
import { examplePerformance as answer } from '../../test/example-performance.ts';
import { performanceByDayFrames, performanceFrame, warningPerformanceFrame } from './performance-frames.ts';

describe('frames of performance', () => {
  it('have a row a metric, empty where a figure means nothing', () => {
    const { fields, length } = performanceFrame(answer, 'A');
    expect(length).toBe(1);
    expect(fields.map(({ name, values }): unknown[] => [name, values[0]])).toEqual([['Metric', 'CPU usage'], ['Skill', 0.1], ['Accuracy', null], ['Series above 85%', null], ['80% band held', 0.8], ['96% band held', 0.96], ['Forecasts judged', 100]]);
  });

  it('have a row a day, stamped at its beginning', () => {
    const [frame] = performanceByDayFrames(answer, 'A');
    expect(frame.fields[0].values).toEqual([Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 2)]);
    expect(frame.fields.find(({ name }) => name === 'Skill CPU usage')?.values).toEqual([0.1, 0.2]);
  });

  it('say what became of warnings', () => {
    expect(warningPerformanceFrame(answer).fields.map(({ values }): unknown => values[0])).toEqual([3, 1, 2, 0.75, 0.6, 90]);
  });
});
