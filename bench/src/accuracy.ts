/**
 * `npm run bench:accuracy`: how good the forecasts are on a real fleet, against floors that are frozen (docs/methods/forecast.md):
 * virtual machines the base model was trained on, others as a new environment, before and after fine-tuning, a metric nobody trained
 * on, and a fleet that has only two metrics. Floors are chosen on 1-10 September 2013 or before, figures are of 11-29 September.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { startTraining } from '@fleetcast/backend/src/app/training/training-process.ts';
import type { TrainingRequest } from '@fleetcast/backend/src/app/training/training-request.ts';
import { chooseFloors } from './accuracy/best-floors.ts';
import { judgeParts, type JudgedPart } from './accuracy/judged-parts.ts';
import { figuresByMetric, headline, headlineIntervals, type Headline } from './accuracy/part-figures.ts';
import { showFloors, showPart } from './accuracy/part-tables.ts';
import { readRealFleet, reporting } from './real-fleet/real-fleet.ts';
import { baseTraining } from './base-model/base-training.ts';
import { leftOutServers, realFleetFile } from './real-fleet/real-fleet-file.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('accuracy');
const { quick } = report;
/** A window every 4 hours; the quick run looks at fewer servers and origins, and trains less. */
const strideSteps = quick ? 144 : 48;
/** Origins that choose floors; no divisors of the day where fewer are looked at, so that all times of day count. */
const floorStrides = { selection: quick ? 100 : 48, history: quick ? 500 : 100 };
const quickTrainingSteps = 250;
const trainingMemoryMb = 4096;
/** A few servers and origins say less about a share. */
const quickAllowance = quick ? 2 : 0;


async function trained(request: TrainingRequest): Promise<string> {
  const end = await startTraining(quick ? { ...request, steps: quickTrainingSteps } : request, () => undefined, trainingMemoryMb).finished;
  if (end.kind !== 'trained') throw new Error(end.kind === 'cancelled' ? 'the training was cancelled' : end.message);
  report.say(`Trained ${end.manifest.version}: ${end.manifest.training.steps} steps, best at ${end.manifest.training.bestStep}.\n`);
  return request.out;
}

function fineTuning(out: string): TrainingRequest {
  return {
    ...baseTraining({ out, createdAt: new Date().toISOString() }),
    data: { kind: 'parquet', files: [realFleetFile()], kinds: {}, servers: leftOutServers, withoutServers: null, withoutMetrics: null },
    simulatedSeeds: [],
    origin: 'fine-tuned',
    trainedOn: 'left-out virtual machines until 10 September 2013',
    parent: shippedModelFolder,
    untilStep: reporting.fromStep,
    validateFromStep: null,
  };
}

/** Shows a part, keeps its figures for the JSON line, and gives its headline. */
function tell(name: string, part: JudgedPart): Headline {
  const intervals = headlineIntervals(part);
  showPart(report, part, intervals);
  const figures = headline(part.scores, part.floors);
  report.figure(`${name}.ratios`, Object.fromEntries([...figuresByMetric(part.scores, part.floors)].map(([metric, { ratio }]) => [metric, ratio])));
  report.figure(`${name}.headline`, figures);
  report.figure(`${name}.intervals90`, intervals);
  return figures;
}

/** Share by which losing sight of the other metrics changes the loss on those that are left, each series counting by its level. */
function lossRatio(part: JudgedPart, full: JudgedPart): number {
  const judged = new Set(part.scores.map(({ series }) => series));
  const lossOf = ({ scores }: JudgedPart) => scores.filter(({ series }) => judged.has(series)).reduce((sum, { loss, level }) => sum + loss / Math.max(level, 1e-9), 0);
  return lossOf(part) / lossOf(full);
}

/** The bands of whoever is served: pooled, series by series, and against the best floor's. */
function limitBands(name: string, figures: Headline): void {
  report.limit({ name: `${name}.coverageOff`, figure: figures.coverageOff, most: 3 + quickAllowance, unit: 'points' });
  report.limit({ name: `${name}.coverageOff, close`, figure: figures.coverageOff, most: 2 + quickAllowance, unit: 'points' });
  report.limit({ name: `${name}.coverage96Off`, figure: figures.coverage96Off, most: 2 + quickAllowance, unit: 'points' });
  report.limit({ name: `${name}.wellCovered80`, figure: figures.wellCovered80, least: 0.8, unit: 'of series' });
  report.limit({ name: `${name}.wellCovered96`, figure: figures.wellCovered96, least: 0.8, unit: 'of series' });
  report.limit({ name: `${name}.intervalScoreRatio`, figure: figures.intervalScoreRatio, most: 1 });
}

