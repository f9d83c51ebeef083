import type { Performance } from '@fleetcast/contract';
import type { Gauge } from './gauge.ts';

/** A figure of model performance that is watched, with its limit and whether it keeps it. */
export type WatchedFigure = Performance['drift'][number];

/**
 * How the service itself fares: figures of model health as `/metrics` has them, and a sign of life. The sign's value is the moment
 * of writing, so that its age can be told long after the series has ended, when nobody is left to say anything.
 */
export function healthGauges(figures: readonly WatchedFigure[], region: string, nowMs: number): readonly Gauge[] {
  return [
    { name: 'fleetcast_written_timestamp_seconds', labels: { region }, value: nowMs / 1000 },
    ...figures.flatMap(({ measure, metric, value, limit, past }): readonly Gauge[] => {
      const labels = { region, measure, metric: metric ?? 'all' };
      const told = value === null ? [] : [{ name: 'fleetcast_performance', labels, value }];
      return [...told, { name: 'fleetcast_performance_limit', labels, value: limit }, { name: 'fleetcast_performance_past_limit', labels, value: Number(past) }];
    }),
  ];
}
