/** Sentences about an explanation. Each says one of its figures, names it, and claims nothing else. */
import { type AttributedGroup, type Explanation, type ExplanationGroup, type ExplanationSentence, probabilityText } from '@fleetcast/contract';
import { DateTime } from 'luxon';
import { differenceText, percentText, valueText } from '../../domain/catalog/quantity-text.ts';

export const groupTitles: Readonly<Record<ExplanationGroup, string>> = {
  recent: 'Last 3 hours',
  yesterday: 'Same time yesterday',
  'other-days': 'Same time on the five days before',
  'last-week': 'Same time a week ago',
  day: 'Rest of the last 24 hours',
  week: 'Older history',
  events: 'Known events',
};

/** Smaller parts go without a sentence. */
const tellingShare = 0.1;
const mostGroups = 3;
/** Of all effects. */
const tellingResidual = 0.05;

export type ExplanationFigures = Omit<Explanation, 'sentences' | 'freshness'>;

export function explanationSentences(figures: ExplanationFigures): readonly ExplanationSentence[] {
  return [...forecastSentences(figures), ...groupSentences(figures), ...opinionSentences(figures), ...counterfactualSentences(figures), ...trendSentences(figures), ...peerSentences(figures)];
}

function forecastSentences({ info, moment, forecast, start, speaker, method, timeZone }: ExplanationFigures): ExplanationSentence[] {
  const way = forecast - start;
  const at = clockText(moment.at, timeZone);
  const moved = `the past takes it ${way >= 0 ? 'up' : 'down'} by ${differenceText(way, info.unit)} from the median of the last day, ${valueText(start, info.unit)}`;
  const sentences = [{ text: `${info.title} is forecast at ${valueText(forecast, info.unit)} for ${at}: ${moved}.`, figure: 'forecast' }];
  if (method === 'formula') sentences.push({ text: `A simple forecast speaks, and explains itself: ${floorTexts[speaker.name] ?? speaker.name}.`, figure: 'speaker' });
  return sentences;
}

const floorTexts: Readonly<Record<string, string>> = {
  'last-value': 'the last value, plus the middle of the changes seen before over such a time',
  'seasonal-naive-24h': 'the value at the same time yesterday, plus the middle of what that was wrong by',
  'seasonal-naive-7d': 'the value at the same time a week ago, plus the middle of what that was wrong by',
  'exponential-smoothing': 'the smoothed level of the last day, newer values weighing more',
  win24: 'the median of the last 24 hours',
  'same-time': 'the median at the same time of day over the last 7 days',
};

function groupSentences({ groups, info, residual }: ExplanationFigures): ExplanationSentence[] {
  const told = groups.filter(({ share }) => share >= tellingShare).slice(0, mostGroups);
  const sentences = told.map((group) => ({ text: groupText(group, info.unit), figure: `group:${group.group}` }));
  const total = groups.reduce((sum, { effect }) => sum + Math.abs(effect), 0);
  if (total > 0 && Math.abs(residual) > tellingResidual * total) {
    sentences.push({ text: `${differenceText(residual, info.unit)} could not be placed.`, figure: 'residual' });
  }
  return sentences;
}

function groupText({ group, effect, share, values }: AttributedGroup, unit: string): string {
  const stood = values === null ? '' : ` (mostly ${valueText(values.low, unit)} to ${valueText(values.high, unit)})`;
  return `${groupTitles[group]}${stood}: ${effect >= 0 ? 'adds' : 'takes away'} ${differenceText(effect, unit)}, ${percentText(share)} of all effects.`;
}

function opinionSentences({ agreement, groups, method, view }: ExplanationFigures): ExplanationSentence[] {
  const sentences: ExplanationSentence[] = [];
  const byOcclusion = groups.reduce<AttributedGroup | null>((most, one) => (Math.abs(one.occluded ?? 0) > Math.abs(most?.occluded ?? 0) ? one : most), null);
  if (byOcclusion !== null) {
    const rank = agreement.rankCorrelation === null ? '' : ` (rank correlation ${agreement.rankCorrelation.toFixed(2)})`;
    const verdict = agreement.sameFirst ? 'names the same first reason' : `names another first reason, ${groupTitles[byOcclusion.group].toLowerCase()}`;
    sentences.push({ text: `Second opinion: levelling out one part after the other and forecasting again ${verdict}${rank}.`, figure: 'occlusion' });
  }
  if (method === 'integrated-gradients' && view !== null) {
    const { lastTwoHours, sameTimeYesterday, timeAhead } = view.attention;
    sentences.push({
      text: `The model's own view: ${percentText(lastTwoHours)} of its attention on the last 2 hours, ${percentText(sameTimeYesterday)} on the same time yesterday, ${percentText(timeAhead)} on what is known of the time ahead.`,
      figure: 'attention',
    });
  }
  return sentences;
}

