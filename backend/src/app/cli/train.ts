import { availableParallelism } from 'node:os';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MetricKind, TrainingProgress } from '@fleetcast/contract';
import { Command, Option } from 'commander';
import { versionName } from '../../domain/models/model-manifest.ts';
import { startTraining } from '../training/training-process.ts';
import type { TrainingRequest } from '../training/training-request.ts';
import { shippedModelFolder } from '../training/shipped-model.ts';
import { escaped, kindOfMetric, regularExpression, utcTime, wholeNumber } from './arguments.ts';
import { ProgressLine } from './progress-line.ts';

interface TrainOptions {
  readonly data: readonly string[];
  readonly out: string;
  readonly parent?: string;
  readonly servers?: readonly string[];
  readonly serversMatch?: string;
  readonly withoutServers?: string;
  readonly withoutMetrics?: string;
  readonly metric: ReadonlyMap<string, MetricKind>;
  readonly step: number;
  readonly horizon: number;
  readonly steps?: number;
  readonly budget?: number;
  readonly seed: number;
  readonly threads: number;
  readonly memory: number;
  readonly until?: number;
  readonly validateFrom?: number;
  readonly simulatedSeeds: readonly number[];
  readonly describe?: string;
}

/** `fleetcast train`: a model from Parquet files, alone or fine-tuned from another one. */
export function trainCommand(): Command {
  return new Command('train')
    .description('train a model on Parquet files of server, time and one column per metric')
    .requiredOption('--data <file...>', 'Parquet files')
    .requiredOption('--out <folder>', 'folder of the new model; its last part names the version')
    .option('--parent <model>', 'fine-tune this model: base (the shipped one) or the folder of another')
    .addOption(new Option('--servers <names>', 'only these servers, separated by commas').argParser((text) => text.split(',')).conflicts('serversMatch'))
    .option('--servers-match <regex>', 'only servers whose name matches', regularExpression)
    .option('--without-servers <regex>', 'no server whose name matches', regularExpression)
    .option('--without-metrics <regex>', 'no metric whose column matches', regularExpression)
    .option('--metric <name=kind>', 'kind of a column, when its name does not say it (may be repeated)', kindOfMetric, new Map())
    .option('--step <seconds>', 'step of the grid', wholeNumber(1), 300)
    .option('--horizon <steps>', 'steps to forecast', wholeNumber(1), 96)
    .option('--steps <count>', 'train exactly this many steps', wholeNumber(1))
    .option('--budget <seconds>', 'train no longer than this, and say how many steps it took', wholeNumber(1))
    .option('--seed <number>', 'seed of all chance', wholeNumber(0), 1)
    .option('--threads <count>', 'processor threads', wholeNumber(1), Math.min(2, availableParallelism()))
    .option('--memory <MB>', 'memory limit of the training process', wholeNumber(64), 4096)
    .option('--until <time>', 'use no value after this UTC time', utcTime)
    .option('--validate-from <time>', 'values from here on (UTC) judge the model and do not fit it; by default the last twentieth, at least two days', utcTime)
    .option('--simulated-seeds <numbers>', 'train also on simulated fleets of these seeds, separated by commas', seeds, [])
    .option('--describe <text>', 'what the data is, in words, for the manifest')
    .action(train);
}

async function train(options: TrainOptions): Promise<void> {
  if (options.step < 10 || options.step > 3600 || 86_400 % options.step !== 0) return refuse(`--step ${options.step} is no step of a grid: whole seconds from 10 to 3600 that divide a day are accepted.`);
  if (options.horizon > 576 || options.horizon % 6 !== 0) return refuse(`--horizon ${options.horizon} is none: a multiple of 6 from 6 to 576 is accepted.`);
  const out = path.resolve(options.out);
  const version = versionName.safeParse(path.basename(out));
  if (!version.success) return refuse(`--out ends in "${path.basename(out)}", which cannot name a version: ${version.error.issues[0].message}.`);
  if (existsSync(out)) return refuse(`${out} exists already: versions are never overwritten, name another folder.`);
  const above = nearestExisting(path.dirname(out));
  if (!canWrite(above)) return refuse(`${out} cannot be made, because this user may not write in ${above}: name another folder.`);
  const absent = options.data.filter((file) => !existsSync(file));
  if (absent.length > 0) return refuse(`There is no file ${absent.join(', ')}.`);

  const line = new ProgressLine(process.stderr);
  const running = startTraining(requestOf(options, out, version.data), (progress) => line.show(progressText(progress), progress.doneShare), options.memory);
  const cancel = () => running.cancel();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const end = await running.finished;
  line.end();
  if (end.kind === 'trained') {
    const { training, weights } = end.manifest;
    const judged = training.validationLoss === null ? 'not judged' : `validation loss ${training.validationLoss.toFixed(4)}`;
    process.stdout.write(`${out}: ${weights.count} parameters, ${training.steps} steps (stopped by ${training.stoppedBy}), ${judged}\n`);
    return;
  }
  if (end.kind === 'cancelled') return refuse('Cancelled; nothing was written.', 130);
  refuse(end.message);
}

/** The folder itself, or the first one above it that is there. */
function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function requestOf(options: TrainOptions, out: string, version: string): TrainingRequest {
  const stepOf = (timeMs: number | undefined) => (timeMs === undefined ? null : Math.floor(timeMs / (options.step * 1000)));
  const validateFrom = stepOf(options.validateFrom);
  return {
    data: {
      kind: 'parquet',
      files: options.data.map((file) => path.resolve(file)),
      kinds: Object.fromEntries(options.metric),
      servers: options.servers === undefined ? (options.serversMatch ?? null) : `^(?:${options.servers.map(escaped).join('|')})$`,
      withoutServers: options.withoutServers ?? null,
      withoutMetrics: options.withoutMetrics ?? null,
    },
    simulatedSeeds: [...options.simulatedSeeds],
    out,
    version,
    createdAt: new Date().toISOString(),
    origin: options.parent === undefined ? 'trained' : 'fine-tuned',
    trainedOn: options.describe ?? options.data.map((file) => path.basename(file)).join(', '),
    parent: options.parent === undefined ? null : options.parent === 'base' ? shippedModelFolder : path.resolve(options.parent),
    stepSeconds: options.step,
    horizonSteps: options.horizon,
    seed: options.seed,
    threads: options.threads,
    steps: options.steps ?? null,
    budgetSeconds: options.budget ?? null,
    untilStep: stepOf(options.until),
    // a step belongs to the time at which it ends
    validateFromStep: validateFrom === null ? null : validateFrom + 1,
  };
}

function progressText({ step, totalSteps, loss, validationLoss, secondsLeft }: TrainingProgress): string {
  const judged = validationLoss === null ? '' : `, best validation ${validationLoss.toFixed(4)}`;
  return `step ${step} of ${totalSteps}, loss ${loss?.toFixed(4) ?? '-'}${judged}, ${secondsLeft ?? '?'} s left`;
}

function refuse(message: string, code = 1): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

function seeds(text: string): readonly number[] {
  return text.split(',').map(wholeNumber(0));
}
