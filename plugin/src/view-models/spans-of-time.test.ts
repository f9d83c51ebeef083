import { describe, expect, it } from '@jest/globals';
import { ageInWords, breachInWords, minutesInWords } from './spans-of-time.ts';

describe('spans of time in words', () => {
  it('says minutes, hours and days in their two largest units', () => {
    expect([0, 7.4, 59.6, 60, 130, 1439, 1440, 1600].map(minutesInWords)).toEqual(['0 min', '7 min', '1 h', '1 h', '2 h 10 min', '23 h 59 min', '1 d', '1 d 2 h']);
  });

  it('never says a negative span', () => {
    expect(minutesInWords(-5)).toBe('0 min');
  });

  it('calls an age below a minute by no number', () => {
    expect(ageInWords(42)).toBe('less than a minute');
    expect(ageInWords(150)).toBe('3 min');
  });

  it('gives the median of a breach with its interval', () => {
    expect(breachInWords({ p10Minutes: 60, p50Minutes: 130, p90Minutes: 240 })).toBe('in 2 h 10 min (1 h to 4 h)');
  });

  it('leaves out an interval that says nothing more, and a wait that is over', () => {
    expect(breachInWords({ p10Minutes: 10, p50Minutes: 10, p90Minutes: 10 })).toBe('in 10 min');
    expect(breachInWords({ p10Minutes: 0, p50Minutes: 0, p90Minutes: 0 })).toBe('now');
  });
});
