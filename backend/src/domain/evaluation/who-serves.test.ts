import { describe, expect, it } from '@jest/globals';
import { limitsOfPeers, limitsOfSeries, nextFloor, nextProven, nextSilenced } from './who-serves.ts';

function course<T>(begin: T, skills: readonly (number | null)[], next: (before: T, skill: number | null) => T): readonly T[] {
  const states: T[] = [];
  let state = begin;
  for (const skill of skills) states.push((state = next(state, skill)));
  return states;
}

describe('who serves', () => {
  it('changes once where a skill wavers about a limit', () => {
    const silenced = (skills: readonly (number | null)[]) => course(false, skills, (before, skill) => nextSilenced(before, skill, limitsOfSeries));
    expect(silenced([-0.35, -0.41, -0.39, -0.41, -0.35, -0.31])).toEqual([false, true, true, true, true, true]);
    expect(silenced([-0.41, -0.3, -0.39, -0.4])).toEqual([true, false, false, false]);
  });

  it('is stricter where many series say the same', () => {
    expect(course(false, [-0.09, -0.11, -0.06, -0.04], (before, skill) => nextSilenced(before, skill, limitsOfPeers))).toEqual([false, true, true, false]);
  });

  it('holds a series proven once what was served was better than the best floor, until it is clearly worse', () => {
    expect(course(false, [null, 0, 0.05, 0, -0.01, -0.03, 0, 0.01], nextProven)).toEqual([false, false, true, true, true, false, false, true]);
  });

  it('changes nothing while too little has come true', () => {
    expect(nextSilenced(true, null, limitsOfSeries)).toBe(true);
    expect(nextProven(true, null)).toBe(true);
  });

  it('keeps a floor until another one loses 2% less', () => {
    expect(nextFloor(null, [3, 2, 2.5])).toBe(1);
    expect(nextFloor(0, [1, 0.99, 2])).toBe(0);
    expect(nextFloor(0, [1, 0.97, 2])).toBe(1);
  });
});
