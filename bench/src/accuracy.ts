/**
 * How good the forecasts are on a real fleet, against floors that are frozen (docs/methods/forecast.md): virtual machines the
 * base model was trained on, others as a new environment, before and after fine-tuning, a metric nobody trained on, and a fleet
 * that has only two metrics. Floors are chosen on 1-10 September 2013, figures are of 11-29 September.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { startTraining } from '@fleetcast/backend/src/app/training/training-process.ts';
import type { TrainingRequest } from '@fleetcast/backend/src/app/training/training-request.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { backtest } from '@fleetcast/backend/src/domain/evaluation/backtest.ts';
import { bootstrapInterval } from '@fleetcast/backend/src/domain/evaluation/bootstrap.ts';
import { bestFloorOf, pooled, Scoreboard, type MetricFigures, type SeriesScore } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import { floorNames, type FloorName } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { seededRandom } from '@fleetcast/backend/src/domain/training/random.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { readSeriesFile } from '@fleetcast/backend/src/io/parquet/series-file.ts';
import { quantileLevels } from '@fleetcast/contract';
import { baseTraining, leftOutServers, realFleetFile } from './base-training.ts';
import { BenchReport, benchOptions } from './report.ts';

const stepSeconds = 300;
const day = 288;
const horizonSteps = 96;
const threads = 2;
const stepOf = (iso: string) => Date.parse(iso) / (stepSeconds * 1000);
/** Origins; the targets of the last ones end with their period. */
const selection = { fromStep: stepOf('2013-09-01T00:00Z'), toStep: stepOf('2013-09-10T16:00Z') };
const reporting = { fromStep: stepOf('2013-09-11T00:00Z'), toStep: stepOf('2013-09-29T12:00Z') };
const beforeReporting = { fromStep: reporting.fromStep - 28 * day, toStep: reporting.fromStep - horizonSteps };
const metricNames = ['cpu_pct', 'mem_pct', 'disk_kbps', 'net_kbps'] as const;

const { quick } = benchOptions();
/** A window every 4 hours; the quick run looks at fewer servers and origins, and trains less. */
const strideSteps = quick ? 144 : 48;
/** Origins that choose floors; no divisors of the day where fewer are looked at, so that all times of day count. */
const selectionStrideSteps = quick ? 100 : 48;
const historyStrideSteps = quick ? 500 : 100;
const reportedFloorsStrideSteps = quick ? 300 : 100;
/** A few servers and origins say less about a share. */
const mostCoverageOff = quick ? 5 : 3;
const quickTrainingSteps = 250;

interface Floors {
  /** Best pooled floor of each metric on 1-10 September. */
  readonly byMetric: ReadonlyMap<string, FloorName>;
  /** Loss-wise best floor of each series on the 28 days before 11 September. */
  readonly bySeries: ReadonlyMap<LongSeries, number>;
}

interface Part {
  readonly title: string;
  readonly figures: ReadonlyMap<string, MetricFigures>;
  readonly scores: readonly SeriesScore[];
  readonly mean: number;
  readonly worst: number;
}

async function readFleet(matches: RegExp): Promise<readonly LongSeries[]> {
  const read = await readSeriesFile({ path: realFleetFile(), stepSeconds, kindOf: (metric) => metricInfoOf(metric).kind, wants: (server) => matches.test(server) });
  if (read.kind !== 'read') throw new Error(read.message);
  return read.file.series.map(({ server, metric, kind, values }) => ({ serverId: server, metric, kind, firstStep: read.file.firstStep, values }));
}

function floorScores(series: readonly LongSeries[], { fromStep, toStep }: { fromStep: number; toStep: number }, stride: number): readonly SeriesScore[] {
  const board = new Scoreboard(series, day, horizonSteps);
  for (let origin = fromStep; origin <= toStep; origin += stride) series.forEach((_, index) => board.judge(index, origin, null, 0, false));
  return board.scores;
}

function chooseFloors(series: readonly LongSeries[]): Floors {
  const chosen = floorScores(series, selection, selectionStrideSteps);
  const before = floorScores(series, beforeReporting, historyStrideSteps);
  return {
    byMetric: new Map(metricNames.map((metric) => [metric, bestFloorOf(chosen.filter((score) => score.series.metric === metric))])),
    bySeries: new Map(before.map((score) => [score.series, score.floorLoss.indexOf(Math.min(...score.floorLoss))])),
  };
}

