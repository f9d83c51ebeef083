import type { Performance } from '@fleetcast/contract';
import { seriesColor } from './series-color.ts';

export const dailyMeasures = ['accuracy', 'skill', 'coverage80'] as const;
export type DailyMeasure = (typeof dailyMeasures)[number];

/** One line of a graph over places 0, 1, 2, ...; null where there is no figure. */
export interface GraphLine {
  readonly key: string;
  readonly label: string;
  /** Name of a colour in Grafana's themes. */
  readonly color: string;
  readonly values: ReadonlyArray<number | null>;
}

export interface DailyGraph {
  readonly days: readonly string[];
  readonly lines: readonly GraphLine[];
}

/** A line a metric, a place a day, days without a figure included. */
export function dailyGraph({ days, metrics }: Pick<Performance, 'days' | 'metrics'>, measure: DailyMeasure): DailyGraph {
  const dates = [...new Set(days.map(({ day }) => day))].sort();
  const lines = metrics.map(({ metric, title }, index) => {
    const byDay = new Map(days.filter((one) => one.metric === metric).map((one) => [one.day, one[measure]]));
    return { key: metric, label: title, color: seriesColor(index), values: dates.map((date) => byDay.get(date) ?? null) };
  });
  return { days: dates, lines };
}

/** Stretches of a line without a gap: [place, value] each. */
export function stretches(values: ReadonlyArray<number | null>): ReadonlyArray<ReadonlyArray<readonly [number, number]>> {
  const found: Array<Array<readonly [number, number]>> = [];
  let open: Array<readonly [number, number]> | null = null;
  values.forEach((value, place) => {
    if (value === null) {
      open = null;
      return;
    }
    if (open === null) found.push((open = []));
    open.push([place, value]);
  });
  return found;
}

/** Lowest and highest value, widened to hold `include`; a little air above and below. */
export function valueRange(lines: readonly GraphLine[], include: readonly number[]): readonly [number, number] {
  const values = [...include, ...lines.flatMap((line) => line.values.filter((value) => value !== null))];
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(0.02, (high - low) * 0.08);
  return [low - air, high + air];
}

/** Round values between low and high to draw grid lines at: about `wanted` of them, a step of 1, 2 or 5 times a power of ten apart. */
export function roundTicks(low: number, high: number, wanted: number): readonly number[] {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step);
}
