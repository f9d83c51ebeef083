import { describe, expect, it } from '@jest/globals';
import { kindOfMetric, utcTime, wholeNumber } from './arguments.ts';

describe('a time', () => {
  it.each([
    ['2013-09-01', '2013-09-01T00:00:00.000Z'],
    ['2013-09-01T06:00', '2013-09-01T06:00:00.000Z'],
    ['2013-09-01T06:00:30.5Z', '2013-09-01T06:00:30.500Z'],
    ['2013-09-01T06:00+02:00', '2013-09-01T04:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(utcTime(text)).toISOString()).toBe(iso);
  });

  it.each(['', 'yesterday', '2013-02-30', '2013-13-01', '2013-9-1', '2013-09-01 06:00', '2013-09-01T25:00', '1378000000', '2013-09-01T'])('%j is none', (text) => {
    expect(() => utcTime(text)).toThrow('a UTC time is needed');
  });
});

describe('a count', () => {
  it.each(['', ' ', '-1', '1.5', '0x10', '1e3', 'many', '99999999999999999999'])('%j is none', (text) => {
    expect(() => wholeNumber(0)(text)).toThrow('a whole number of at least 0 is needed');
  });

  it('has its bounds', () => {
    expect(wholeNumber(1, 5)('5')).toBe(5);
    expect(() => wholeNumber(1, 5)('6')).toThrow('a whole number from 1 to 5 is needed');
  });
});

describe('the kind of a column', () => {
  it('stands behind the last sign, for columns have all sorts of names', () => {
    expect([...kindOfMetric('rate=p95=latency', new Map())]).toEqual([['rate=p95', 'latency']]);
    for (const text of ['latency', '=latency', 'p95=', 'p95=strange']) expect(() => kindOfMetric(text, new Map())).toThrow('NAME=KIND is needed');
  });
});
