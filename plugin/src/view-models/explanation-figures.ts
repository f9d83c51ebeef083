import type { Explanation } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { differenceInUnit } from './metric-words.ts';

/** A figure of an explanation by the name that sentences call it. */
export interface NamedFigure {
  readonly figure: string;
  readonly name: string;
  readonly text: string;
}

const mostPeersNamed = 5;

/** Where the forecast begins, what all parts did to it, and what could not be placed: together the forecast. */
export function sumFigure({ start, forecast, groups, residual, info }: Explanation): NamedFigure {
  const effects = groups.reduce((sum, { effect }) => sum + effect, 0);
  const value = valueTextOf(info.unit);
  return { figure: 'forecast', name: 'Sum', text: `${value(start)} ${differenceInUnit(effects, info.unit)} by all parts ${differenceInUnit(residual, info.unit)} not placed = ${value(forecast)}` };
}

/** What was tried to avoid the breach, and how large the change is that would; none where no breach is expected. */
export function counterfactualFigures({ counterfactual, info, stepSeconds }: Explanation): readonly NamedFigure[] {
  const row = (text: string) => [{ figure: 'counterfactual', name: 'Put before the model', text }];
  switch (counterfactual.kind) {
    case 'not-needed':
      return [];
    case 'none-found':
      return row(`${counterfactual.tried} changes; chance of the breach ${percent(counterfactual.probability)}, at the least ${percent(counterfactual.leastProbability)}`);
    case 'found': {
      const { tried, changedSteps, meanChange, probability, changedProbability } = counterfactual;
      const hours = (changedSteps * stepSeconds) / 3600;
      const differs = differenceInUnit(Math.abs(meanChange), info.unit).slice(1);
      return row(`${tried} changes; the smallest that helps differs by ${differs} in the mean over ${hours.toFixed(1)} hours, and takes the chance from ${percent(probability)} to ${percent(changedProbability)}`);
    }
  }
}

/** Also those that no sentence tells, because nothing stands out. */
export function trendFigures({ trends: { week, leak, morning }, info }: Explanation, dayText: (instantMs: number) => string): readonly NamedFigure[] {
  const value = valueTextOf(info.unit);
  const figures: NamedFigure[] = [];
  if (week !== null) {
    const growth = week.growth === null ? '' : `, growth ${percent(week.growth)}`;
    figures.push({ figure: 'trend:week', name: 'Week over week', text: `last day ${value(week.lastDay)}, same day a week before ${value(week.weekBefore)}${growth}` });
  }
  if (leak !== null) {
    const since = `${leak.restartSeen ? 'restart of ' : ''}${dayText(Date.parse(leak.sinceAt))}`;
    figures.push({ figure: 'trend:leak', name: 'Growth since restart', text: `${differenceInUnit(leak.risePerDay, info.unit)} a day since ${since}, ${differenceInUnit(leak.riseSince, info.unit)} so far, ${percent(leak.risingShare)} of the hours higher than days before` });
  }
  if (morning !== null) {
    const peaks = morning.peaks.map(({ value: peak }) => value(peak)).join(', ');
    figures.push({ figure: 'trend:morning', name: 'Morning peaks', text: `${peaks}; ${differenceInUnit(morning.risePerDay, info.unit)} a day, rank correlation ${morning.tau.toFixed(2)}` });
  }
  return figures;
}

export function peerFigures({ peers }: Explanation): readonly NamedFigure[] {
  if (peers === null || peers.alike.length === 0) return [];
  const named = peers.alike.slice(0, mostPeersNamed).map(({ server, correlation }) => `${server} ${correlation.toFixed(2)}`);
  const others = peers.alike.length - named.length;
  return [{ figure: 'peers', name: 'Went the same way', text: `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}` }];
}

function valueTextOf(unit: string): (value: number) => string {
  const format = getValueFormat(unit);
  return (value) => formattedValueToString(format(value, 1));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
