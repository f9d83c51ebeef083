import type { SpeakerReason } from '../../domain/forecasting/fleet-forecast.ts';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** The sentence people read about why a speaker speaks. */
export function speakerReasonText(reason: SpeakerReason): string {
  switch (reason.kind) {
    case 'model-serves':
      return 'The model speaks: enough history, and nothing shows that a floor does better here.';
    case 'learning':
      return `Learning: ${reason.daysObserved.toFixed(1)} of ${reason.daysNeeded} days of history; a floor speaks until then.`;
    case 'no-model-for-grid':
      return `No model has been trained for ${reason.stepSeconds} s steps and ${reason.horizonSteps} steps ahead; floors speak until a local one has been.`;
    case 'no-skill':
      return `The best floor does better than the model on this series (skill ${reason.skill.toFixed(2)}), so the floor speaks.`;
    case 'constant':
      return 'The series has not changed within the window, so its constant is forecast.';
    case 'too-gappy':
      return `${percent(reason.missingShare)} of the input is missing, too much for the model; a floor speaks.`;
    case 'model-failed':
      return `The model failed (${reason.message}); a floor speaks.`;
  }
}
