import { describe, expect, it } from '@jest/globals';
import { dayOfWeek, hourOfDay, LocalTime } from './local-time.ts';

describe('local time', () => {
  const berlin = new LocalTime('Europe/Berlin');

  it('shows what the clocks of a region show', () => {
    const minutes = berlin.localMinutes(Date.UTC(2026, 6, 1, 10, 30));
    expect(hourOfDay(minutes)).toBe(12.5);
    expect(dayOfWeek(minutes)).toBe(2);
  });

  it('skips the hour that a spring night loses and repeats the one that an autumn night gains', () => {
    const hourAt = (timeMs: number) => hourOfDay(berlin.localMinutes(timeMs));
    expect(hourAt(Date.UTC(2026, 2, 29, 0, 45))).toBe(1.75);
    expect(hourAt(Date.UTC(2026, 2, 29, 1, 0))).toBe(3);
    expect(hourAt(Date.UTC(2026, 9, 25, 0, 30))).toBe(2.5);
    expect(hourAt(Date.UTC(2026, 9, 25, 1, 30))).toBe(2.5);
  });
});
