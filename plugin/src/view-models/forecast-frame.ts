import { quantileNames, type Forecast, type QuantileName } from '@fleetcast/contract';
import { type DataFrame, DataFrameType, type Field, FieldColorModeId, FieldType, type FieldConfig, type QueryResultMetaNotice } from '@grafana/data';
import { GraphDrawStyle, type GraphFieldConfig, VisibilityMode } from '@grafana/schema';
import { forecastBands } from './forecast-bands.ts';
import { staleNotice } from './freshness-notice.ts';
import { metricFieldConfig } from './metric-field-config.ts';
import { metaWithFacts, seriesFacts } from './series-facts.ts';
import { learningInWords } from './speaker-line.ts';

export interface ForecastFrameOptions {
  readonly refId?: string;
  /** Whether to put what was observed before the forecast. */
  readonly withHistory: boolean;
  /** One of Grafana's colour names or a CSS colour, for all fields of the series. */
  readonly color: string;
}

/** Names of a frame's fields: the time, what was observed, and one per quantile. */
export const observedFieldName = 'observed';

/**
 * One series as a wide frame on its own grid: history first (quantiles null), then the horizon (observed null).
 * The field configuration makes Grafana's own time series panel draw the same bands as ours.
 */
export function forecastFrame(forecast: Forecast, { refId, withHistory, color }: ForecastFrameOptions): DataFrame {
  const stepMs = forecast.stepSeconds * 1000;
  const originMs = Date.parse(forecast.originAt);
  const historyStartMs = Date.parse(forecast.history.startAt);
  const history = withHistory ? forecast.history.values : [];
  const horizon = forecast.quantiles.q50.length;
  const times = [...history.map((_, step) => historyStartMs + step * stepMs), ...forecast.quantiles.q50.map((_, step) => originMs + (step + 1) * stepMs)];

  const labels = { server: forecast.server, profile: forecast.profile, region: forecast.region, metric: forecast.metric };
  const title = `${forecast.server} ${forecast.info.title}`;
  const common: FieldConfig = { ...metricFieldConfig(forecast.info), color: { mode: FieldColorModeId.Fixed, fixedColor: color } };
  const field = (name: string, displayName: string, values: (number | null)[], custom: Record<string, unknown>): Field => ({
    name,
    type: FieldType.number,
    labels,
    values,
    config: { ...common, displayNameFromDS: displayName, custom: { drawStyle: GraphDrawStyle.Line, showPoints: VisibilityMode.Never, ...(common.custom as GraphFieldConfig), ...custom } },
  });
  const quantileTitle = (name: QuantileName) => `${title} ${name}`;
  const quantileField = (name: QuantileName): Field => {
    const values = [...history.map(() => null), ...forecast.quantiles[name]];
    if (name === 'q50') return field(name, `${title} forecast`, values, { lineWidth: 2, lineStyle: { fill: 'dash', dash: [6, 4] } });
    const band = forecastBands.find(({ upper }) => upper === name);
    const fill = band === undefined ? {} : { fillBelowTo: quantileTitle(band.lower), fillOpacity: band.fillOpacity };
    return field(name, quantileTitle(name), values, { lineWidth: 0, hideFrom: { legend: true, tooltip: false, viz: false }, ...fill });
  };

  return {
    refId,
    name: title,
    length: times.length,
    meta: { type: DataFrameType.TimeSeriesWide, custom: metaWithFacts(seriesFacts(forecast)), notices: noticesOf(forecast) },
    fields: [
      { name: 'time', type: FieldType.time, config: { interval: stepMs }, values: times },
      ...(withHistory ? [field(observedFieldName, title, [...history, ...new Array<null>(horizon).fill(null)], { lineWidth: 1 })] : []),
      ...quantileNames.map(quantileField),
    ],
  };
}

/** What Grafana shows in the corner of a panel. */
function noticesOf({ freshness, learning, info, server }: Forecast): QueryResultMetaNotice[] {
  const stale = staleNotice(freshness);
  return [
    ...(stale ? [{ severity: 'warning' as const, text: `${stale.title}. ${stale.text}` }] : []),
    ...(learning ? [{ severity: 'info' as const, text: `${server} ${info.title} is still learning: ${learningInWords(learning)}. A simple forecast stands in.` }] : []),
  ];
}
