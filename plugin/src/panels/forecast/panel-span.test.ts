import { describe, expect, it } from '@jest/globals';
import { exampleForecast } from '../../../test/example-answers.ts';
import { chartSeries } from '../../view-models/chart-series.ts';
import { forecastFrame } from '../../view-models/forecast-frame.ts';
import { panelSpan } from './panel-span.ts';

const series = chartSeries([forecastFrame(exampleForecast, { withHistory: true, color: 'blue' })], () => 'blue');
const originMs = Date.parse(exampleForecast.originAt);
const hourMs = 3_600_000;
const lastSixHours = { fromMs: originMs - 6 * hourMs, toMs: originMs };

describe('the time that a panel shows', () => {
  it('reaches to the end of the forecast, even on a dashboard that ends at now', () => {
    expect(panelSpan(lastSixHours, series, { historyHours: 0, reachesHorizon: true })).toEqual({ fromMs: lastSixHours.fromMs, toMs: originMs + 20 * 60_000 });
  });

  it("is the dashboard's own where that is wanted, or where there is nothing to show", () => {
    expect(panelSpan(lastSixHours, series, { historyHours: 0, reachesHorizon: false })).toEqual(lastSixHours);
    expect(panelSpan(lastSixHours, [], { historyHours: 3, reachesHorizon: true })).toEqual(lastSixHours);
  });

  it('cuts the history to the chosen length', () => {
    expect(panelSpan(lastSixHours, series, { historyHours: 3, reachesHorizon: false }).fromMs).toBe(originMs - 3 * hourMs);
  });

  it('leaves a look at the past alone', () => {
    const lastWeek = { fromMs: originMs - 200 * hourMs, toMs: originMs - 100 * hourMs };
    expect(panelSpan(lastWeek, series, { historyHours: 3, reachesHorizon: true })).toEqual(lastWeek);
  });
});
