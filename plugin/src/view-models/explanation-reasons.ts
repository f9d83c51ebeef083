import type { AttributedGroup, Explanation, ExplanationSentence } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';

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
      effectText: signedText(effect, info.unit),
      raises: effect >= 0,
      length: Math.abs(effect) / longest,
      opinionText: occluded === null ? null : signedText(occluded, info.unit),
      sentence: sentences.find(({ figure }) => figure === `group:${group}`)?.text ?? null,
      isGappy: observedShare < gappyShare,
    }));
}

/** Percentages differ by points; everything else keeps its unit. */
export function signedText(value: number, unit: string): string {
  const text = unit === 'percent' ? `${Math.abs(value).toFixed(1)} points` : formattedValueToString(getValueFormat(unit)(Math.abs(value)));
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** Sentences about one kind of figure, e.g. "trend". */
export function sentencesAbout({ sentences }: Explanation, figure: string): readonly ExplanationSentence[] {
  return sentences.filter((one) => one.figure === figure || one.figure.startsWith(`${figure}:`));
}
