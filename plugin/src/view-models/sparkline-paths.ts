import type { Sparkline } from '@fleetcast/contract';

interface SparklinePaths {
  /** SVG path of what was observed; gaps stay gaps. */
  readonly history: string;
  readonly median: string;
  /** Closed outline of the 80 % band. */
  readonly band: string;
  /** Where the forecast begins, in pixels. */
  readonly nowX: number;
}

/** Draws into width x height pixels, y down, one pixel of air above and below. */
export function sparklinePaths(sparkline: Sparkline, width: number, height: number): SparklinePaths {
  const { history, median, lower, upper } = sparkline;
  const steps = history.length + median.length;
  const values = [...history, ...lower, ...upper].filter((value): value is number => value !== null);
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const x = (step: number) => round(steps > 1 ? (step / (steps - 1)) * width : 0);
  const y = (value: number) => round(1 + (1 - (value - low) / (high - low || 1)) * (height - 2));

  const points = (part: readonly (number | null)[], firstStep: number) =>
    part.map((value, index) => (value === null ? null : ([x(firstStep + index), y(value)] as const)));
  const outline = [...points(upper, history.length), ...points(lower, history.length).reverse()];
  // The forecast starts at the last observed point, so that the two lines meet.
  const last = history.at(-1);
  const join = last === null || last === undefined ? [] : [last];
  return {
    history: pathThrough(points(history, 0)),
    median: pathThrough(points([...join, ...median], history.length - join.length)),
    band: outline.length > 0 ? `${pathThrough(outline)}Z` : '',
    nowX: x(Math.max(0, history.length - 1)),
  };
}

function pathThrough(points: readonly (readonly [number, number] | null)[]): string {
  let path = '';
  let penUp = true;
  for (const point of points) {
    if (point !== null) path += `${penUp ? 'M' : 'L'}${point[0]} ${point[1]}`;
    penUp = point === null;
  }
  return path;
}

const round = (value: number) => Math.round(value * 10) / 10;
