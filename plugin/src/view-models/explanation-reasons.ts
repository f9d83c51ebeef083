import type { AttributedGroup, Explanation, ExplanationSentence } from '@fleetcast/contract';
import { differenceInUnit } from './metric-words.ts';

/** One reason as a row: where its bar begins and ends, in shares of the row's width, and what is said about it. */
export interface ReasonRow {
  readonly key: AttributedGroup['group'];
  readonly title: string;
  readonly effectText: string;
  readonly raises: boolean;
  /** 0..1 of the longest bar of its side. */
  readonly length: number;
  readonly opinionText: string | null;
  readonly sentence: string | null;
  readonly isGappy: boolean;
}

/** Parts that moved the forecast by less than this share of all effects go without a row. */
const leastShare = 0.005;
const gappyShare = 0.8;

export function reasonRows({ groups, sentences, info }: Explanation): readonly ReasonRow[] {
  const longest = Math.max(...groups.map(({ effect }) => Math.abs(effect)), Number.MIN_VALUE);
  return groups
    .filter(({ share }) => share >= leastShare)
    .map(({ group, title, effect, occluded, observedShare }) => ({
      key: group,
      title,
      effectText: differenceInUnit(effect, info.unit),
      raises: effect >= 0,
      length: Math.abs(effect) / longest,
      opinionText: occluded === null ? null : differenceInUnit(occluded, info.unit),
      sentence: sentences.find(({ figure }) => figure === `group:${group}`)?.text ?? null,
      isGappy: observedShare < gappyShare,
    }));
}

/** Sentences about one kind of figure, e.g. "trend". */
export function sentencesAbout({ sentences }: Explanation, figure: string): readonly ExplanationSentence[] {
  return sentences.filter((one) => one.figure === figure || one.figure.startsWith(`${figure}:`));
}
