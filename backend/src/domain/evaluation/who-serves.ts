/**
 * Who has the word on a series, and whether its warnings may page; docs/methods/skill.md. Each with two limits, so that a skill
 * that wavers about one of them does not change the speaker every hour.
 */
export interface Word {
  /** The model lost the word to the best floor. */
  readonly silenced: boolean;
  /** What was served has proven better than the best floor. */
  readonly mayPage: boolean;
}

/**
 * Below the first the model loses the word: clearly worse, not worse by chance. Gates nearer to 0 were tried on 1-10 September and
 * lost: what a model was worse by last week says little about the next, and its share shrinks anyway. From the second it speaks again.
 */
const serving = { lostBelow: -0.3, wonFrom: -0.2 };
const paging = { lostBelow: -0.02, wonFrom: 0.001 };

/** The word after skills were judged anew; null: too little has come true to change anything. */
export function nextWord(before: Word, modelSkill: number | null, servedSkill: number | null): Word {
  return {
    silenced: modelSkill === null ? before.silenced : before.silenced ? modelSkill < serving.wonFrom : modelSkill < serving.lostBelow,
    mayPage: servedSkill === null ? before.mayPage : before.mayPage ? servedSkill >= paging.lostBelow : servedSkill >= paging.wonFrom,
  };
}
