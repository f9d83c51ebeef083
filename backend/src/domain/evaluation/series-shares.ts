/** Figures in which every series counts the same, however large its values are. */
import type { SeriesScore } from './scoreboard.ts';

/** Coverage of a series is judged from five windows on: fewer steps, which hang together, say little about it. */
const leastBandSteps = 480;
/** A series is well covered when the share inside its band is off by at most this. */
const mostOff = 0.07;
const clearlyWorse = 1.05;

export interface SeriesShares {
  /** Of the series, those whose loss is below that of their own best floor, ... */
  readonly won: number;
  /** ... and those whose loss is more than 5 % above it; series on which that floor loses nothing are ties and left out. */
  readonly clearlyWorse: number;
  /** Of the series, those whose 80 % and 96 % bands hold what they say within 7 points. */
  readonly wellCovered80: number;
  readonly wellCovered96: number;
}

/** `floorOf`: the index of the floor, in the order of floorNames, that was best on a series before the report began. */
export function seriesShares(scores: readonly SeriesScore[], floorOf: (score: SeriesScore) => number): SeriesShares {
  const contested = scores.filter((score) => score.steps > 0 && score.floorLoss[floorOf(score)] > 0);
  const covered = scores.filter(({ bandSteps }) => bandSteps >= leastBandSteps);
  const share = <T>(list: readonly T[], holds: (one: T) => boolean) => list.filter(holds).length / list.length;
  return {
    won: share(contested, (score) => score.loss < score.floorLoss[floorOf(score)]),
    clearlyWorse: share(contested, (score) => score.loss > clearlyWorse * score.floorLoss[floorOf(score)]),
    wellCovered80: share(covered, ({ inside, bandSteps }) => Math.abs(inside / bandSteps - 0.8) <= mostOff),
    wellCovered96: share(covered, ({ insideOuter, bandSteps }) => Math.abs(insideOuter / bandSteps - 0.96) <= mostOff),
  };
}