if (!existsSync(realFleetFile())) {
  report.say(`The real fleet's data is not at ${realFleetFile()}; FLEETCAST_DATA can name another folder. Nothing was measured.`);
  report.limit({ name: 'dataFound', figure: 0, least: 1 });
  process.exit(report.finish());
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-accuracy-'));
try {
  const known = await readRealFleet(quick ? /[137]$/ : /[^05]$/);
  const leftOut = await readRealFleet(new RegExp(leftOutServers));
  const tunedFolder = await trained(fineTuning(path.join(scratch, 'fine-tuned')));
  const blindFolder = await trained(baseTraining({ out: path.join(scratch, 'without-network'), createdAt: new Date().toISOString(), withoutNetwork: true }));

  const [onTrained] = await judgeParts([{ title: 'Servers that the base was trained on', series: known, modelFolder: shippedModelFolder }], chooseFloors(known, floorStrides), strideSteps);
  const [zeroShot, fineTuned, twoMetrics, network] = await judgeParts(
    [
      { title: 'Left-out servers, zero-shot', series: leftOut, modelFolder: shippedModelFolder },
      { title: 'Left-out servers, fine-tuned until 10 September', series: leftOut, modelFolder: tunedFolder },
      { title: 'Left-out servers with only cpu and memory, zero-shot', series: leftOut.filter(({ metric }) => metric === 'cpu_pct' || metric === 'mem_pct'), modelFolder: shippedModelFolder },
      { title: 'Network of left-out servers, base trained without any network series', series: leftOut.filter(({ metric }) => metric === 'net_kbps'), modelFolder: blindFolder },
    ],
    chooseFloors(leftOut, floorStrides),
    strideSteps,
  );

  showFloors(report, 'Left-out servers: wQL of the floors, 11-29 September', zeroShot);
  const trainedFigures = tell('trained', onTrained);
  const zeroShotFigures = tell('zeroShot', zeroShot);
  const fineTunedFigures = tell('fineTuned', fineTuned);
  const networkFigures = tell('withoutNetwork', network);

  report.limit({ name: 'trained.meanRatio', figure: trainedFigures.meanRatio, most: 0.88 });
  report.limit({ name: 'zeroShot.meanRatio', figure: zeroShotFigures.meanRatio, most: 0.93 });
  report.limit({ name: 'zeroShot.worstRatio', figure: zeroShotFigures.worstRatio, most: 1 });
  report.limit({ name: 'fineTuned.meanRatio', figure: fineTunedFigures.meanRatio, most: 0.9 });
  report.limit({ name: 'fineTuned.worstRatio', figure: fineTunedFigures.worstRatio, most: 0.97 });
  report.limit({ name: 'withoutNetwork.networkRatio', figure: networkFigures.meanRatio, most: 0.97 });
  report.limit({ name: 'withoutNetwork.modelSpoke', figure: figuresByMetric(network.scores, network.floors).get('net_kbps')!.modelWindowShare, least: 0.8 });
  report.limit({ name: 'onlyCpuAndMemory.lossRatio', figure: lossRatio(twoMetrics, zeroShot), most: 1.05 });
  // what a forecaster that earns its place must keep besides
  report.limit({ name: 'zeroShot.meanRatio, earned', figure: zeroShotFigures.meanRatio, most: 0.87 });
  report.limit({ name: 'zeroShot.won', figure: zeroShotFigures.won, least: 0.66, unit: 'of series' });
  report.limit({ name: 'fineTuned.meanRatio, earned', figure: fineTunedFigures.meanRatio, most: 0.84 });
  report.limit({ name: 'fineTuned.worstRatio, earned', figure: fineTunedFigures.worstRatio, most: 0.9 });
  report.limit({ name: 'fineTuned.won', figure: fineTunedFigures.won, least: 0.77, unit: 'of series' });
  report.limit({ name: 'fineTuned.wonWorst', figure: fineTunedFigures.wonWorst, least: 0.68, unit: 'of series' });
  report.limit({ name: 'fineTuned.clearlyWorse', figure: fineTunedFigures.clearlyWorse, most: 0.08, unit: 'of series' });
  limitBands('trained', trainedFigures);
  limitBands('zeroShot', zeroShotFigures);
  limitBands('fineTuned', fineTunedFigures);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(report.finish());
