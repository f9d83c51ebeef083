import { describe, expect, it } from '@jest/globals';
import { withRetry } from './retry.ts';

const quick = { attempts: 3, firstDelayMs: 1, longestDelayMs: 4 };
const never = new AbortController().signal;

describe('trying again', () => {
  it('stops at the first attempt that is done', async () => {
    const seen: number[] = [];
    const value = await withRetry(quick, never, async (number) => {
      seen.push(number);
      return { done: number === 2, value: `attempt ${number}` };
    });
    expect([value, seen]).toEqual(['attempt 2', [1, 2]]);
  });

  it("gives the last attempt's value when none was done", async () => {
    expect(await withRetry(quick, never, async (number) => ({ done: false, value: number }))).toBe(3);
  });

  it('waits no longer than the longest delay, whatever the other side asks', async () => {
    const startedMs = performance.now();
    await withRetry(quick, never, async () => ({ done: false, value: null, retryAfterMs: 60_000 }));
    expect(performance.now() - startedMs).toBeLessThan(60_000);
  });

  it('ends when it is called off, also while it waits', async () => {
    const caller = new AbortController();
    const waiting = withRetry({ attempts: 2, firstDelayMs: 60_000, longestDelayMs: 60_000 }, caller.signal, async () => {
      queueMicrotask(() => caller.abort());
      return { done: false, value: null };
    });
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});
