/** Backtests that go through the report's origins side by side, so that each window's floors are made once for all of them. */
import { backtest } from '@fleetcast/backend/src/domain/evaluation/backtest.ts';
import { Scoreboard, type SeriesScore } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import { YardstickFloors } from '@fleetcast/backend/src/domain/evaluation/yardstick-floors.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { quantileLevels } from '@fleetcast/contract';
import { daySteps, horizonSteps, stepSeconds } from '../grid/product-grid.ts';
import type { BestFloors } from './best-floors.ts';
import { reporting } from '../real-fleet/real-fleet.ts';

const threads = 2;

/** A question: how good is this model on these series? */
export interface Question {
  readonly title: string;
  readonly series: readonly LongSeries[];
  readonly modelFolder: string;
}

export interface JudgedPart {
  readonly title: string;
  readonly scores: readonly SeriesScore[];
  readonly floors: BestFloors;
}

export async function judgeParts(questions: readonly Question[], floors: BestFloors, strideSteps: number): Promise<readonly JudgedPart[]> {
  const shared = new YardstickFloors(daySteps, horizonSteps);
  const runs = await Promise.all(questions.map((question) => begin(question, shared, strideSteps)));
  const places = placesOf(questions);
  for (;;) {
    const steps = await nextOfAll(runs);
    if (steps === null) break;
    for (const rows of places) {
      rows.forEach((row, q) => {
        if (row < 0) return;
        const { originStep, quantiles, speakers, speakerIndex } = steps[q];
        runs[q].board.judge(row, originStep, quantiles, row * quantileLevels.length * horizonSteps, speakers[speakerIndex[row]].kind === 'model');
      });
    }
  }
  for (const { model } of runs) await model.close();
  return questions.map(({ title }, q) => ({ title, scores: runs[q].board.scores, floors }));
}

async function begin({ series, modelFolder }: Question, floors: YardstickFloors, strideSteps: number) {
  const stored = await readModel(modelFolder);
  if (stored.kind !== 'read') throw new Error(stored.message);
  const model = await openModel(stored.model, undefined, threads);
  const plan = { stepSeconds, horizonSteps, ...reporting, strideSteps, speaker: 'served' as const, model };
  return { model, board: new Scoreboard(series, daySteps, horizonSteps, floors), forecasts: backtest(series, plan, { signal: new AbortController().signal }) };
}

type Run = Awaited<ReturnType<typeof begin>>;

/** One origin's forecasts of every run; null when all have come to their end. */
async function nextOfAll(runs: readonly Run[]) {
  const forecasts = [];
  for (const run of runs) {
    const next = await run.forecasts.next();
    if (next.done) return null;
    forecasts.push(next.value);
  }
  return forecasts;
}

/** For each series of any question its row in every question, -1 where it is not asked about. */
function placesOf(questions: readonly Question[]): ReadonlyArray<readonly number[]> {
  const all = [...new Set(questions.flatMap(({ series }) => series))];
  const rows = questions.map(({ series }) => new Map(series.map((one, row) => [one, row])));
  return all.map((one) => rows.map((row) => row.get(one) ?? -1));
}
