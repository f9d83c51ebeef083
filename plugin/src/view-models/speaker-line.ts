import { type Forecast, simpleForecastTitle, speakerTitle } from '@fleetcast/contract';

type Spoken = Pick<Forecast, 'speaker' | 'skill' | 'learning' | 'missingShare' | 'mayPage'>;

/** One fact about a forecast, as a label, its value and the sentence behind it. */
export interface ForecastFact {
  readonly key: 'speaker' | 'skill' | 'coverage' | 'missing' | 'learning' | 'pages';
  readonly label: string;
  readonly value: string;
  readonly explanation: string;
  readonly tone: 'good' | 'neutral' | 'caution';
}

/** Who speaks and why, how well so far, and what the forecast lacks. */
export function forecastFacts({ speaker, skill, learning, missingShare, mayPage }: Spoken): readonly ForecastFact[] {
  const facts: ForecastFact[] = [
    {
      key: 'speaker',
      label: 'Forecast by',
      value: speaker.kind === 'model' ? speakerTitle(speaker.name) : `${simpleForecastTitle(speaker.name)} (simple forecast)`,
      explanation: speaker.kind === 'model' ? speaker.reason : `${speaker.reason} Its name in the API is ${speaker.name}.`,
      tone: speaker.kind === 'model' ? 'good' : 'neutral',
    },
  ];
  if (learning !== null) {
    facts.push({
      key: 'learning',
      label: 'Learning',
      value: learningInWords(learning),
      explanation: 'The model speaks once it has seen enough history; until then a simple forecast stands in.',
      tone: 'caution',
    });
  }
  if (skill === null) {
    facts.push({ key: 'skill', label: 'Skill so far', value: 'not known yet', explanation: 'Too few forecasts of this series have come true.', tone: 'neutral' });
  } else {
    facts.push(
      {
        key: 'skill',
        label: 'Skill so far',
        value: skillInWords(skill.value),
        explanation: `Compared with the best simple forecast of this series, by the loss of ${skill.resolvedForecasts} forecasts that have come true.`,
        tone: skill.value > 0 ? 'good' : 'caution',
      },
      {
        key: 'coverage',
        label: '80% band held',
        value: `${Math.round(skill.coverage80 * 100)}%`,
        explanation: 'Share of the observed values that fell inside the 80% band; about 80% is right.',
        tone: Math.abs(skill.coverage80 - 0.8) <= 0.1 ? 'good' : 'caution',
      },
    );
  }
  if (missingShare >= 0.005) {
    facts.push({
      key: 'missing',
      label: 'Input missing',
      value: `${Math.max(1, Math.round(missingShare * 100))}%`,
      explanation: 'Share of the history that the forecast looks back on and that was never received.',
      tone: missingShare > gappyShare ? 'caution' : 'neutral',
    });
  }
  facts.push({
    key: 'pages',
    label: 'May page',
    value: mayPage ? 'yes' : 'no',
    explanation: mayPage ? 'Its warnings may wake somebody: at least 8 in 10 of the breaches that were called likely here have come.' : `Its warnings are shown, but wake nobody: ${whyItDoesNotPage({ speaker, missingShare })}.`,
    tone: 'neutral',
  });
  return facts;
}

/** The share of missing input from which on nothing is said with more than low confidence. */
const gappyShare = 0.2;

function whyItDoesNotPage({ speaker, missingShare }: Pick<Spoken, 'speaker' | 'missingShare'>): string {
  if (speaker.kind === 'floor') return 'a simple forecast speaks';
  if (missingShare > gappyShare) return 'more than a fifth of its input is missing';
  return 'a breach must have been called likely in 24 hours at least, and have come 8 times in 10';
}

/** "2 of 8 days" */
export function learningInWords({ daysObserved, daysNeeded }: { readonly daysObserved: number; readonly daysNeeded: number }): string {
  const days = daysObserved < 1 ? daysObserved.toFixed(1) : Math.floor(daysObserved).toString();
  return `${days} of ${Math.round(daysNeeded)} days`;
}

/** Against the best simple forecast: 0.124 -> "12% better", -0.03 -> "3% worse" */
export function skillInWords(value: number): string {
  const percent = Math.round(Math.abs(value) * 100);
  if (percent === 0) return 'as good';
  return `${percent}% ${value > 0 ? 'better' : 'worse'}`;
}
