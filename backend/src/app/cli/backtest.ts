import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { quantileLevels, type MetricKind } from '@fleetcast/contract';
import { Command, Option } from 'commander';
import { metricInfoOf } from '../../domain/catalog/metrics.ts';
import { backtest } from '../../domain/evaluation/backtest.ts';
import type { LongSeries } from '../../domain/series/long-series.ts';
import type { QuantileModel } from '../../domain/tft/ports.ts';
import { openModel } from '../../io/onnxruntime/session-model.ts';
import { readModel } from '../../io/model-store/model-folder.ts';
import { ForecastFile } from '../../io/parquet/forecast-file.ts';
import { readSeriesFile } from '../../io/parquet/series-file.ts';
import { shippedModelFolder } from '../training/shipped-model.ts';
import { startTraining } from '../training/training-process.ts';
import { escaped, kindOfMetric, regularExpression, utcTime, wholeNumber } from './arguments.ts';

const stepSeconds = 300;
const horizonSteps = 96;
const stepMs = stepSeconds * 1000;
const fineTuningSeed = 1;
const fineTuningMemoryMb = 4096;

interface BacktestOptions {
  readonly data: string;
  readonly servers?: readonly string[];
  readonly serversMatch?: string;
  readonly metric: ReadonlyMap<string, MetricKind>;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  readonly model: string;
  readonly speaker: 'served' | 'model';
  readonly fineTuneUntil?: number;
  readonly fineTuneSteps?: number;
  readonly threads: number;
  readonly out: string;
}

/** `fleetcast backtest`: what would have been forecast, written for everybody to check. */
export function backtestCommand(): Command {
  return new Command('backtest')
    .description('forecast the past of a Parquet file (server, time, one column per metric) as the service would have, and write the forecasts')
    .requiredOption('--data <file>', 'Parquet file')
    .addOption(new Option('--servers <names>', 'only these servers, separated by commas').argParser((text) => text.split(',')).conflicts('serversMatch'))
    .addOption(new Option('--servers-match <regex>', 'only servers whose name matches').argParser(regularExpression))
    .option('--metric <name=kind>', 'kind of a column, when its name does not say it (may be repeated)', kindOfMetric, new Map())
    .requiredOption('--from <time>', 'first origin (UTC, e.g. 2013-09-11T00:00Z): the last step that its forecasts know', utcTime)
    .requiredOption('--to <time>', 'last origin (UTC), included when the stride meets it', utcTime)
    .requiredOption('--stride <steps>', 'steps of 5 minutes between two origins', wholeNumber(1))
    .option('--model <model>', 'base (the shipped one) or the folder of another', 'base')
    .addOption(new Option('--speaker <who>', 'served: with the gate, shares and bands of the service; model: the bare model wherever it can speak').choices(['served', 'model']).default('served'))
    .option('--fine-tune-until <time>', 'first fine-tune the model on these servers, with no value after this UTC time; must not lie after --from', utcTime)
    .option('--fine-tune-steps <count>', 'exactly so many steps of fine-tuning (default: as many as the service takes)', wholeNumber(1))
    .option('--threads <count>', 'processor threads', wholeNumber(1), Math.min(2, availableParallelism()))
    .requiredOption('--out <file>', 'Parquet file to write: server, metric, origin, step, q02 ... q98, speaker')
    .action(run);
}

