import { describe, expect, it } from '@jest/globals';
import { hourSteps } from '../grid/product-grid.ts';
import { comparedBreaches } from './compared-breaches.ts';

/** In hours of the month. */
const span = (fromHour: number, toHour: number) => ({ fromStep: fromHour * hourSteps, toStep: toHour * hourSteps });

describe('breaches of one series, with and without what was done', () => {
  it('are avoided when none comes near, and kept when one does, be it shorter, in pieces or an hour later', () => {
    expect(comparedBreaches([span(10, 14), span(34, 38)], [span(35, 36)], [])).toEqual({ avoided: 1, putOff: 0, caused: 0 });
    expect(comparedBreaches([span(10, 20)], [span(11, 12), span(15, 16), span(21, 22)], [])).toEqual({ avoided: 0, putOff: 0, caused: 0 });
  });

  it('are put off, neither avoided nor caused, when the same fault brings them at another time', () => {
    const leak = span(0, 60);
    expect(comparedBreaches([span(20, 24)], [span(40, 44)], [leak])).toEqual({ avoided: 0, putOff: 1, caused: 0 });
    expect(comparedBreaches([span(20, 24), span(50, 55)], [span(35, 36)], [leak])).toEqual({ avoided: 1, putOff: 1, caused: 0 });
    expect(comparedBreaches([span(20, 24)], [span(35, 36), span(50, 55)], [leak])).toEqual({ avoided: 0, putOff: 1, caused: 1 });
  });

  it('are avoided and caused when no fault is common to both, or none touches the server', () => {
    expect(comparedBreaches([span(20, 24)], [span(40, 44)], [])).toEqual({ avoided: 1, putOff: 0, caused: 1 });
    expect(comparedBreaches([span(20, 24)], [span(40, 44)], [span(0, 30), span(35, 60)])).toEqual({ avoided: 1, putOff: 0, caused: 1 });
  });
});
