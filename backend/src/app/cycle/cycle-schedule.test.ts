import { describe, expect, it } from '@jest/globals';
import { TestClock } from '../../../test/service/test-clock.ts';
import { nextDueMs, runCycles } from './cycle-schedule.ts';
import type { CycleOutcome } from './ports.ts';

const timetable = { stepMs: 300_000, settleMs: 60_000 };
const published: CycleOutcome = { kind: 'published', snapshotId: 's', servers: 1, series: 1, timings: { readMs: 1, forecastMs: 1, publishMs: 1 } };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the timetable', () => {
  it.each([
    [0, 60_000],
    [59_999, 60_000],
    [60_000, 360_000],
    [359_999, 360_000],
    [1_000_000, 1_260_000],
  ])('after %d ms the next step has settled at %d ms', (nowMs, dueMs) => {
    expect(nextDueMs(timetable, nowMs)).toBe(dueMs);
  });
});

describe('cycles', () => {
  async function runsOf(outcomes: readonly CycleOutcome[], ticksMs: readonly number[]): Promise<number[]> {
    const clock = new TestClock(60_000);
    const stopping = new AbortController();
    const runs: number[] = [];
    const running = runCycles(timetable, clock, async (nowMs) => outcomes[Math.min(runs.push(nowMs), outcomes.length) - 1], stopping.signal);
    for (const tick of ticksMs) {
      await turn();
      clock.advance(tick);
    }
    await turn();
    stopping.abort();
    await running;
    return runs;
  }

  it('run at once, then are asked every ten seconds whether history came in, and run again when the next step has settled', async () => {
    expect(await runsOf([published], [10_000, 10_000, 280_000])).toEqual([60_000, 70_000, 80_000, 360_000]);
  });

  it('are tried again soon after one that brought nothing', async () => {
    expect(await runsOf([{ kind: 'source-down', message: 'down' }, published], [4_999, 1, 4_999])).toEqual([60_000, 65_000]);
  });

  it('run again at once when a step has settled while one was under way', async () => {
    const clock = new TestClock(350_000);
    const stopping = new AbortController();
    const runs: number[] = [];
    const running = runCycles(timetable, clock, async (nowMs) => {
      if (runs.push(nowMs) === 1) clock.advance(15_000);
      return { kind: 'already-done', originStep: 0 };
    }, stopping.signal);
    await turn();
    stopping.abort();
    await running;
    expect(runs).toEqual([350_000, 365_000]);
  });

  it('end when they are told to, without waiting for the next moment', async () => {
    expect(await runsOf([published], [])).toEqual([60_000]);
  });
});