async function judge(title: string, series: readonly LongSeries[], modelFolder: string, floors: Floors): Promise<Part> {
  const stored = await readModel(modelFolder);
  if (stored.kind !== 'read') throw new Error(stored.message);
  const model = await openModel(stored.model, undefined, threads);
  const board = new Scoreboard(series, day, horizonSteps);
  const plan = { stepSeconds, horizonSteps, ...reporting, strideSteps, speaker: 'served' as const, model };
  for await (const { originStep, quantiles, speakers, speakerIndex } of backtest(series, plan, { signal: new AbortController().signal })) {
    series.forEach((_, row) => board.judge(row, originStep, quantiles, row * quantileLevels.length * horizonSteps, speakers[speakerIndex[row]].kind === 'model'));
  }
  await model.close();
  const present = metricNames.filter((metric) => series.some((one) => one.metric === metric));
  const figures = new Map(present.map((metric) => [metric, pooled(scoresOf(board.scores, metric), floors.byMetric.get(metric)!)]));
  const ratios = [...figures.values()].map(({ ratio }) => ratio);
  const part = { title, figures, scores: board.scores, mean: ratios.reduce((a, b) => a + b, 0) / ratios.length, worst: Math.max(...ratios) };
  show(part, floors);
  return part;
}

function scoresOf(scores: readonly SeriesScore[], metric: string): readonly SeriesScore[] {
  return scores.filter(({ series, steps }) => series.metric === metric && steps > 0);
}

/** Share of the series whose loss is below that of their own best floor, ties left out; and of those more than 5 % above it. */
function shares(scores: readonly SeriesScore[], floors: Floors): { readonly won: number; readonly lost: number } {
  const contested = scores.map((score) => ({ loss: score.loss, floor: score.floorLoss[floors.bySeries.get(score.series) ?? 0] })).filter(({ floor }) => floor > 0);
  const share = (list: readonly unknown[]) => list.length / contested.length;
  return { won: share(contested.filter(({ loss, floor }) => loss < floor)), lost: share(contested.filter(({ loss, floor }) => loss > 1.05 * floor)) };
}

/** The mean over metrics of wQL relative to the chosen floors, for servers drawn with replacement. */
function meanRatio(servers: ReadonlyArray<readonly SeriesScore[]>, floors: Floors): number {
  const scores = servers.flat();
  const ratios = metricNames.flatMap((metric) => {
    const some = scoresOf(scores, metric);
    return some.length === 0 ? [] : [pooled(some, floors.byMetric.get(metric)!).ratio];
  });
  return ratios.reduce((a, b) => a + b, 0) / ratios.length;
}

function interval(part: Part, floors: Floors): { readonly low: number; readonly high: number } {
  const byServer = Map.groupBy(part.scores, ({ series }) => series.serverId);
  return bootstrapInterval([...byServer.values()], (servers) => meanRatio(servers, floors), seededRandom(1), 200);
}

const report = new BenchReport('accuracy', quick);

function show(part: Part, floors: Floors): void {
  const rows = [...part.figures].map(([metric, f]) => {
    const scores = scoresOf(part.scores, metric);
    const { won, lost } = shares(scores, floors);
    return [metric, f.wql, floors.byMetric.get(metric)!, f.floorWql, f.ratio, `${f.hindsightFloor} ${f.hindsightRatio.toFixed(3)}`, f.maeRatio, f.coverage, f.intervalScore, won, lost, f.modelWindowShare, f.constantWindowShare, f.constantWidth];
  });
  report.table(
    part.title,
    ['metric', 'wQL', 'best floor', 'its wQL', 'ratio', 'best in hindsight', 'MAE / naive 24 h', 'coverage 80', 'interval score', 'won', '> 5 % worse', 'model spoke', 'constant windows', 'their width'],
    rows,
  );
  const { low, high } = interval(part, floors);
  report.say(`Mean ratio ${part.mean.toFixed(3)}, 90 % of bootstraps over servers within ${low.toFixed(3)} to ${high.toFixed(3)}. ${accuracyInWords(part)}\n`);
}

/** 1 - MAE / mean level, in the sense of people who ask for "85 % accuracy". */
function accuracyInWords({ scores }: Part): string {
  const judged = scores.filter(({ steps, level }) => steps > 0 && level / steps > 0.01);
  const near0 = scores.filter(({ steps }) => steps > 0).length - judged.length;
  const reached = judged.filter(({ absoluteError, level }) => 1 - absoluteError / level > 0.85).length;
  return `1 - MAE / mean level is above 85 % on ${((100 * reached) / judged.length).toFixed(0)} % of the series; it means nothing on ${near0} whose level is near zero.`;
}

function showFloors(title: string, series: readonly LongSeries[]): void {
  const scores = floorScores(series, reporting, reportedFloorsStrideSteps);
  const rows = metricNames.map((metric) => {
    const some = scoresOf(scores, metric);
    return [metric, ...floorNames.map((floor) => pooled(some, floor).floorWql)];
  });
  report.table(`${title}: wQL of the floors, 11-29 September`, ['metric', ...floorNames], rows);
}

