import { expect, it } from '@jest/globals';
import { pathOfNul } from './nul-character.ts';

it.each([
  ['ok', null],
  [{ jobId: 'a\0' }, 'jobId'],
  [{ actions: [{ note: 'fine' }, { note: '\0' }] }, 'actions.1.note'],
  [{ labels: { 'a\0': 'b' } }, 'labels'],
  [{ from: 3, to: null, also: undefined }, null],
] as const)('of %j is %j', (value, path) => {
  expect(pathOfNul(value)).toBe(path);
});
