import type { ActionClass, Recommendation, ServerRecommendations } from '@fleetcast/contract';
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

const percent = (share: number) => `${Math.round(100 * share)} %`;

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
  const { probabilityBefore, probabilityAfter, sideEffects } = effect;
  const elsewhere = sideEffects.length === 0 ? '' : ` The breach becomes more likely on ${sideEffects.map(({ server, probabilityChange }) => `${server} (+${percent(probabilityChange)})`).join(', ')}.`;
  return `Breach ${percent(probabilityBefore)} without it, ${percent(probabilityAfter)} with it; peak ${rounded(effect.peakBefore.p50)}, then ${rounded(effect.peakAfter.p50)}.${elsewhere}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Title of an answer without recommendations. */
export function adviceTitle({ outcome }: ServerRecommendations): string {
  return outcome === 'nothing-to-do' ? 'Nothing to do' : 'No action can be recommended';
}

/** SVG paths of the median before and after, on one scale. */
export function effectPaths(before: readonly number[], after: readonly number[], width: number, height: number): { readonly before: string; readonly after: string } {
  const all = [...before, ...after];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value: number) => height - 1 - (high === low ? 0.5 : (value - low) / (high - low)) * (height - 2);
  const path = (values: readonly number[]) => values.map((value, i) => `${i === 0 ? 'M' : 'L'}${((i * width) / Math.max(1, values.length - 1)).toFixed(1)},${y(value).toFixed(1)}`).join('');
  return { before: path(before), after: path(after) };
}