async function run(options: BacktestOptions): Promise<void> {
  const fault = faultOf(options);
  if (fault !== null) return refuse(fault);
  const read = await readSeriesFile({
    path: options.data,
    stepSeconds,
    kindOf: (metric) => options.metric.get(metric) ?? metricInfoOf(metric).kind,
    wants: wantedServers(options),
  });
  if (read.kind !== 'read') return refuse(read.message);
  const series: LongSeries[] = read.file.series.map(({ server, metric, kind, values }) => ({ serverId: server, metric, kind, firstStep: read.file.firstStep, values }));
  say(`${new Set(series.map(({ serverId }) => serverId)).size} servers x ${new Set(series.map(({ metric }) => metric)).size} metrics, ${new Date(read.file.firstStep * stepMs).toISOString()} to ${new Date((read.file.firstStep + read.file.stepCount - 1) * stepMs).toISOString()}`);
  const unknownKinds = [...options.metric.keys()].filter((name) => !series.some(({ metric }) => metric === name));
  if (unknownKinds.length > 0) return refuse(`--metric names the column ${unknownKinds.join(', ')}, which ${options.data} does not have.`);

  const scratch = mkdtempSync(path.join(tmpdir(), 'fleetcast-backtest-'));
  try {
    const folder = await modelFolder(options, scratch);
    if (folder === null) return;
    const stored = await readModel(folder);
    if (stored.kind !== 'read') return refuse(stored.message);
    const model = await openModel(stored.model, undefined, options.threads);
    await writeForecasts(options, series, model);
    await model.close();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeForecasts(options: BacktestOptions, series: readonly LongSeries[], model: QuantileModel): Promise<void> {
  const file = await ForecastFile.create(options.out);
  const plan = {
    stepSeconds,
    horizonSteps,
    fromStep: Math.ceil(options.from / stepMs),
    toStep: Math.floor(options.to / stepMs),
    strideSteps: options.stride,
    speaker: options.speaker,
    model,
  };
  let said = 0;
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  const onProgress = (doneShare: number) => {
    if (Math.floor(doneShare * 20) > said) say(`${Math.round(doneShare * 100)}%`);
    said = Math.floor(doneShare * 20);
  };
  try {
    for await (const forecast of backtest(series, plan, { signal: stop.signal, pause: () => turn(), onProgress })) {
      const { originStep, quantiles, speakers, speakerIndex } = forecast;
      file.add(
        series.map(({ serverId, metric }, row) => {
          const { kind, name } = speakers[speakerIndex[row]];
          return { server: serverId, metric, originMs: originStep * stepMs, quantiles, at: row * quantileLevels.length * horizonSteps, horizonSteps, speaker: `${kind}:${name}` };
        }),
      );
    }
    stop.signal.throwIfAborted();
    const written = await file.finish();
    if (written.kind === 'failed') refuse(written.message);
    else say(`${options.out}: ${written.rows} rows`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    refuse('Interrupted; nothing was written.');
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', interrupt);
    file.close();
  }
}

/** The folder of the model that speaks; null after a refusal. Fine-tuned models are made in the scratch folder. */
async function modelFolder(options: BacktestOptions, scratch: string): Promise<string | null> {
  const parent = options.model === 'base' ? shippedModelFolder : path.resolve(options.model);
  if (options.fineTuneUntil === undefined) return parent;
  const out = path.join(scratch, 'fine-tuned');
  const training = startTraining(
    {
      data: {
        kind: 'parquet',
        files: [path.resolve(options.data)],
        kinds: Object.fromEntries(options.metric),
        servers: options.servers === undefined ? (options.serversMatch ?? null) : `^(?:${options.servers.map(escaped).join('|')})$`,
        withoutServers: null,
        withoutMetrics: null,
      },
      simulatedSeeds: [],
      out,
      version: 'fine-tuned',
      createdAt: new Date().toISOString(),
      origin: 'fine-tuned',
      trainedOn: `${path.basename(options.data)} until ${new Date(options.fineTuneUntil).toISOString()}`,
      parent,
      stepSeconds,
      horizonSteps,
      seed: fineTuningSeed,
      threads: options.threads,
      steps: options.fineTuneSteps ?? null,
      budgetSeconds: null,
      untilStep: Math.floor(options.fineTuneUntil / stepMs),
      validateFromStep: null,
    },
    ({ step, totalSteps, loss }) => {
      if (step % 100 === 0) say(`fine-tuning: step ${step} of ${totalSteps}, loss ${loss?.toFixed(4) ?? '-'}`);
    },
    fineTuningMemoryMb,
  );
  const cancel = () => training.cancel();
  process.once('SIGINT', cancel);
  const end = await training.finished;
  process.off('SIGINT', cancel);
  if (end.kind === 'trained') return out;
  refuse(end.kind === 'cancelled' ? 'Interrupted while fine-tuning; nothing was written.' : end.message);
  return null;
}

/** What can be told wrong before anything is read. */
function faultOf(options: BacktestOptions): string | null {
  if (!existsSync(options.data)) return `There is no file ${options.data}.`;
  if (options.to < options.from) return `--to (${new Date(options.to).toISOString()}) lies before --from (${new Date(options.from).toISOString()}).`;
  if (options.fineTuneUntil !== undefined && options.from < options.fineTuneUntil) {
    return `--from (${new Date(options.from).toISOString()}) lies before --fine-tune-until (${new Date(options.fineTuneUntil).toISOString()}): the model would forecast what it was fitted on. Take a --from at or after it.`;
  }
  const folder = path.dirname(path.resolve(options.out));
  if (!existsSync(folder)) return `There is no folder ${folder} for --out.`;
  if (existsSync(options.out) && !statSync(options.out).isFile()) return `--out ${options.out} is no file; name the Parquet file to write.`;
  try {
    accessSync(existsSync(options.out) ? options.out : folder, constants.W_OK);
  } catch {
    return `--out ${options.out} cannot be written by this user: name another file.`;
  }
  return null;
}

function wantedServers({ servers, serversMatch }: BacktestOptions): ((server: string) => boolean) | undefined {
  if (servers !== undefined) return (server) => servers.includes(server);
  if (serversMatch !== undefined) {
    const pattern = new RegExp(serversMatch);
    return (server) => pattern.test(server);
  }
  return undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function refuse(message: string): void {
  say(message);
  process.exitCode = 1;
}
