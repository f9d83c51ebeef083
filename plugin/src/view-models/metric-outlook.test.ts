import { describe, expect, it } from '@jest/globals';
import { exampleForecast } from '../../test/example-answers.ts';
import { metricOutlook } from './metric-outlook.ts';

describe('the outlook of a metric', () => {
  it('tells what is, what is expected with its band, the change, and the peak with its moment', () => {
    expect(metricOutlook(exampleForecast)).toMatchObject({
      now: '44%',
      // The example's horizon ends after four steps: every lead shows the last one.
      expected: Array.from({ length: 3 }, () => ({ median: '48%', band: '32% – 70%', change: '+4.0 points' })),
      peak: '48%',
      peakAtMs: Date.parse('2026-03-02T10:20:00.000Z'),
      breach: '64%',
      breachWhen: 'in 2 h',
      speaker: 'Model base-1',
    });
  });

  it('takes the value at the lead where the horizon is long enough', () => {
    const rising = Array.from({ length: 96 }, (_, step) => step + 1);
    const quantiles = { q02: rising, q10: rising, q25: rising, q50: rising, q75: rising, q90: rising, q98: rising };
    expect(metricOutlook({ ...exampleForecast, quantiles }).expected.map(({ median }) => median)).toEqual(['12%', '48%', '96%']);
  });

  it('claims nothing about what was not observed or has no threshold', () => {
    const outlook = metricOutlook({ ...exampleForecast, history: { ...exampleForecast.history, values: [null] }, breaches: [] });
    expect(outlook).toMatchObject({ now: '–', breach: '–' });
    expect(outlook.expected[0]?.change).toBe('');
  });

  it('says that a breach is under way', () => {
    const [breach] = exampleForecast.breaches;
    expect(metricOutlook({ ...exampleForecast, breaches: [{ ...breach, underWay: true }] }).breach).toBe('Under way');
  });
});
