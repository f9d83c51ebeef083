import { type DisplayValue, fieldReducers, colorManipulator, reduceField } from '@grafana/data';
import type { VizLegendItem } from '@grafana/ui';
import type { BandLevel } from '../../view-models/forecast-bands.ts';
import type { ChartColumn, ChartSeries } from '../../view-models/chart-series.ts';

/**
 * What a legend's entry stands for, as a key: a whole series where the chart has several, else one layer of the only one
 * ("observed", "median", "band-80").
 */
export function legendKey({ series, part, band }: ChartColumn, isSingle: boolean): string {
  if (!isSingle) return series.key;
  return band === null ? part : `band-${band.level}`;
}

export function legendItems(all: readonly ChartSeries[], levels: readonly BandLevel[], hidden: ReadonlySet<string>, calcs: readonly string[], changedColor: string): VizLegendItem[] {
  const item = (key: string, label: string, color: string, values: () => DisplayValue[], dashed = false): VizLegendItem => ({
    label, color, yAxis: 1, disabled: hidden.has(key), fieldName: key, getItemKey: () => key, getDisplayValues: values,
    ...(dashed && { lineStyle: { fill: 'dash', dash: [6, 4] } }),
  });
  const [only, another] = all;
  if (only === undefined) return [];
  if (another !== undefined) {
    return all.map((series) => item(series.key, series.title, series.color, () => reduced(series.observed ?? series.median, calcs)));
  }
  const nothing = () => [];
  return [
    ...(only.observed ? [item('observed', 'Observed', only.color, () => reduced(only.observed, calcs))] : []),
    item('median', 'Forecast (median)', only.color, () => reduced(only.median, calcs), true),
    ...(only.changed ? [item('changed', 'Without the breach', changedColor, () => reduced(only.changed, calcs), true)] : []),
    ...[...only.bands].reverse().filter(({ level }) => levels.includes(level)).map(({ level, fillOpacity }) =>
      item(`band-${level}`, `${level}% band`, swatchOfBand(only.color, fillOpacity), nothing)),
  ];
}

function reduced(field: ChartSeries['observed'], calcs: readonly string[]): DisplayValue[] {
  if (field === null || calcs.length === 0) return [];
  const values = reduceField({ field, reducers: [...calcs] });
  return calcs.map((calc) => {
    const value: unknown = values[calc];
    const display = field.display ?? ((raw: unknown) => ({ text: String(raw), numeric: Number(raw) }));
    return { ...display(value), title: fieldReducers.get(calc).name };
  });
}

/** Three times the band's own opacity: a swatch is small and lies on nothing, while the bands lie on each other. */
function swatchOfBand(color: string, fillOpacity: number): string {
  return colorManipulator.alpha(color, Math.min(1, (3 * fillOpacity) / 100));
}
