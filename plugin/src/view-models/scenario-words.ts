/** A saved scenario and what became of it, as people read it. */
import type { Scenario, ScenarioDetail, ScenarioGrade } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { interventionText } from './what-if-words.ts';

export function changesText({ interventions }: Pick<Scenario, 'interventions'>): string {
  return interventions.map(interventionText).join(', ');
}

const verdictTexts: Readonly<Record<ScenarioGrade['verdict'], string>> = {
  'as-predicted': 'As predicted',
  beside: 'Otherwise than predicted',
  'wrong-way': 'The other way than predicted',
  'cannot-say': 'Cannot say',
};
const directionTexts = { right: 'as predicted', wrong: 'the other way', 'too-small': 'too small to tell' } as const;

/** What became of it, in a few words. */
export function verdictText({ action, grade }: Scenario): string {
  if (grade !== null) return verdictTexts[grade.verdict];
  return action === null ? 'Not done yet' : 'Done, being watched';
}

/** Figures of a grade with their names; none where nothing can be said. */
export function gradeFigures({ peakPredicted, peakObserved, peakError, coverage80, direction, meanErrorAfter, meanErrorBefore }: ScenarioGrade, unit: string): ReadonlyArray<readonly [name: string, value: string]> {
  if (peakPredicted === null || peakObserved === null || peakError === null || coverage80 === null || direction === null) return [];
  const shown = (value: number) => formattedValueToString(getValueFormat(unit)(value, 1));
  return [
    ['Busiest half hour', `${shown(peakObserved)}, predicted ${shown(peakPredicted.p50)} (${shown(peakPredicted.p10)} to ${shown(peakPredicted.p90)})`],
    ['Error of the peak', `${peakError > 0 ? '+' : '−'}${shown(Math.abs(peakError))}`],
    ['Inside the 80% band', `${Math.round(100 * coverage80)}% of the steps`],
    ['Direction', directionTexts[direction]],
    ...(meanErrorAfter === null || meanErrorBefore === null ? [] : [['Mean distance', `${shown(meanErrorAfter)} from what was predicted, ${shown(meanErrorBefore)} from the forecast without the change`] as const]),
  ];
}

const kindTexts: Readonly<Record<ScenarioDetail['history'][number]['kind'], string>> = { saved: 'saved', 'action-recorded': 'recorded as done', graded: 'graded', deleted: 'deleted' };

/** "recorded as done by ada: newsletter sent". */
export function historyText({ kind, by, text }: ScenarioDetail['history'][number]): string {
  return `${kindTexts[kind]} by ${by}${kind === 'graded' || text === '' ? '' : `: ${text}`}`;
}