function counterfactualSentences(figures: ExplanationFigures): ExplanationSentence[] {
  const { counterfactual, info } = figures;
  const figure = 'counterfactual';
  switch (counterfactual.kind) {
    case 'not-needed':
      return counterfactual.probability === null ? [] : [{ text: `No breach is expected (${probabilityText(counterfactual.probability)}), so none need be avoided.`, figure }];
    case 'none-found': {
      const { tried, leastProbability, threshold } = counterfactual;
      return [{ text: `None of ${tried} plausible changes would avoid the breach of ${valueText(threshold.value, info.unit)}; the best of them leaves ${probabilityText(leastProbability)}.`, figure }];
    }
    case 'found': {
      const { change, threshold, changedProbability, probability } = counterfactual;
      const breach = `the chance of the breach of ${valueText(threshold.value, info.unit)} would be ${probabilityText(changedProbability)} instead of ${probabilityText(probability)}`;
      return [{ text: `If ${conditionText(change, threshold.direction, figures)}, ${breach}.`, figure }];
    }
  }
}

type FoundChange = Extract<Explanation['counterfactual'], { kind: 'found' }>['change'];

function conditionText(change: FoundChange, direction: 'above' | 'below', { info, timeZone }: ExplanationFigures): string {
  if (change.kind === 'events-called-off') return 'no event that is known to come took place';
  const level = valueText(change.level, info.unit);
  const within = `${inSentence(info.title)} had stayed ${direction === 'above' ? 'below' : 'above'} ${level}`;
  switch (change.kind) {
    case 'held-since':
      return `${inSentence(info.title)} had not ${direction === 'above' ? 'risen above' : 'fallen below'} ${level} since ${clockText(change.sinceAt, timeZone)}`;
    case 'day-limited':
      return `${within} in the last 24 hours`;
    case 'usual-peak-limited':
      return `${within} in these hours on the last 7 days`;
  }
}

function trendSentences({ trends, info, timeZone }: ExplanationFigures): ExplanationSentence[] {
  const { week, leak, morning } = trends;
  const sentences: ExplanationSentence[] = [];
  if (week?.notable && week.growth !== null) {
    sentences.push({
      text: `The last day lies ${percentText(Math.abs(week.growth))} ${week.growth > 0 ? 'above' : 'below'} the same day a week before (${valueText(week.lastDay, info.unit)} against ${valueText(week.weekBefore, info.unit)}).`,
      figure: 'trend:week',
    });
  }
  if (leak?.suspected) {
    const since = leak.restartSeen ? `the restart of ${dayText(leak.sinceAt, timeZone)}` : dayText(leak.sinceAt, timeZone);
    sentences.push({ text: `A leak is suspected: ${differenceText(leak.risePerDay, info.unit)} a day since ${since}, by day and by night, ${differenceText(leak.riseSince, info.unit)} so far.`, figure: 'trend:leak' });
  }
  if (morning?.worsening) {
    const [first] = morning.peaks;
    const last = morning.peaks[morning.peaks.length - 1];
    sentences.push({
      text: `The morning peak is getting worse: from ${valueText(first.value, info.unit)} to ${valueText(last.value, info.unit)} over ${morning.peaks.length} working days, ${differenceText(morning.risePerDay, info.unit)} a day.`,
      figure: 'trend:morning',
    });
  }
  return sentences;
}

function peerSentences({ peers, method }: ExplanationFigures): ExplanationSentence[] {
  if (peers === null || peers.alike.length === 0) return [];
  const apart = method === 'integrated-gradients' ? '; the model does not look at them' : '';
  return [{ text: `Evidence beside the forecast: ${peers.alike.length} of ${peers.peers} other ${peers.profile} servers went the same way in the last 24 hours${apart}.`, figure: 'peers' }];
}

/** "Memory used" begins small within a sentence, "CPU usage" does not. */
function inSentence(title: string): string {
  return /^[A-Z][A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

function clockText(instant: string, zone: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('HH:mm');
}

function dayText(instant: string, zone: string): string {
  return DateTime.fromISO(instant, { zone }).setLocale('en').toFormat('d LLLL, HH:mm');
}
