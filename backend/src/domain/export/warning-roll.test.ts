import { describe, expect, it } from '@jest/globals';
import { storyOf } from '../../../test/warnings/sample-warnings.ts';
import { emptyRoll, rollAt } from './warning-roll.ts';

const minute = 60_000;
const web = storyOf('web-1', 0).warning;
const db = storyOf('db-1', 0).warning;
const told = (roll: typeof emptyRoll) => ({ open: roll.open.map(({ server }) => server), ended: roll.ended.map(({ warning }) => warning.server) });

describe('the roll of warnings', () => {
  it('tells a warning that is open no more to be over for 15 minutes, and then nothing', () => {
    const open = rollAt(emptyRoll, [web, db], 0);
    expect(told(open)).toEqual({ open: ['web-1', 'db-1'], ended: [] });
    const ended = rollAt(open, [db], minute);
    expect(told(ended)).toEqual({ open: ['db-1'], ended: ['web-1'] });
    expect(told(rollAt(ended, [db], 15 * minute))).toEqual({ open: ['db-1'], ended: ['web-1'] });
    expect(told(rollAt(ended, [db], 16 * minute))).toEqual({ open: ['db-1'], ended: [] });
  });

  it('counts the 15 minutes from the end, however often it is looked at', () => {
    let roll = rollAt(rollAt(emptyRoll, [web], 0), [], minute);
    for (let at = 2; at <= 15; at++) roll = rollAt(roll, [], at * minute);
    expect(told(roll).ended).toEqual(['web-1']);
    expect(told(rollAt(roll, [], 16 * minute)).ended).toEqual([]);
  });

  it('takes one that opens again for open alone', () => {
    const ended = rollAt(rollAt(emptyRoll, [web], 0), [], minute);
    expect(told(rollAt(ended, [web], 2 * minute))).toEqual({ open: ['web-1'], ended: [] });
  });
});
