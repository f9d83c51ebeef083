import { describe, expect, it } from '@jest/globals';
import { breachText, changeText } from './what-if-words.ts';

describe('the change of a peak in words', () => {
  it('is told with its sign and how sure it is', () => {
    expect(changeText('percent', { p10: 14, p50: 19, p90: 25 })).toBe('+19 points (80% sure: +14 to +25)');
    expect(changeText('percent', { p10: -0.2, p50: 0, p90: 3 })).toBe('±0.0 points (80% sure: −0.2 to +3.0)');
  });

  it('keeps the unit of what is no percentage', () => {
    expect(changeText('ms', { p10: 80, p50: 120, p90: 200 })).toBe('+120 ms (80% sure: +80 ms to +200 ms)');
    expect(changeText('KBs', { p10: 260.4, p50: 1533.2, p90: 2724 })).toBe('+1.53 MB/s (80% sure: +260 kB/s to +2.72 MB/s)');
  });

  it('is none where no figure would show any', () => {
    expect(changeText('percent', { p10: 0, p50: 0, p90: 0.01 })).toBe('unchanged');
    expect(changeText('KBs', { p10: 0, p50: 0, p90: 0 })).toBe('unchanged');
  });
});

describe('the chance of a breach in words', () => {
  const said = (probability: number, p50Minutes: number | null, direction: 'above' | 'below' = 'above') => ({
    severity: 'warning' as const, threshold: { value: 80, direction }, probability, underWay: false, timeToBreach: p50Minutes === null ? null : { p10Minutes: 1, p50Minutes, p90Minutes: 400 },
  });

  it('is told before and after, and when it would come', () => {
    expect(breachText('percent', { before: said(0.12, null), after: said(0.998, 95), probabilityChange: 0.878 })).toBe('Chance of 80% or more within 8 h: 12% → > 99%, then in about 1 h 35 min');
    expect(breachText('ms', { before: said(0.5, 60, 'below'), after: said(0, null, 'below'), probabilityChange: -0.5 })).toBe('Chance of 80 ms or less within 8 h: 50% → 0%');
  });
});
