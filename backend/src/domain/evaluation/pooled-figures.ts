import { floorNames, type FloorName } from '../forecasting/floors.ts';
import type { SeriesScore } from './scoreboard.ts';
import { reportedLevels } from './yardstick-floors.ts';

/** Figures of one metric, pooled over series. */
export interface MetricFigures {
  readonly wql: number;
  /** Of the floor that was chosen beforehand. */
  readonly floorWql: number;
  readonly ratio: number;
  readonly hindsightFloor: FloorName;
  readonly hindsightRatio: number;
  readonly maeRatio: number;
  /** Of the 80 % and of the 96 % band. */
  readonly coverage: number;
  readonly coverage96: number;
  readonly intervalScore: number;
  /** Relative to the chosen floor's. */
  readonly intervalScoreRatio: number;
  readonly constantWindowShare: number;
  readonly constantWidth: number;
  readonly modelWindowShare: number;
}

export function pooled(scores: readonly SeriesScore[], floor: FloorName): MetricFigures {
  const total = (of: (score: SeriesScore) => number) => scores.reduce((sum, score) => sum + of(score), 0);
  const floorTotals = floorNames.map((_, f) => total((score) => score.floorLoss[f]));
  const best = floorTotals.indexOf(Math.min(...floorTotals));
  const toWql = 2 / (reportedLevels.length * total((score) => score.level));
  const loss = total((score) => score.loss);
  const chosen = floorTotals[floorNames.indexOf(floor)];
  return {
    wql: loss * toWql,
    floorWql: chosen * toWql,
    ratio: loss / chosen,
    hindsightFloor: floorNames[best],
    hindsightRatio: loss / floorTotals[best],
    maeRatio: total((score) => score.absoluteError) / total((score) => score.naiveAbsoluteError),
    coverage: total((score) => score.inside) / total((score) => score.bandSteps),
    coverage96: total((score) => score.insideOuter) / total((score) => score.bandSteps),
    intervalScore: total((score) => score.intervalScore) / total((score) => score.bandSteps),
    intervalScoreRatio: total((score) => score.intervalScore) / total((score) => score.floorIntervalScore[floorNames.indexOf(floor)]),
    constantWindowShare: total((score) => score.constantWindows) / total((score) => score.windows),
    constantWidth: total((score) => score.constantWidth) / Math.max(1, total((score) => score.constantSteps)),
    modelWindowShare: total((score) => score.modelWindows) / total((score) => score.windows),
  };
}

/** The floor with the least pooled loss. */
export function bestFloorOf(scores: readonly SeriesScore[]): FloorName {
  const totals = floorNames.map((_, f) => scores.reduce((sum, score) => sum + score.floorLoss[f], 0));
  return floorNames[totals.indexOf(Math.min(...totals))];
}
