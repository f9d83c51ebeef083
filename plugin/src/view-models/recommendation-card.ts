import type { ActionClass, BandOverLeads, ExpectedEffect, Recommendation, ServerRecommendations, Spread } from '@fleetcast/contract';
import { valueInUnit } from './metric-words.ts';
import { minutesInWords } from './spans-of-time.ts';

const classTitles: Readonly<Record<ActionClass, string>> = { immediate: 'Now, within 2 hours', short: 'Soon, within 8 hours', long: 'This week', preventive: 'Before anything is foreseen' };
const undoWords: Readonly<Record<Recommendation['reversibility'], string>> = { reversible: 'can be undone', partly: 'can partly be undone', irreversible: 'cannot be undone' };

export interface RecommendationGroup {
  readonly title: string;
  readonly recommendations: readonly Recommendation[];
}

/** In the order of the answer: the service has put first what the reader needs first. */
export function groupedByClass(recommendations: readonly Recommendation[]): readonly RecommendationGroup[] {
  const classes = [...new Set(recommendations.map((one) => one.class))];
  return classes.map((one) => ({ title: classTitles[one], recommendations: recommendations.filter((recommendation) => recommendation.class === one) }));
}

const percent = (share: number) => `${Math.round(100 * share)}%`;

/** Name and value of what helps to decide. */
export function decisionFacts({ confidence, startWithinMinutes, risk, minutes, reversibility }: Recommendation): ReadonlyArray<readonly [name: string, value: string, meaning: string]> {
  const { value, breach, match, success, relief, reliefIs, outcomes } = confidence;
  const rests = `breach ${percent(breach)} x match ${percent(match)} x past success ${percent(success)} (${outcomes === 0 ? 'a belief, no outcome here yet' : `${outcomes} outcomes here`}) x relief ${percent(relief)} (${reliefIs})`;
  return [
    ['Confidence', percent(value), rests],
    ['Start', startWithinMinutes === 0 ? 'now' : `within ${minutesInWords(startWithinMinutes)}`, 'so that it shows before nine of ten breaches would come'],
    ['Risk', risk, 'of the action itself'],
    ['Takes', minutesInWords(minutes), 'until it is done'],
    ['Undo', undoWords[reversibility], 'how far it can be undone'],
  ];
}

/** What is expected of the action, in one sentence. */
export function effectSentence({ effect, effectMissing }: Recommendation): string {
  if (effect === null) return effectMissing ?? '';
  const { probabilityBefore, probabilityAfter, peakBefore, peakAfter, sideEffects, unit } = effect;
  const elsewhere = sideEffects.length === 0 ? '' : ` The breach becomes more likely on ${sideEffects.map(({ server, probabilityChange }) => `${server} (+${percent(probabilityChange)})`).join(', ')}.`;
  return `Breach ${percent(probabilityBefore)} without it, ${percent(probabilityAfter)} with it; peak ${spreadText(peakBefore, unit)}, then ${spreadText(peakAfter, unit)}.${elsewhere}`;
}

/** What a screen reader hears of the drawing: its band at the last lead, without and with the action. */
export function effectLabel({ metric }: Recommendation, { bands: { leadMinutes, before, after }, unit }: ExpectedEffect): string {
  const last = leadMinutes.length - 1;
  const at = ({ p10, p50, p90 }: BandOverLeads) => spreadText({ p10: p10[last], p50: p50[last], p90: p90[last] }, unit);
  return `Bands of ${metric} over ${minutesInWords(leadMinutes[last])}: at their end ${at(before)} without it, ${at(after)} with it`;
}

/** "90% (80% to 99%)": the median and what eight of ten lie within. */
function spreadText({ p10, p50, p90 }: Spread, unit: string): string {
  const shown = (value: number) => valueInUnit(Number(value.toPrecision(3)), unit);
  return `${shown(p50)} (${shown(p10)} to ${shown(p90)})`;
}

/** Title of an answer without recommendations. */
export function adviceTitle({ outcome }: ServerRecommendations): string {
  return outcome === 'nothing-to-do' ? 'Nothing to do' : 'No action can be recommended';
}
