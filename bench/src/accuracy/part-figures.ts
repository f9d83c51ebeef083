/** The figures of one part of the report, per metric and in all, with intervals by bootstrap over servers. */
import { bootstrapIntervals, type Interval } from '@fleetcast/backend/src/domain/evaluation/bootstrap.ts';
import { pooled, type MetricFigures } from '@fleetcast/backend/src/domain/evaluation/pooled-figures.ts';
import type { SeriesScore } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import { seriesShares, type SeriesShares } from '@fleetcast/backend/src/domain/evaluation/series-shares.ts';
import { seededRandom } from '@fleetcast/backend/src/domain/training/random.ts';
import type { BestFloors } from './best-floors.ts';
import type { JudgedPart } from './judged-parts.ts';
import { metricNames } from '../real-fleet/real-fleet.ts';

const draws = 200;

export type FiguresOfMetric = MetricFigures & SeriesShares;

/** In all: means over the metrics, or the worst of them. */
export interface Headline {
  /** wQL relative to the best floor. */
  readonly meanRatio: number;
  readonly worstRatio: number;
  readonly meanRatioToBestInHindsight: number;
  /** Share of series won against their own best floor. */
  readonly won: number;
  readonly wonWorst: number;
  /** Share of all series more than 5 % worse than their own best floor. */
  readonly clearlyWorse: number;
  /** Largest distance of a metric's pooled coverage from 80 % and 96 %, in points. */
  readonly coverageOff: number;
  readonly coverage96Off: number;
  /** Share of all series whose coverage is within 7 points. */
  readonly wellCovered80: number;
  readonly wellCovered96: number;
  /** Interval score of the 80 % band relative to the best floor's: mean, and worst metric. */
  readonly intervalScoreRatio: number;
  readonly intervalScoreRatioWorst: number;
}

export function figuresByMetric(scores: readonly SeriesScore[], floors: BestFloors): ReadonlyMap<string, FiguresOfMetric> {
  return new Map(
    metricNames.flatMap((metric) => {
      const some = scores.filter(({ series, steps }) => series.metric === metric && steps > 0);
      return some.length === 0 ? [] : [[metric, { ...pooled(some, floors.byMetric.get(metric)!), ...seriesShares(some, floors.ofSeries) }] as const];
    }),
  );
}

export function headline(scores: readonly SeriesScore[], floors: BestFloors): Headline {
  const figures = [...figuresByMetric(scores, floors).values()];
  const all = seriesShares(scores, floors.ofSeries);
  const values = (of: (one: FiguresOfMetric) => number) => figures.map(of);
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const pointsOff = (coverage: number, wanted: number) => 100 * Math.abs(coverage - wanted);
  return {
    meanRatio: mean(values(({ ratio }) => ratio)),
    worstRatio: Math.max(...values(({ ratio }) => ratio)),
    meanRatioToBestInHindsight: mean(values(({ hindsightRatio }) => hindsightRatio)),
    won: mean(values(({ won }) => won)),
    wonWorst: Math.min(...values(({ won }) => won)),
    clearlyWorse: all.clearlyWorse,
    coverageOff: Math.max(...values(({ coverage }) => pointsOff(coverage, 0.8))),
    coverage96Off: Math.max(...values(({ coverage96 }) => pointsOff(coverage96, 0.96))),
    wellCovered80: all.wellCovered80,
    wellCovered96: all.wellCovered96,
    intervalScoreRatio: mean(values(({ intervalScoreRatio }) => intervalScoreRatio)),
    intervalScoreRatioWorst: Math.max(...values(({ intervalScoreRatio }) => intervalScoreRatio)),
  };
}

/** 90 % of the bootstraps over servers, for every headline figure. */
export function headlineIntervals({ scores, floors }: JudgedPart): Readonly<Record<keyof Headline, Interval>> {
  const servers = [...Map.groupBy(scores, ({ series }) => series.serverId).values()];
  return bootstrapIntervals(servers, (drawn) => headline(drawn.flat(), floors), seededRandom(1), draws);
}
