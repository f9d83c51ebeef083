import { describe, expect, it } from '@jest/globals';
import { changeText } from './what-if-words.ts';

describe('the change of a peak in words', () => {
  it('is told with its sign and how sure it is', () => {
    expect(changeText('percent', { p10: 14, p50: 19, p90: 25 })).toBe('+19% (80 % sure: +14% to +25%)');
    expect(changeText('percent', { p10: -0.2, p50: 0, p90: 3 })).toBe('±0.0% (80 % sure: −0.2% to +3.0%)');
  });

  it('is none where no figure would show any', () => {
    expect(changeText('percent', { p10: 0, p50: 0, p90: 0.01 })).toBe('unchanged');
    expect(changeText('KBs', { p10: 0, p50: 0, p90: 0 })).toBe('unchanged');
  });
});
