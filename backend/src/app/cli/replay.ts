import { Command, Option } from 'commander';
import type { SampleSink } from '../../domain/series/sample-sink.ts';
import { InfluxSink } from '../../io/influxdb/influx-sink.ts';
import { RemoteWriteSink } from '../../io/remote-write/remote-write-sink.ts';
import { replay } from '../replay/replay.ts';
import { type ReplayData, replayDataOfFile, replayDataOfSimulation } from '../replay/replay-data.ts';
import { regularExpression, wholeNumber } from './arguments.ts';
import { ProgressLine } from './progress-line.ts';

interface ReplayOptions {
  readonly into: 'intake' | 'prometheus' | 'influxdb';
  readonly url: string;
  readonly file?: string;
  readonly servers: number;
  readonly seed: number;
  readonly days?: number;
  readonly serversMatch?: string;
  readonly stepSeconds: number;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database: string;
}

/** Of a simulated fleet. */
const usualDays = 9;
/** Some two gigabytes. */
const mostServerSteps = 100_000_000;

export function replayCommand(): Command {
  return new Command('replay')
    .description('write the history of a Parquet file, or of a simulated fleet, into a Prometheus, an InfluxDB or a Fleetcast; it is moved in time so that it ends now')
    .addOption(new Option('--into <target>', 'who takes the samples').choices(['intake', 'prometheus', 'influxdb']).default('intake'))
    .option('--url <address>', 'base address of the target', 'http://127.0.0.1:8787')
    .option('--file <file.parquet>', 'rows of server, time (UTC) and one column per metric; without it a fleet is simulated')
    .option('--servers-match <regex>', 'only servers of the file whose name matches', regularExpression)
    .option('--servers <count>', 'servers of the simulated fleet, 5 to 20000', wholeNumber(5, 20_000), 40)
    .option('--seed <number>', 'seed of the simulated fleet', wholeNumber(0), 1)
    .option('--days <count>', 'days before now, at most 400 (default: 9 simulated, or all that the file has)', wholeNumber(1, 400))
    .option('--step-seconds <count>', 'length of a step, 1 to 86400', wholeNumber(1, 86_400), 300)
    .option('--token <token>', 'bearer token, or API token of InfluxDB 2.x and 3.x; better in FLEETCAST_REPLAY_TOKEN')
    .option('--username <name>')
    .option('--password <password>', 'better in FLEETCAST_REPLAY_PASSWORD')
    .option('--database <name>', 'database of InfluxDB', 'fleetcast')
    .addHelpText('after', '\nSamples are named fleet_<metric>{server, ...}; in InfluxDB they are fields of the measurement fleet.\nHow to read them: docs/connect-prometheus.md and docs/connect-influxdb.md.')
    .action(run);
}

async function run(options: ReplayOptions): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const data = await dataOf(options);
  if (typeof data === 'string') return fail(data);
  const sink = await sinkOf(options);
  if (typeof sink === 'string') return fail(sink);
  const progress = new ProgressLine(process.stderr);
  try {
    const outcome = await replay(data, sink, (now) => progress.show(`${Math.floor(100 * now.doneShare)}%, ${now.samplesWritten} samples, up to ${new Date(now.writtenUntilMs).toISOString()}`, now.doneShare), interrupted.signal);
    progress.end();
    if (outcome.kind === 'refused') return fail(`${outcome.samplesWritten} samples had been written. ${outcome.message}`);
    process.stdout.write(`Wrote ${outcome.samplesWritten} samples of ${data.series.length} series into ${sink.address}.\n`);
  } catch (error) {
    progress.end();
    if (interrupted.signal.aborted) return fail('Interrupted; what had been written stays.');
    throw error;
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

/** The data, or in words why there is none. */
async function dataOf(options: ReplayOptions): Promise<ReplayData | string> {
  const range = { stepMs: options.stepSeconds * 1000, nowMs: Date.now(), days: options.days };
  const days = options.days ?? usualDays;
  if (options.file === undefined && options.servers * days * (86_400 / options.stepSeconds) > mostServerSteps) {
    return `${options.servers} servers of ${days} days in steps of ${options.stepSeconds} s are more than fits into memory: at most ${mostServerSteps} steps of servers are simulated at once. Replay fewer --servers or --days, or longer --step-seconds.`;
  }
  if (options.file === undefined) return replayDataOfSimulation({ servers: options.servers, seed: options.seed }, { ...range, days });
  const wanted = options.serversMatch === undefined ? undefined : new RegExp(options.serversMatch);
  const outcome = await replayDataOfFile(options.file, range, wanted === undefined ? undefined : (server) => wanted.test(server));
  return outcome.kind === 'read' ? outcome.data : outcome.message;
}

/** The target, or in words why it cannot be used. */
async function sinkOf(options: ReplayOptions): Promise<SampleSink | string> {
  if (!/^https?:\/\//i.test(options.url) || !URL.canParse(options.url)) return `--url ${options.url} is not an address; something like http://127.0.0.1:9090 is needed.`;
  const token = options.token ?? process.env['FLEETCAST_REPLAY_TOKEN'];
  const password = options.password ?? process.env['FLEETCAST_REPLAY_PASSWORD'];
  const { url, username, database } = options;
  if (options.into === 'influxdb') {
    const sink = new InfluxSink({ url, database, token, username, password, timeoutSeconds: 60 });
    return (await sink.prepare()) ?? sink;
  }
  return new RemoteWriteSink({ url, bearerToken: token, basicAuth: username === undefined ? undefined : { username, password: password ?? '' } });
}
