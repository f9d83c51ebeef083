import { describe, expect, it } from '@jest/globals';
import { exampleForecast } from '../../test/example-answers.ts';
import { alignColumns, chartColumns, chartSeries } from './chart-series.ts';
import { manySeriesRows, singleSeriesRows } from './chart-tooltip.ts';
import { bandLevels, bandsWithRoom } from './forecast-bands.ts';
import { forecastFrame } from './forecast-frame.ts';

const frameOf = (server: string, originAt = exampleForecast.originAt, startAt = exampleForecast.history.startAt) =>
  forecastFrame({ ...exampleForecast, server, serverId: server, originAt, history: { ...exampleForecast.history, startAt } }, { withHistory: true, color: 'blue' });
const seriesOf = (...frames: ReturnType<typeof frameOf>[]) => chartSeries(frames, (_, index) => `colour ${index}`);
const [alone] = seriesOf(frameOf('a')) as [ReturnType<typeof seriesOf>[number]];
const atMinute = (minutes: number) => Date.parse(exampleForecast.originAt) + minutes * 60_000;

describe('the series of a chart', () => {
  it('are the forecasts among the frames, each with its own colour', () => {
    const found = seriesOf(frameOf('a'), { fields: [], length: 0 }, frameOf('b'));
    expect(found.map(({ title, color }) => [title, color])).toEqual([['a CPU', 'colour 0'], ['b CPU', 'colour 1']]);
  });

  it('are told apart by region where two servers share a name', () => {
    const inRegion = (region: string) => forecastFrame({ ...exampleForecast, server: 'a', serverId: region, region }, { withHistory: true, color: 'blue' });
    expect(seriesOf(inRegion('eu'), inRegion('us')).map(({ title }) => title)).toEqual(['a (eu) CPU', 'a (us) CPU']);
  });

  it('draw wide bands first and lines last, upper edge before lower', () => {
    expect(chartColumns([alone]).map(({ field, part }) => `${part} ${field.name}`)).toEqual([
      'upper q98', 'lower q02', 'upper q90', 'lower q10', 'upper q75', 'lower q25', 'median q50', 'observed observed',
    ]);
  });

  it('share one row of times, with nulls where a series has no value', () => {
    const later = frameOf('b', '2026-03-02T10:05:00.000Z', '2026-03-02T09:55:00.000Z');
    const columns = chartColumns(seriesOf(frameOf('a'), later)).filter(({ part }) => part === 'median');
    const [times, first, second] = alignColumns(columns);
    expect(times.map((time) => (time - atMinute(0)) / 60_000)).toEqual([-10, -5, 0, 5, 10, 15, 20, 25]);
    expect(first).toEqual([null, null, null, 45, 46, 47, 48, null]);
    expect(second).toEqual([null, null, null, null, 45, 46, 47, 48]);
  });
});

describe('the bands of a chart', () => {
  it('give way as series become many', () => {
    expect([1, 2, 3, 8, 9].map((count) => bandsWithRoom([50, 80, 96], count))).toEqual([[50, 80, 96], [50, 80, 96], [80], [80], []]);
    expect(bandsWithRoom([50], 3)).toEqual([]);
  });
});

describe('the tooltip of a chart', () => {
  it('says the observed value in the past', () => {
    expect(singleSeriesRows(alone, atMinute(0), bandLevels, 'purple').map(({ label, value }) => [label, value])).toEqual([['Observed', '44']]);
  });

  it('says median and bands in the future, narrowest first', () => {
    expect(singleSeriesRows(alone, atMinute(20), [50, 96], 'purple').map(({ label, value }) => [label, value])).toEqual([['Median', '48'], ['50% band', '40 – 56'], ['96% band', '27 – 95']]);
  });

  it('says nothing in a gap, nor outside of the series', () => {
    expect(singleSeriesRows(alone, atMinute(-5), bandLevels, 'purple')).toEqual([]);
    expect(singleSeriesRows(alone, atMinute(500), bandLevels, 'purple')).toEqual([]);
  });

  it('gives each of several series a row, and marks the one under the pointer', () => {
    const both = seriesOf(frameOf('a'), frameOf('b'));
    expect(manySeriesRows(both, atMinute(5), 'b/cpu').map(({ label, value, isActive }) => [label, value, isActive])).toEqual([
      ['a CPU', '45 (80%: 35 – 55)', false],
      ['b CPU', '45 (80%: 35 – 55)', true],
    ]);
  });
});
