import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../io/telemetry/log.ts';
import { keepHouse } from './housekeeping.ts';

const dayMs = 86_400_000;

describe('housekeeping', () => {
  it('drops once a day what was over 400 days before, from every store, whatever one of them says', async () => {
    const ending = new AbortController();
    let nowMs = 1000 * dayMs;
    const asked: number[] = [];
    const failing = { prune: () => Promise.reject(new Error('locked')) };
    const store = { prune: async (beforeMs: number) => asked.push(beforeMs / dayMs) };
    const clock = {
      now: () => nowMs,
      async waitUntil(epochMs: number) {
        nowMs = epochMs;
        if (nowMs === 1003 * dayMs) ending.abort();
      },
    };
    await keepHouse([failing, store], clock, createLog('silent'), ending.signal);
    expect(asked).toEqual([600, 601, 602]);
  });
});
