import { statSync } from 'node:fs';
import type { MetricKind } from '@fleetcast/contract';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { reasonOf } from '../reason.ts';

/** One series of a file, on the grid: value i belongs to step firstStep + i of the file, NaN where nothing was observed. */
export interface FileSeries {
  readonly server: string;
  /** The file's column. */
  readonly metric: string;
  readonly kind: MetricKind;
  readonly values: Float32Array;
}

export interface SeriesFile {
  readonly stepSeconds: number;
  /** Step of the first value of every series: step * stepSeconds is its stamp (UTC epoch). */
  readonly firstStep: number;
  readonly stepCount: number;
  /** Every server times every metric, servers in the order of their names. */
  readonly series: readonly FileSeries[];
}

export interface SeriesFileRequest {
  readonly path: string;
  readonly stepSeconds: number;
  /** Kind of a column, which decides how several rows of one step are joined: by maximum or by mean. */
  readonly kindOf: (metric: string) => MetricKind;
  /** Which servers to read; all when left out. */
  readonly wants?: (server: string) => boolean;
}

export type SeriesFileOutcome =
  | { readonly kind: 'read'; readonly file: SeriesFile }
  | { readonly kind: 'unreadable' | 'wrong-columns' | 'no-rows'; readonly message: string };

const keyColumns = ['server', 'time'];
const stampType = /^(TIMESTAMP|DATE)/;
/** Values that a file's series may take together: four bytes each. More comes of a stamp that is wrong. */
const mostValues = 500_000_000;
/** The file is read and nothing else: no extension is fetched, whatever the path looks like. */
const readOnly = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
const numericType = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL.*)$/;
const maximumKinds: ReadonlySet<MetricKind> = new Set(['saturation', 'latency']);

/** Reads a Parquet file of rows `server`, `time` (UTC) and one numeric column per metric. */
export async function readSeriesFile(request: SeriesFileRequest): Promise<SeriesFileOutcome> {
  const absent = whyNoFile(request.path);
  if (absent !== null) return { kind: 'unreadable', message: absent };
  const instance = await DuckDBInstance.create(':memory:', readOnly);
  const connection = await instance.connect();
  try {
    const columns = await columnTypes(connection, request.path);
    const missing = keyColumns.filter((name) => !columns.has(name));
    const metrics = [...columns].filter(([name, type]) => !keyColumns.includes(name) && numericType.test(type)).map(([name]) => name);
    if (missing.length > 0 || metrics.length === 0) {
      const message = `${request.path} has the columns ${[...columns.keys()].join(', ')}; needed are server, time and at least one numeric column per metric.`;
      return { kind: 'wrong-columns', message };
    }
    const timeType = columns.get('time')!;
    if (!stampType.test(timeType)) return { kind: 'wrong-columns', message: `${request.path} has times of the type ${timeType}; needed are stamps (TIMESTAMP, in UTC).` };
    return await readGrid(connection, request, metrics);
  } catch (fault) {
    // DuckDB quotes the query below its message.
    const [reason] = reasonOf(fault).split('\n');
    return { kind: 'unreadable', message: `${request.path} cannot be read as Parquet: ${reason}` };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function whyNoFile(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `There is no file ${path}.`;
  return found.isFile() ? null : `${path} is no file; name a Parquet file.`;
}

async function columnTypes(connection: DuckDBConnection, path: string): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll('SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($path))', { path });
  return new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
}

async function readGrid(connection: DuckDBConnection, request: SeriesFileRequest, metrics: readonly string[]): Promise<SeriesFileOutcome> {
  const { path, stepSeconds, kindOf, wants } = request;
  const step = `CAST(ceil(epoch_ms("time") / ${stepSeconds * 1000}) AS DOUBLE)`;
  const summary = await connection.runAndReadAll(
    `SELECT server::VARCHAR, min(${step}), max(${step}) FROM read_parquet($path) WHERE server IS NOT NULL AND "time" IS NOT NULL GROUP BY 1 ORDER BY 1`,
    { path },
  );
  const wanted = summary.getRows().filter(([server]) => wants === undefined || wants(String(server)));
  if (wanted.length === 0) return { kind: 'no-rows', message: `${path} holds no row of the servers asked for (${summary.currentRowCount} servers are in it).` };
  const firstStep = wanted.reduce((least, [, first]) => Math.min(least, Number(first)), Infinity);
  const lastStep = wanted.reduce((most, [, , last]) => Math.max(most, Number(last)), -Infinity);
  const stepCount = lastStep - firstStep + 1;
  const servers = wanted.map(([server]) => String(server));
  if (servers.length * metrics.length * stepCount > mostValues) {
    const at = (step: number) => new Date(step * stepSeconds * 1000).toISOString();
    const message = `${path} spans ${at(firstStep)} to ${at(lastStep)}, ${stepCount} steps of ${servers.length} servers with ${metrics.length} metrics, which is more than fits into memory: is a stamp wrong? Else read fewer servers at once.`;
    return { kind: 'no-rows', message };
  }
  const series = servers.flatMap((server) =>
    metrics.map((metric) => ({ server, metric, kind: kindOf(metric), values: new Float32Array(stepCount).fill(NaN) })),
  );
  const joined = metrics.map((metric) => `${maximumKinds.has(kindOf(metric)) ? 'max' : 'avg'}(${quoted(metric)}::DOUBLE)`);
  const rows = await connection.stream(
    `SELECT server::VARCHAR, ${step}, ${joined.join(', ')} FROM read_parquet($path) WHERE server IS NOT NULL AND "time" IS NOT NULL GROUP BY 1, 2`,
    { path },
  );
  const firstSeries = new Map(servers.map((server, index) => [server, index * metrics.length]));
  for (let chunk = await rows.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
    const [names, steps, ...columns] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++) {
      const first = firstSeries.get(names[row] as string);
      if (first === undefined) continue;
      const at = (steps[row] as number) - firstStep;
      for (let metric = 0; metric < columns.length; metric++) {
        const value = columns[metric][row];
        if (value !== null && Number.isFinite(Math.fround(value as number))) series[first + metric].values[at] = value as number;
      }
    }
  }
  return { kind: 'read', file: { stepSeconds, firstStep, stepCount, series } };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
