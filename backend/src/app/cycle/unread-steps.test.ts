import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnreadSteps, type StepRange } from './unread-steps.ts';

const range = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 })).map(([fromStep, length]): StepRange => ({ fromStep, toStep: fromStep + length }));

describe('UnreadSteps', () => {
  it('hands out the newest steps first, so that the present is known before the past', () => {
    const unread = new UnreadSteps();
    unread.add({ fromStep: 1, toStep: 10 });
    expect(unread.newest(4)).toEqual({ fromStep: 7, toStep: 10 });
    unread.remove({ fromStep: 7, toStep: 10 });
    expect(unread.newest(100)).toEqual({ fromStep: 1, toStep: 6 });
    unread.remove({ fromStep: 1, toStep: 6 });
    expect(unread.newest(4)).toBeUndefined();
  });

  it('forgets what the windows no longer reach', () => {
    const unread = new UnreadSteps();
    unread.add({ fromStep: 1, toStep: 10 });
    unread.forgetBefore(8);
    expect(unread.count).toBe(3);
  });

  it('agrees with a plain set of steps after any additions and removals', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), range)), (operations) => {
        const unread = new UnreadSteps();
        const expected = new Set<number>();
        for (const [adding, { fromStep, toStep }] of operations) {
          if (adding) unread.add({ fromStep, toStep });
          else unread.remove({ fromStep, toStep });
          for (let step = fromStep; step <= toStep; step++) {
            if (adding) expected.add(step);
            else expected.delete(step);
          }
        }
        expect(unread.count).toBe(expected.size);
        const taken: number[] = [];
        for (let next = unread.newest(5); next !== undefined; next = unread.newest(5)) {
          for (let step = next.toStep; step >= next.fromStep; step--) taken.push(step);
          unread.remove(next);
        }
        expect(taken).toEqual([...expected].sort((a, b) => b - a));
      }),
      { seed: 11 },
    );
  });
});
