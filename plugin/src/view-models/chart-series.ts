import type { QuantileName } from '@fleetcast/contract';
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { counterfactualFieldName } from './explanation-frame.ts';
import { type BandLevel, forecastBands } from './forecast-bands.ts';
import { observedFieldName } from './forecast-frame.ts';
import { factsOfFrame, type SeriesFacts } from './series-facts.ts';
import { toldApart } from './told-apart.ts';

export interface ChartBand {
  readonly level: BandLevel;
  readonly lower: Field<number | null>;
  readonly upper: Field<number | null>;
  readonly fillOpacity: number;
}

/** One series as a chart draws it: fields of one frame, told apart by what they mean. */
export interface ChartSeries {
  readonly key: string;
  readonly title: string;
  readonly color: string;
  readonly facts: SeriesFacts;
  readonly times: readonly number[];
  readonly observed: Field<number | null> | null;
  readonly median: Field<number | null>;
  /** What would be forecast of a changed past; null where there is none. */
  readonly changed: Field<number | null> | null;
  /** Widest first. */
  readonly bands: readonly ChartBand[];
}

/** The forecasts among these frames; `colorOf` decides each one's colour from its leading field. */
export function chartSeries(frames: readonly DataFrame[], colorOf: (field: Field, index: number) => string): ChartSeries[] {
  const found: ChartSeries[] = [];
  const nameOf = toldApart(frames.flatMap((frame) => factsOfFrame(frame) ?? []));
  for (const frame of frames) {
    const facts = factsOfFrame(frame);
    const named = (name: string) => frame.fields.find((field) => field.name === name) as Field<number | null> | undefined;
    const time = frame.fields.find(({ type }) => type === FieldType.time) as Field<number> | undefined;
    const median = named('q50' satisfies QuantileName);
    if (facts === null || time === undefined || median === undefined) continue;
    const observed = named(observedFieldName) ?? null;
    found.push({
      key: `${facts.serverId}/${facts.metric}`,
      title: `${nameOf(facts)} ${facts.title}`,
      color: colorOf(observed ?? median, found.length),
      facts,
      times: time.values,
      observed,
      median,
      changed: named(counterfactualFieldName) ?? null,
      bands: forecastBands.flatMap(({ level, lower, upper, fillOpacity }) => {
        const [lowerField, upperField] = [named(lower), named(upper)];
        return lowerField && upperField ? [{ level, lower: lowerField, upper: upperField, fillOpacity }] : [];
      }),
    });
  }
  return found;
}

/** Where a layer of a chart comes from, in the order in which the columns of aligned data stand. */
export interface ChartColumn {
  readonly series: ChartSeries;
  readonly field: Field<number | null>;
  readonly part: 'lower' | 'upper' | 'median' | 'observed' | 'changed';
  readonly band: ChartBand | null;
}

/** Columns of all series: bands below, then medians and observations, so that lines are never covered. */
export function chartColumns(series: readonly ChartSeries[]): ChartColumn[] {
  const bands = series.flatMap((one) =>
    one.bands.flatMap((band): ChartColumn[] => [
      { series: one, field: band.upper, part: 'upper', band },
      { series: one, field: band.lower, part: 'lower', band },
    ]),
  );
  const lines = series.flatMap((one): ChartColumn[] => [
    { series: one, field: one.median, part: 'median', band: null },
    ...(one.observed ? [{ series: one, field: one.observed, part: 'observed' as const, band: null }] : []),
    ...(one.changed ? [{ series: one, field: one.changed, part: 'changed' as const, band: null }] : []),
  ]);
  return [...bands, ...lines];
}

/** Times of all series in one rising row, and each column's values on them (null where it has none). */
export function alignColumns(columns: readonly ChartColumn[]): [number[], ...(number | null)[][]] {
  const allTimes = new Set(columns.flatMap(({ series }) => series.times));
  const times = [...allTimes].sort((a, b) => a - b);
  const rowOf = new Map(times.map((time, row) => [time, row]));
  const values = columns.map(({ series, field }) => {
    if (series.times.length === times.length) return field.values;
    const aligned = new Array<number | null>(times.length).fill(null);
    series.times.forEach((time, index) => (aligned[rowOf.get(time)!] = field.values[index] ?? null));
    return aligned;
  });
  return [times, ...values];
}
