import { describe, expect, it } from '@jest/globals';
import { FieldType } from '@grafana/data';
import { exampleForecast } from '../../test/example-answers.ts';
import { forecastBands } from './forecast-bands.ts';
import { forecastFrame } from './forecast-frame.ts';
import { factsOfFrame } from './series-facts.ts';

const frame = forecastFrame(exampleForecast, { refId: 'A', withHistory: true, color: 'blue' });
const field = (name: string) => frame.fields.find((one) => one.name === name)!;
const minutesAfter = (iso: string, times: readonly unknown[]) => times.map((time) => (Number(time) - Date.parse(iso)) / 60_000);

describe('a forecast as a data frame', () => {
  it('steps through the history and on into the horizon without a gap', () => {
    expect(minutesAfter(exampleForecast.originAt, field('time').values)).toEqual([-10, -5, 0, 5, 10, 15, 20]);
  });

  it('holds observations before the origin and quantiles after it, never both', () => {
    expect(field('observed').values).toEqual([40, null, 44, null, null, null, null]);
    expect(field('q50').values).toEqual([null, null, null, 45, 46, 47, 48]);
    expect(frame.fields.every(({ values }) => values.length === frame.length)).toBe(true);
  });

  it('leaves history out where only the forecast is asked for', () => {
    const alone = forecastFrame(exampleForecast, { withHistory: false, color: 'blue' });
    expect(alone.fields.map(({ name }) => name)).toEqual(['time', 'q02', 'q10', 'q25', 'q50', 'q75', 'q90', 'q98']);
    expect(minutesAfter(exampleForecast.originAt, alone.fields[0].values)).toEqual([5, 10, 15, 20]);
  });

  it("names the lower edge of each band by the display name under which Grafana's time series panel finds it", () => {
    for (const { lower, upper } of forecastBands) {
      expect(field(upper).config.custom).toMatchObject({ fillBelowTo: field(lower).config.displayNameFromDS, lineWidth: 0 });
    }
  });

  it('tells two servers apart by the names and labels of their fields', () => {
    const other = forecastFrame({ ...exampleForecast, server: 'web/002' }, { withHistory: true, color: 'green' });
    const names = [...frame.fields, ...other.fields].flatMap(({ config }) => config.displayNameFromDS ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(field('q50').labels).toEqual({ server: 'web/001', profile: 'web', region: 'eu', metric: 'cpu' });
  });

  it('carries unit, soft range and thresholds of the metric', () => {
    expect(field('observed').config).toMatchObject({ unit: 'percent', custom: { axisSoftMin: 0, axisSoftMax: 100, thresholdsStyle: { mode: 'dashed' } } });
    expect(field('observed').config.thresholds?.steps).toEqual([{ value: -Infinity, color: 'green' }, { value: 80, color: 'orange' }, { value: 90, color: 'red' }]);
    expect(field('observed').config.max).toBeUndefined();
  });

  it('paints what lies below a lower threshold, not what lies above it', () => {
    const free = { ...exampleForecast.info, thresholds: { warning: { value: 20, direction: 'below' as const }, critical: { value: 10, direction: 'below' as const } } };
    const low = forecastFrame({ ...exampleForecast, info: free }, { withHistory: true, color: 'blue' });
    expect(low.fields[1].config.thresholds?.steps).toEqual([{ value: -Infinity, color: 'red' }, { value: 10, color: 'orange' }, { value: 20, color: 'green' }]);
  });

  it('gives a metric without thresholds none, and does not ask for lines', () => {
    const bare = { ...exampleForecast, info: { ...exampleForecast.info, thresholds: { warning: null, critical: null } } };
    const { config } = forecastFrame(bare, { withHistory: true, color: 'blue' }).fields[1];
    expect(config.thresholds).toBeUndefined();
    expect(config.custom).not.toHaveProperty('thresholdsStyle');
  });

  it('says in the corner of the panel that it is stale or learning', () => {
    const troubled = {
      ...exampleForecast,
      freshness: { ...exampleForecast.freshness, stale: true, ageSeconds: 3600, staleReason: 'Source prometheus is down.' },
      learning: { daysObserved: 2.3, daysNeeded: 8 },
    };
    expect(forecastFrame(troubled, { withHistory: true, color: 'blue' }).meta?.notices).toEqual([
      { severity: 'warning', text: 'These forecasts are 1 h old. Source prometheus is down.' },
      { severity: 'info', text: 'web/001 CPU is still learning: 2 of 8 days. A simple forecast stands in.' },
    ]);
    expect(frame.meta?.notices).toEqual([]);
  });

  it('hands the facts behind the numbers to the panel, and knows frames that are not its own', () => {
    expect(factsOfFrame(frame)).toMatchObject({ serverId: 'eu_web001', metric: 'cpu', title: 'CPU', speaker: { name: 'base-1' } });
    expect(factsOfFrame({ fields: [{ name: 'time', type: FieldType.time, config: {}, values: [] }], length: 0 })).toBeNull();
  });
});
