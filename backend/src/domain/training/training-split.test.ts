import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fleetSplit, updateSplit } from './training-split.ts';

const day = 288;

describe('the split of a fleet’s history', () => {
  it('fits, then chooses, then holds out, and no step serves twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 * day, max: 120 * day }), (span) => {
        const { fittingTo, choosing, heldOut } = fleetSplit(1000, 1000 + span - 1, day);
        expect(heldOut!.to).toBe(1000 + span - 1);
        expect(fittingTo).toBe((choosing ?? heldOut!).from - 1);
        if (choosing !== null) expect(choosing.to).toBe(heldOut!.from - 1);
      }),
    );
  });

  it('leaves a fleet of two days more than half a day to fit, behind a day of history', () => {
    expect(fleetSplit(0, 2 * day - 1, day)).toMatchObject({ fittingTo: 456 - 1, choosing: null, heldOut: { from: 456, to: 575 }, leastDays: 1 });
  });

  it('leaves a fleet of 12.5 days windows with 8 days of history', () => {
    const { fittingTo, leastDays } = fleetSplit(0, 12.5 * day - 1, day);
    expect(leastDays).toBe(8);
    expect((fittingTo + 1) / day).toBe(9.5);
  });

  it('lets an update learn from seven days and hold out the day and a half behind them', () => {
    const { fittingFrom, fittingTo, heldOut } = updateSplit(0, 28 * day - 1, day);
    expect([(fittingTo + 1 - fittingFrom) / day, (heldOut!.to + 1 - heldOut!.from) / day]).toEqual([7, 1.5]);
  });
});
