/**
 * Who has the word at a lead, and whether a series is proven; docs/methods/skill.md. Each with two limits, so that a skill
 * that wavers about one of them does not change the speaker every hour.
 */

/** Below the first the model loses the word, from the second it speaks again. */
export interface WordLimits {
  readonly lostBelow: number;
  readonly wonFrom: number;
}

/**
 * Clearly worse, not worse by chance. Gates nearer to 0 were tried on 1-10 September and lost: what a model was worse by last week
 * says little about the next, and its share shrinks anyway (docs/methods/what-was-tried.md).
 */
export const limitsOfSeries: WordLimits = { lostBelow: -0.4, wonFrom: -0.3 };
/** Many series together waver less, and they judge a newcomer of whom nothing else is known. */
export const limitsOfPeers: WordLimits = { lostBelow: -0.1, wonFrom: -0.05 };
const limitsOfProof: WordLimits = { lostBelow: -0.02, wonFrom: 0.001 };
/** A floor gives way to one whose losses are less than this share of its own. */
const floorGivesWay = 0.98;

/** Whether the model has no word after its skill was judged anew; null: too little has come true to change anything. */
export function nextSilenced(before: boolean, skill: number | null, { lostBelow, wonFrom }: WordLimits): boolean {
  if (skill === null) return before;
  return before ? skill < wonFrom : skill < lostBelow;
}

/** Whether a series is proven, so that its confidence is high: once what was served was better than the best floor, until it is clearly worse. */
export function nextProven(before: boolean, servedSkill: number | null): boolean {
  if (servedSkill === null) return before;
  return before ? servedSkill >= limitsOfProof.lostBelow : servedSkill >= limitsOfProof.wonFrom;
}

/** The floor that speaks where one has to, by trailing losses; null before: none has been chosen yet. */
export function nextFloor(before: number | null, losses: ArrayLike<number>): number {
  let best = 0;
  for (let f = 1; f < losses.length; f++) if (losses[f] < losses[best]) best = f;
  return before === null || losses[best] < floorGivesWay * losses[before] ? best : before;
}
