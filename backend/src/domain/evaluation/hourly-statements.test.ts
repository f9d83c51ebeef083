import { describe, expect, it } from '@jest/globals';
import { HourlyStatements } from './hourly-statements.ts';

/** Steps of 5 minutes, 8 hours ahead. */
const grid = { stepSeconds: 300, horizonSteps: 96 };

describe('hourly statements', () => {
  it('are those of the first origin of an hour, and of that one only', () => {
    const statements = new HourlyStatements<string>(grid);
    statements.at(1203)!.push('a');
    statements.at(1203)!.push('b');
    expect(statements.at(1204)).toBeNull();
    statements.at(1212)!.push('c');
    expect(statements.takeDue(1298)).toEqual([]);
    expect(statements.takeDue(1299)).toEqual([{ originStep: 1203, hours: 1, said: ['a', 'b'] }]);
    expect(statements.takeDue(1308)).toEqual([{ originStep: 1212, hours: 1, said: ['c'] }]);
  });

  it('stand for the hours since the one before, at most for a horizon', () => {
    const statements = new HourlyStatements<string>(grid);
    for (const hour of [0, 1, 5, 30]) statements.at(12 * hour);
    expect(statements.takeDue(1000).map(({ hours }) => hours)).toEqual([1, 1, 4, 8]);
    statements.at(12 * 33);
    expect(statements.takeDue(1000).map(({ hours }) => hours)).toEqual([3]);
  });
});
