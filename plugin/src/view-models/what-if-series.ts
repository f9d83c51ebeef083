/** An answer's two forecasts as series of one chart: as it stands, and with the changes. */
import type { Forecast, WhatIfAnswer } from '@fleetcast/contract';
import { applyFieldOverrides, type GrafanaTheme2 } from '@grafana/data';
import { type ChartSeries, chartSeries } from './chart-series.ts';
import { forecastFrame } from './forecast-frame.ts';

export const beforeTitle = 'As it stands';
export const afterTitle = 'With the changes';
const colors = { before: 'blue', after: 'orange' } as const;

export function whatIfSeries(answer: WhatIfAnswer, theme: GrafanaTheme2, timeZone: string): ChartSeries[] {
  const drawn = (key: string, title: string, color: string, quantiles: WhatIfAnswer['before'], withHistory: boolean): ChartSeries[] => {
    const frames = applyFieldOverrides({
      data: [forecastFrame(asForecast(answer, quantiles), { withHistory, color })],
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: (text) => text,
      theme,
      timeZone,
    });
    return chartSeries(frames, () => theme.visualization.getColorByName(color)).map((series) => ({ ...series, key, title }));
  };
  return [
    ...drawn('before', beforeTitle, colors.before, answer.before, true),
    ...(answer.after === null ? [] : drawn('after', afterTitle, colors.after, answer.after, false)),
  ];
}

function asForecast({ serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, freshness, speaker, history }: WhatIfAnswer, quantiles: WhatIfAnswer['before']): Forecast {
  return {
    serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, freshness, history, quantiles,
    speaker: { kind: 'model', name: speaker, reason: '' }, skill: null, confidence: 'medium', missingShare: 0, learning: null, breaches: [],
  };
}
