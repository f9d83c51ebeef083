import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../series/same-local-time.ts';
import { findJob } from './job-footprint.ts';
import { withMovedJob } from './moved-job.ts';

const day = 288;
const origin = 6_000_000;
const steps = 8 * day;
/** A job of 2 hours every day at slot 40, 50 percent above 10; the context ends at slot 20 of its day. */
const slotAt = (i: number) => (((i - steps + 1 + 20) % day) + day) % day;
const cpu = Float32Array.from({ length: steps }, (_, i) => 10 + (slotAt(i) >= 40 && slotAt(i) < 64 ? 50 : 0));
const local = new LocalTime('UTC', 300_000);
const times = { fromStep: origin + 20, steps: 24, everySteps: day };

describe('a scheduled job', () => {
  it('is found where it ran on the days before', () => {
    const job = findJob(cpu, origin, times, local)!;
    expect(job.runs).toHaveLength(8);
    expect(job.risePercent).toBe(50);
    expect(job.runs.every(({ first, last }) => slotAt(first) === 40 && slotAt(last) === 63)).toBe(true);
  });

  it('is not found where nothing rises', () => {
    expect(findJob(cpu, origin, { ...times, fromStep: origin + 60 }, local)).toBeNull();
  });

  it('moves with all it takes, and leaves the usual level behind', () => {
    const moved = withMovedJob(cpu, findJob(cpu, origin, times, local)!, times, { bySteps: 48, coreShare: 1 }, 300, 100);
    const whole = (slot: number) => [...moved.keys()].filter((i) => i > day && i < steps - day && slotAt(i) === slot).map((i) => moved[i]);
    expect(new Set(whole(50))).toEqual(new Set([10]));
    expect(new Set(whole(100))).toEqual(new Set([60]));
  });

  it('on half its cores runs half as high and twice as long', () => {
    const thinned = withMovedJob(cpu, findJob(cpu, origin, times, local)!, times, { bySteps: 0, coreShare: 0.5 }, 300, 100);
    const at = (slot: number) => thinned[[...thinned.keys()].find((i) => i > 2 * day && slotAt(i) === slot)!];
    expect([at(45), at(80), at(87), at(90)]).toEqual([35, 35, 35, 10]);
  });
});
