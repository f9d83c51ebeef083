import { quantileLevels, quantileNames, type QuantileName, type Sparkline } from '@fleetcast/contract';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { observedMean } from '../../domain/series/observed-mean.ts';
import { isoOf, originMsOf } from './published.ts';

/** Points that 24 h of history are thinned to; the forecast follows in the same spacing. */
const sparklineHistoryPoints = 48;

/** Three significant digits: finer than a pixel of a chart this small, and a third of the bytes of a float32 in full. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}

/** [H] values of one quantile of a series. */
export function quantilePath(snapshot: FleetSnapshot, series: number, name: QuantileName): Float32Array {
  const start = (series * quantileLevels.length + quantileNames.indexOf(name)) * snapshot.horizonSteps;
  return snapshot.columns.quantiles.subarray(start, start + snapshot.horizonSteps);
}

/** [P] observed values of a series up to the origin. */
export function historyOf(snapshot: FleetSnapshot, series: number): Float32Array {
  return snapshot.columns.history.subarray(series * snapshot.historySteps, (series + 1) * snapshot.historySteps);
}

/** Means of `every` steps, counted from the end for history and from the start for forecasts, so that both meet at the origin. */
export function sparklineOf(snapshot: FleetSnapshot, series: number): Sparkline {
  const every = Math.max(1, Math.ceil(snapshot.historySteps / sparklineHistoryPoints));
  const history = historyOf(snapshot, series);
  const points = Math.floor(history.length / every);
  const first = history.length - points * every;
  const thinned = Array.from({ length: points }, (_, point) => meanOf(history.subarray(first + point * every, first + (point + 1) * every)));
  const path = (name: QuantileName) => {
    const values = quantilePath(snapshot, series, name);
    return Array.from({ length: Math.floor(values.length / every) }, (_, point) => meanOf(values.subarray(point * every, (point + 1) * every)) ?? 0);
  };
  return {
    stepSeconds: (every * snapshot.stepMs) / 1000,
    startAt: isoOf(originMsOf(snapshot) - (points - 1) * every * snapshot.stepMs),
    history: thinned,
    median: path('q50'),
    lower: path('q10'),
    upper: path('q90'),
  };
}

/** Null when nothing was observed. */
function meanOf(values: Float32Array): number | null {
  const mean = observedMean(values);
  return Number.isNaN(mean) ? null : significant(mean);
}
