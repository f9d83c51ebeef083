import { describe, expect, it } from '@jest/globals';
import { clockAheadMs } from './clock-ahead.ts';

describe('another clock', () => {
  it.each([
    ['is right when it showed a moment between the looks, however far they lie apart', 60_000, 50_000, 70_000, 0],
    ['is ahead by what it showed beyond the second look', 100_000, 50_000, 70_000, 30_000],
    ['is behind by what it showed before the first look', 20_000, 50_000, 70_000, -30_000],
  ])('%s', (_, shownMs, beforeMs, afterMs, aheadMs) => {
    expect(clockAheadMs(shownMs, beforeMs, afterMs)).toBe(aheadMs);
  });
});
