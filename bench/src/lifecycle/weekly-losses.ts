/** What a service's forecasts of a quarter lost, week by week and metric by metric, beside the floors over the very same windows. */
import { quantileLevels } from '@fleetcast/contract';
import { bestFloorOf, pooled } from '@fleetcast/backend/src/domain/evaluation/pooled-figures.ts';
import { Scoreboard } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import { YardstickFloors } from '@fleetcast/backend/src/domain/evaluation/yardstick-floors.ts';
import { seriesKey } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { daySteps, horizonSteps } from '../grid/product-grid.ts';
import type { FleetArm } from './fleet-arm.ts';
import type { CycleOrigin } from './quarter-clock.ts';

/** Of one metric in one week. */
export interface WeekLoss {
  readonly week: number;
  readonly metric: string;
  readonly loss: number;
  /** Beside the floor that lost least in that week, chosen in hindsight. */
  readonly floorRatio: number;
}

/** Boards of several services that forecast the same origins; what the floors say is made once for all of them. */
export class WeeklyLosses {
  private readonly series: readonly LongSeries[];
  private readonly keys: ReadonlyMap<string, number>;
  private readonly floors = new YardstickFloors(daySteps, horizonSteps);
  /** By service, then by week. */
  private readonly boards: Scoreboard[][];

  constructor(series: readonly LongSeries[], services: number) {
    this.series = series;
    this.keys = new Map(series.map((one, index) => [seriesKey(one.serverId, one.metric), index]));
    this.boards = Array.from({ length: services }, () => []);
  }

  /** Each arm has just forecast this origin. */
  judge({ step, week }: CycleOrigin, arms: readonly FleetArm[]): void {
    for (const { serverId, metric } of arms[0].windows!.rows) {
      const index = this.keys.get(seriesKey(serverId, metric))!;
      arms.forEach(({ latest, windows }, service) => {
        const board = (this.boards[service][week] ??= new Scoreboard(this.series, daySteps, horizonSteps, this.floors));
        const row = windows!.rowOf(serverId, metric)!;
        board.judge(index, step, latest!.quantiles, row * quantileLevels.length * horizonSteps, latest!.decisions[row].voice.kind === 'model');
      });
    }
  }

  of(service: number): WeekLoss[] {
    const metrics = [...new Set(this.series.map(({ metric }) => metric))];
    return this.boards[service].flatMap((board, week) =>
      metrics.flatMap((metric) => {
        const scores = board.scores.filter((score) => score.series.metric === metric && score.steps > 0);
        if (scores.length === 0) return [];
        return [{ week, metric, loss: scores.reduce((sum, { loss }) => sum + loss, 0), floorRatio: pooled(scores, bestFloorOf(scores)).ratio }];
      }),
    );
  }
}

/** Mean over metrics of the loss beside another one's, over the weeks that are given. */
export function besideOther(own: readonly WeekLoss[], other: readonly WeekLoss[]): number {
  const total = (losses: readonly WeekLoss[], metric: string) => losses.reduce((sum, one) => sum + (one.metric === metric ? one.loss : 0), 0);
  return meanOf([...new Set(own.map(({ metric }) => metric))].map((metric) => total(own, metric) / total(other, metric)));
}

/** Mean over metrics of a week's loss beside the best floor's. */
export function besideFloors(week: readonly WeekLoss[]): number {
  return meanOf(week.map(({ floorRatio }) => floorRatio));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
