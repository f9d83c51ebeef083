import { floorNames, type FloorName } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import { bestFloorOf } from '@fleetcast/backend/src/domain/evaluation/pooled-figures.ts';
import { Scoreboard, type SeriesScore } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { daySteps, horizonSteps } from '../grid/product-grid.ts';
import { beforeReporting, metricNames, selection, type Period } from '../real-fleet/real-fleet.ts';

/** What forecasts are measured against, chosen before the report begins. */
export interface BestFloors {
  /** Lowest pooled loss of each metric on 1-10 September. */
  readonly byMetric: ReadonlyMap<string, FloorName>;
  /** Index in floorNames of the lowest loss of a series on the 28 days before 11 September. */
  readonly ofSeries: (score: SeriesScore) => number;
}

export function chooseFloors(series: readonly LongSeries[], strides: { readonly selection: number; readonly history: number }): BestFloors {
  const chosen = floorScores(series, selection, strides.selection);
  const before = floorScores(series, beforeReporting, strides.history);
  const bySeries = new Map(before.map((score) => [score.series, score.floorLoss.indexOf(Math.min(...score.floorLoss))]));
  return {
    byMetric: new Map(metricNames.map((metric) => [metric, bestFloorOf(chosen.filter((score) => score.series.metric === metric))])),
    ofSeries: ({ series: one }) => bySeries.get(one) ?? floorNames.indexOf('win24'),
  };
}

function floorScores(series: readonly LongSeries[], { fromStep, toStep }: Period, stride: number): readonly SeriesScore[] {
  const board = new Scoreboard(series, daySteps, horizonSteps);
  series.forEach((_, index) => {
    for (let origin = fromStep; origin <= toStep; origin += stride) board.judge(index, origin, null, 0, false);
  });
  return board.scores;
}