async function trained(request: TrainingRequest): Promise<string> {
  const end = await startTraining(quick ? { ...request, steps: quickTrainingSteps } : request, () => undefined, 4096).finished;
  if (end.kind !== 'trained') throw new Error(end.kind === 'cancelled' ? 'the training was cancelled' : end.message);
  report.say(`Trained ${end.manifest.version}: ${end.manifest.training.steps} steps, best at ${end.manifest.training.bestStep}.\n`);
  return request.out;
}

function fineTuning(out: string): TrainingRequest {
  const base = baseTraining({ out, createdAt: new Date().toISOString() });
  return {
    ...base,
    data: { kind: 'parquet', files: [realFleetFile()], kinds: {}, servers: leftOutServers, withoutServers: null, withoutMetrics: null },
    simulatedSeeds: [],
    origin: 'fine-tuned',
    trainedOn: 'left-out virtual machines until 10 September 2013',
    parent: shippedModelFolder,
    untilStep: reporting.fromStep,
    validateFromStep: null,
  };
}

if (!existsSync(realFleetFile())) {
  report.say(`The real fleet's data is not at ${realFleetFile()}; FLEETCAST_DATA can name another folder. Nothing was measured.`);
  report.limit({ name: 'dataFound', figure: 0, least: 1 });
  process.exit(report.finish());
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-accuracy-'));
try {
  const leftOut = await readFleet(new RegExp(leftOutServers));
  const known = await readFleet(quick ? /[1]$/ : /[^05]$/);
  const leftOutFloors = chooseFloors(leftOut);
  const knownFloors = chooseFloors(known);
  showFloors('Left-out servers', leftOut);

  const onTrained = await judge('Servers that the base was trained on', known, shippedModelFolder, knownFloors);
  const zeroShot = await judge('Left-out servers, zero-shot', leftOut, shippedModelFolder, leftOutFloors);
  const isCpuOrMemory = ({ metric }: LongSeries) => metric === 'cpu_pct' || metric === 'mem_pct';
  const twoMetrics = await judge('Left-out servers with only cpu and memory, zero-shot', leftOut.filter(isCpuOrMemory), shippedModelFolder, leftOutFloors);
  const fineTuned = await judge('Left-out servers, fine-tuned until 10 September', leftOut, await trained(fineTuning(path.join(scratch, 'fine-tuned'))), leftOutFloors);
  const blind = await trained(baseTraining({ out: path.join(scratch, 'without-network'), createdAt: new Date().toISOString(), withoutNetwork: true }));
  const network = await judge('Network of left-out servers, base trained without any network series', leftOut.filter(({ metric }) => metric === 'net_kbps'), blind, leftOutFloors);

  const lossOf = (part: Part) => part.scores.filter(({ series }) => isCpuOrMemory(series)).reduce((sum, { loss, level }) => sum + loss / Math.max(level, 1e-9), 0);
  const coverageOff = (part: Part) => Math.max(...[...part.figures.values()].map(({ coverage }) => 100 * Math.abs(coverage - 0.8)));
  for (const [name, part] of Object.entries({ trained: onTrained, zeroShot, fineTuned, withoutNetwork: network })) {
    const ratios = [...part.figures.values()].map(({ hindsightRatio }) => hindsightRatio);
    report.figure(`${name}.meanRatioToBestInHindsight`, ratios.reduce((a, b) => a + b, 0) / ratios.length);
    report.figure(`${name}.ratios`, Object.fromEntries([...part.figures].map(([metric, { ratio }]) => [metric, ratio])));
    report.figure(`${name}.interval90`, interval(part, name === 'trained' ? knownFloors : leftOutFloors));
  }
  report.limit({ name: 'trained.meanRatio', figure: onTrained.mean, most: 0.88 });
  report.limit({ name: 'zeroShot.meanRatio', figure: zeroShot.mean, most: 0.93 });
  report.limit({ name: 'zeroShot.worstRatio', figure: zeroShot.worst, most: 1 });
  report.limit({ name: 'fineTuned.meanRatio', figure: fineTuned.mean, most: 0.9 });
  report.limit({ name: 'fineTuned.worstRatio', figure: fineTuned.worst, most: 0.97 });
  report.limit({ name: 'withoutNetwork.networkRatio', figure: network.mean, most: 0.97 });
  report.limit({ name: 'withoutNetwork.modelSpoke', figure: network.figures.get('net_kbps')!.modelWindowShare, least: 0.8 });
  report.limit({ name: 'onlyCpuAndMemory.lossRatio', figure: lossOf(twoMetrics) / lossOf(zeroShot), most: 1.05 });
  report.limit({ name: 'trained.coverageOff', figure: coverageOff(onTrained), most: mostCoverageOff, unit: 'points' });
  report.limit({ name: 'zeroShot.coverageOff', figure: coverageOff(zeroShot), most: mostCoverageOff, unit: 'points' });
  report.limit({ name: 'fineTuned.coverageOff', figure: coverageOff(fineTuned), most: mostCoverageOff, unit: 'points' });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(report.finish());
