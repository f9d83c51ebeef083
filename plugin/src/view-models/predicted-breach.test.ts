import { describe, expect, it } from '@jest/globals';
import { exampleForecast, exampleServer } from '../../test/example-answers.ts';
import { breachLines } from './breach-line.ts';
import { breachMarks } from './chart-breaches.ts';
import { metricsUnknown } from './metric-words.ts';
import { breachesOfFleet, breachesOfForecasts, breachFrame } from './predicted-breach.ts';

/** The example was computed at 10:01 and answered a minute later. */
const answeredAt = Date.parse('2026-03-02T10:02:00.000Z');
const timeOfDay = (ms: number) => new Date(ms).toISOString().slice(11, 16);

describe('predicted breaches', () => {
  it('are those with at least the wanted probability, at moments counted from the answer', () => {
    const [breach, another] = breachesOfForecasts([exampleForecast], 0.5);
    expect(another).toBeUndefined();
    expect(breach).toMatchObject({ title: 'web/001: CPU reaches 80%', severity: 'warning', probability: 0.64 });
    expect([breach.fromMs, breach.atMs, breach.toMs].map(timeOfDay)).toEqual(['11:02', '12:02', '14:02']);
    expect(breachesOfForecasts([exampleForecast], 0.1)).toHaveLength(2);
  });

  it('leave out what is already under way: that is no prediction', () => {
    const underWay = { ...exampleForecast, breaches: exampleForecast.breaches.map((breach) => ({ ...breach, underWay: true })) };
    expect(breachesOfForecasts([underWay], 0)).toEqual([]);
    expect(breachMarks(underWay)).toEqual([]);
  });

  it("come from the fleet's list as each server's worst", () => {
    expect(breachesOfFleet([exampleServer, { ...exampleServer, risk: 0.3 }, { ...exampleServer, risk: null, worstMetric: null }], answeredAt, 0.5, metricsUnknown)).toMatchObject([{ title: 'web/001: Disk IO crosses its threshold', atMs: answeredAt + 7_200_000 }]);
  });

  it('are a table, soonest first, whose columns Grafana makes annotations of', () => {
    const breaches = breachesOfForecasts([exampleForecast], 0.1);
    const frame = breachFrame([...breaches].reverse(), metricsUnknown, 'A');
    const values = (name: string): unknown[] => frame.fields.find((field) => field.name === name)!.values;
    expect((values('time') as number[]).map(timeOfDay)).toEqual(['12:02', '13:22']);
    expect(values('title')[0]).toBe('web/001: CPU reaches 80%');
    expect(values('text')[0]).toBe('64% likely within the horizon');
    expect(values('tags')[0]).toBe('web,eu,cpu,warning');
  });

  it('are marked in a chart only where more likely than not', () => {
    expect(breachMarks(exampleForecast).map(({ severity, atMs }) => [severity, timeOfDay(atMs)])).toEqual([['warning', '12:02']]);
  });

  it('read as sentences, the most severe first', () => {
    expect(breachLines(exampleForecast.breaches, answeredAt, (value) => `${value}%`, timeOfDay).map(({ text }) => text)).toEqual([
      '20% likely to reach 90% (critical)',
      '64% likely to reach 80% (warning), around 12:02 (in 2 h; 11:02 to 14:02)',
    ]);
    expect(breachLines([{ ...exampleForecast.breaches[0], underWay: true }], answeredAt, String, timeOfDay)[0].text).toBe('Already at or above 80 (warning)');
  });
});
