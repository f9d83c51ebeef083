import { describe, expect, it } from '@jest/globals';
import { exampleServer } from '../../test/example-answers.ts';
import { sparklinePaths } from './sparkline-paths.ts';

describe('a sparkline', () => {
  const sparkline = exampleServer.sparkline!;

  it('keeps gaps as gaps and joins the forecast to the last observation', () => {
    // Five steps over 40 pixels; values 10..40 over 32 pixels with one of air at either end: 20 stands at y 21.
    const { history, median, band, nowX } = sparklinePaths(sparkline, 40, 32);
    expect(history).toBe('M0 31M20 21');
    expect(median).toBe('M20 21L30 21L40 11');
    expect(band).toBe('M30 16L40 1L40 21L30 26Z');
    expect(nowX).toBe(20);
  });

  it('draws a constant as a line and nothing at all without values', () => {
    const flat = { ...sparkline, history: [5, 5], median: [5], lower: [5], upper: [5] };
    expect(sparklinePaths(flat, 20, 10).history).toBe('M0 9L10 9');
    expect(sparklinePaths({ ...sparkline, history: [], median: [], lower: [], upper: [] }, 20, 10)).toMatchObject({ history: '', median: '', band: '' });
  });
});
