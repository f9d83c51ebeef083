/** What-if answers as series of one chart: as it stands, with the changes, and what came of them. */
import { type Forecast, quantileNames, type Scenario, type ScenarioCourse, type WhatIfAnswer } from '@fleetcast/contract';
import { applyFieldOverrides, type GrafanaTheme2 } from '@grafana/data';
import { type ChartSeries, chartSeries } from './chart-series.ts';
import { forecastFrame } from './forecast-frame.ts';
import { seriesColor } from './series-color.ts';

const beforeTitle = 'As it stands';
const afterTitle = 'With the changes';
/** Grafana's names of the colours in which a change is drawn wherever it is. */
export const changeColors = { before: 'blue', after: 'orange', observed: 'green' } as const;

/** What of an answer, or of a scenario that was graded, is drawn. */
export type DrawnWhatIf = Pick<WhatIfAnswer, 'serverId' | 'server' | 'region' | 'profile' | 'tier' | 'metric' | 'info' | 'stepSeconds' | 'originAt' | 'freshness' | 'speaker' | 'history'>;

interface DrawnSeries {
  readonly key: string;
  readonly title: string;
  /** One of Grafana's colour names. */
  readonly color: string;
  readonly quantiles: WhatIfAnswer['before'];
  readonly withHistory: boolean;
}

export function whatIfSeries(answer: WhatIfAnswer, theme: GrafanaTheme2, timeZone: string): ChartSeries[] {
  return [
    ...drawn(answer, { key: 'before', title: beforeTitle, color: changeColors.before, quantiles: answer.before, withHistory: true }, theme, timeZone),
    ...(answer.after === null ? [] : drawn(answer, { key: 'after', title: afterTitle, color: changeColors.after, quantiles: answer.after, withHistory: false }, theme, timeZone)),
  ];
}

/** Several scenarios of one metric in one chart: each server as it stands once, and each scenario in its own colour. */
export function scenarioSeries(runs: ReadonlyArray<{ readonly scenario: Scenario; readonly answer: WhatIfAnswer }>, theme: GrafanaTheme2, timeZone: string): ChartSeries[] {
  const byServer = new Map(runs.map(({ answer }) => [answer.serverId, answer]));
  const places = runs.length + byServer.size;
  return [
    ...[...byServer.values()].flatMap((answer, i) => {
      const title = byServer.size === 1 ? beforeTitle : `${answer.server}, as it stands`;
      return drawn(answer, { key: `before/${answer.serverId}`, title, color: seriesColor(i === 0 ? 0 : places - i), quantiles: answer.before, withHistory: true }, theme, timeZone);
    }),
    ...runs.flatMap(({ scenario: { scenarioId, name }, answer }, i) =>
      answer.after === null ? [] : drawn(answer, { key: scenarioId, title: name, color: seriesColor(i + 1), quantiles: answer.after, withHistory: false }, theme, timeZone)),
  ];
}

/** What was predicted when the change was made, beside what was observed after it. */
export function courseSeries(about: Omit<DrawnWhatIf, 'history' | 'originAt' | 'stepSeconds'>, { startAt, stepSeconds, before, after, observed }: ScenarioCourse, theme: GrafanaTheme2, timeZone: string): ChartSeries[] {
  const originAt = new Date(Date.parse(startAt) - stepSeconds * 1000).toISOString();
  const place = { ...about, stepSeconds, originAt, history: { startAt, values: observed ?? [] } };
  const nothing = Object.fromEntries(quantileNames.map((name) => [name, []])) as unknown as WhatIfAnswer['before'];
  return [
    ...drawn(place, { key: 'before', title: 'Forecast without the change', color: changeColors.before, quantiles: before, withHistory: false }, theme, timeZone),
    ...(after === null ? [] : drawn(place, { key: 'after', title: 'Predicted with it', color: changeColors.after, quantiles: after, withHistory: false }, theme, timeZone)),
    ...(observed === null ? [] : drawn(place, { key: 'observed', title: 'Observed', color: changeColors.observed, quantiles: nothing, withHistory: true }, theme, timeZone)),
  ];
}

function drawn(about: DrawnWhatIf, { key, title, color, quantiles, withHistory }: DrawnSeries, theme: GrafanaTheme2, timeZone: string): ChartSeries[] {
  const frames = applyFieldOverrides({
    data: [forecastFrame(asForecast(about, quantiles), { withHistory, color })],
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables: (text) => text,
    theme,
    timeZone,
  });
  return chartSeries(frames, () => theme.visualization.getColorByName(color)).map((series) => ({ ...series, key, title }));
}

function asForecast({ serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, freshness, speaker, history }: DrawnWhatIf, quantiles: WhatIfAnswer['before']): Forecast {
  return {
    serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, freshness, history, quantiles,
    speaker: { kind: 'model', name: speaker, reason: '' }, skill: null, confidence: 'medium', mayPage: false, missingShare: 0, learning: null, breaches: [],
  };
}
