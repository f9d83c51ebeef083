import { describe, expect, it } from '@jest/globals';
import { nextWord, type Word } from './who-serves.ts';

const after = (begin: Word, skills: readonly (number | null)[]): readonly Word[] => {
  const words: Word[] = [];
  let word = begin;
  for (const skill of skills) words.push((word = nextWord(word, skill, skill)));
  return words;
};
const fresh: Word = { silenced: false, mayPage: false };

describe('who serves', () => {
  it('changes once where a skill wavers about a limit', () => {
    expect(after(fresh, [-0.25, -0.31, -0.29, -0.31, -0.25, -0.21]).map(({ silenced }) => silenced)).toEqual([false, true, true, true, true, true]);
    expect(after(fresh, [-0.31, -0.2, -0.29, -0.3]).map(({ silenced }) => silenced)).toEqual([true, false, false, false]);
  });

  it('pages only after what was served has proven better, and until it is clearly worse', () => {
    expect(after(fresh, [null, 0, 0.05, 0, -0.01, -0.03, 0, 0.01]).map(({ mayPage }) => mayPage)).toEqual([false, false, true, true, true, false, false, true]);
  });

  it('changes nothing while too little has come true', () => {
    const word = { silenced: true, mayPage: true };
    expect(nextWord(word, null, null)).toEqual(word);
  });
});
