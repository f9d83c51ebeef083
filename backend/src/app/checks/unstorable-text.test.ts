import { expect, it } from '@jest/globals';
import { unstorableTextIn } from './unstorable-text.ts';

const nul = 'holds the character U+0000; text without it is accepted';
const half = 'holds half of a surrogate pair, which is no character; text without it is accepted';

it.each([
  ['ok', null],
  ['größe 💥', null],
  [{ jobId: 'a\0' }, { path: 'jobId', message: nul }],
  [{ name: '\ud83d!' }, { path: 'name', message: half }],
  [{ actions: [{ note: 'fine' }, { note: '\0' }] }, { path: 'actions.1.note', message: nul }],
  [{ first: ['\0'], second: '\ud800' }, { path: 'first.0', message: nul }],
  [{ labels: { 'a\0': 'b' } }, { path: 'labels', message: nul }],
  [{ from: 3, to: null, also: undefined }, null],
])('of %j is %j', (value, unstorable) => {
  expect(unstorableTextIn(value)).toEqual(unstorable);
});

it('is looked for in values however deep', () => {
  let deep: unknown = '\0';
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  expect(unstorableTextIn(deep)).toMatchObject({ message: nul });
});
