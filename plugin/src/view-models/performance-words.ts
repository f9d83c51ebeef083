import { type Performance, speakerTitle } from '@fleetcast/contract';
import { minutesInWords } from './spans-of-time.ts';

type MetricPerformance = Performance['metrics'][number];
/** Metrics with what people call them. */
type Titled = ReadonlyArray<Pick<MetricPerformance, 'metric' | 'title'>>;
type SpeakerName = MetricPerformance['speakers'][number]['speaker'];

/** 0.8463 -> "84.6%"; what is not known, or means nothing, has no figure. */
export function shareInWords(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}%`;
}

/** Skill with its sign: 0.1234 -> "+12.3%". */
export function gainInWords(skill: number | null): string {
  if (skill === null) return '–';
  const percent = (100 * skill).toFixed(1);
  return `${skill > 0 && percent !== '0.0' ? '+' : ''}${percent}%`;
}

/** Loss over that of the best floor: 0.87 -> "0.87". */
export function ratioInWords(ratio: number | null): string {
  return ratio === null ? '–' : ratio.toFixed(2);
}

export function countInWords(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}

/** "30 min", "8 h" */
export function horizonInWords(minutes: number): string {
  return minutesInWords(minutes);
}

function speakerInWords({ kind, name }: SpeakerName): string {
  return kind === 'served' ? 'What was served' : speakerTitle(name);
}

/** How one speaker did on one metric; nothing is known of it there without figures. */
export interface SpeakerFigures {
  readonly metric: string;
  readonly forecasts: number;
  readonly lossRatio: number | null;
  readonly maeRatio: number | null;
}

interface SpeakerRow {
  readonly key: string;
  readonly title: string;
  readonly name: string;
  /** One a metric, in the order of the metrics. */
  readonly figures: readonly SpeakerFigures[];
}

/** A row a speaker, best first: by the mean of its losses against the best simple forecast; those without a figure last. */
export function speakerRows(metrics: ReadonlyArray<Pick<MetricPerformance, 'metric' | 'speakers'>>): readonly SpeakerRow[] {
  const keyOf = ({ kind, name }: SpeakerName) => `${kind} ${name}`;
  const speakers = new Map(metrics.flatMap(({ speakers: own }) => own.map(({ speaker }) => [keyOf(speaker), speaker])));
  const rows = [...speakers].map(([key, speaker]) => {
    const figures = metrics.map(({ metric, speakers: own }): SpeakerFigures => {
      const found = own.find((one) => keyOf(one.speaker) === key);
      return { metric, forecasts: found?.forecasts ?? 0, lossRatio: found?.lossRatio ?? null, maeRatio: found?.maeRatio ?? null };
    });
    const losses = figures.flatMap(({ lossRatio }) => (lossRatio === null ? [] : [lossRatio]));
    const meanLoss = losses.length === 0 ? Infinity : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    return { key, title: speakerInWords(speaker), name: speaker.name, figures, meanLoss };
  });
  return rows.sort((a, b) => (a.meanLoss === b.meanLoss ? 0 : a.meanLoss - b.meanLoss));
}

/** One sentence on why accuracy has no figure, or null. */
export function whyNoAccuracy({ accuracy, forecasts }: Pick<MetricPerformance, 'accuracy' | 'forecasts'>): string | null {
  if (accuracy !== null) return null;
  return forecasts < 30 ? 'Fewer than 30 forecasts have come true.' : 'The level is near zero, or below the error of the best simple forecast: an error relative to it says nothing.';
}

const measureNames: Readonly<Record<Performance['drift'][number]['measure'], string>> = {
  accuracy: 'Accuracy', skill: 'Skill', coverage80: 'Coverage of the 80% band', falsePositives: 'Share of false warnings',
};

/** Titles of the metrics that figures are about. */
export function titleAmong(metrics: Titled): (metric: string) => string {
  return (metric) => metrics.find((one) => one.metric === metric)?.title ?? metric;
}

/** "Skill of CPU usage is -12.0%, at least -5.0% is wanted." for every figure that does not keep its limit. */
export function driftInWords({ drift, metrics }: { readonly drift: Performance['drift']; readonly metrics: Titled }): readonly string[] {
  return drift.flatMap(({ measure, metric, value, limit, limitIs, past }) => {
    if (!past || value === null) return [];
    const wanted = limitIs === 'distance' ? `80% within ${(100 * limit).toFixed(0)} points is wanted` : `${limitIs === 'least' ? 'at least' : 'at most'} ${shareInWords(limit)} is wanted`;
    return [`${measureNames[measure]}${metric === null ? '' : ` of ${titleAmong(metrics)(metric)}`} is ${shareInWords(value)}; ${wanted}.`];
  });
}
