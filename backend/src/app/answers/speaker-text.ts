import { simpleForecastTitle } from '@fleetcast/contract';

import { durationText, percentText } from '../../domain/catalog/quantity-text.ts';
import type { FloorAtLead, SpeakerReason } from '../../domain/forecasting/fleet-forecast.ts';
import type { InsteadOfChampion } from '../../domain/forecasting/model-parts.ts';
import type { Evidence } from '../../domain/forecasting/ports.ts';

/** Whose outcomes tell. */
const toldBy: Readonly<Record<Evidence, string>> = { series: 'on this series', profile: 'on this metric of servers of the same profile', metric: 'on this metric of all servers', none: 'so far' };

/** Where a series itself has not shown enough yet, who showed it. */
const shownBy: Readonly<Record<Evidence, string>> = {
  series: toldBy.series,
  profile: `${toldBy.profile} (too little has come true here)`,
  metric: `${toldBy.metric} (too little has come true here or on servers of the same profile)`,
  none: `${toldBy.none}, as too little has come true anywhere`,
};

function floorsText(floorsAt: readonly FloorAtLead[]): string {
  return floorsAt.map(({ minutes, floor, evidence }) => ` About ${durationText(minutes)} ahead “${simpleForecastTitle(floor)}” (${floor}) speaks, a simple forecast that does better ${shownBy[evidence]}.`).join('');
}

function insteadText(insteadOf: InsteadOfChampion | undefined): string {
  if (insteadOf === undefined) return '';
  if (insteadOf.part === 'challenger') return ' It is the challenger, which speaks for a share of the servers while it is on trial.';
  return ` It is the former champion, whose loss is ${percentText(1 - insteadOf.lossRatio)} less than the champion's ${toldBy[insteadOf.evidence]}.`;
}

/** The sentence people read about why a speaker speaks. */
export function speakerReasonText(reason: SpeakerReason): string {
  switch (reason.kind) {
    case 'model-serves':
      if (reason.evidence === undefined) return `The model speaks: it has enough history.${insteadText(reason.insteadOf)}`;
      return `The model speaks: enough history, and no simple forecast does clearly better ${shownBy[reason.evidence]}.${insteadText(reason.insteadOf)}${floorsText(reason.floorsAt ?? [])}`;
    case 'learning':
      return `Learning: ${reason.daysObserved.toFixed(1)} of ${reason.daysNeeded} days of history; a simple forecast speaks until then.`;
    case 'no-model-for-grid':
      return `No model has been trained for ${reason.stepSeconds} s steps and ${reason.horizonSteps} steps ahead; simple forecasts speak until a local one has been.`;
    case 'no-skill':
      return `A simple forecast speaks: it does better than the model, whose skill is ${reason.skill.toFixed(2)} ${shownBy[reason.evidence]}.`;
    case 'constant':
      return 'The series has not changed within the window, so its constant is forecast.';
    case 'too-gappy':
      return `${percentText(reason.missingShare)} of the input is missing, too much for the model; a simple forecast speaks.`;
    case 'model-failed':
      return `The model failed (${reason.message}); a simple forecast speaks.`;
  }
}
