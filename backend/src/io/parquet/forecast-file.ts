import { rename, rm } from 'node:fs/promises';
import { quantileNames } from '@fleetcast/contract';
import {
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  type DuckDBTimestampVector,
  type DuckDBVarCharVector,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import { reasonOf } from '../reason.ts';

/** One forecast to be written: quantiles [Q, H] begin at `at`. */
export interface ForecastRows {
  readonly server: string;
  readonly metric: string;
  readonly originMs: number;
  readonly quantiles: Float32Array;
  readonly at: number;
  readonly horizonSteps: number;
  readonly speaker: string;
}

export type FinishOutcome = { readonly kind: 'written'; readonly rows: number } | { readonly kind: 'failed'; readonly message: string };

const columnTypes = [VARCHAR, VARCHAR, TIMESTAMP, INTEGER, ...quantileNames.map(() => DOUBLE), VARCHAR];
const chunkRows = 2048;

/** Writes forecasts to a Parquet file: server, metric, origin (UTC), step, q02 ... q98, speaker. */
export class ForecastFile {
  private readonly path: string;
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly appender: DuckDBAppender;

  private constructor(path: string, instance: DuckDBInstance, connection: DuckDBConnection, appender: DuckDBAppender) {
    this.path = path;
    this.instance = instance;
    this.connection = connection;
    this.appender = appender;
  }

  static async create(path: string): Promise<ForecastFile> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const quantiles = quantileNames.map((name) => `${name} DOUBLE`).join(', ');
    await connection.run(`CREATE TABLE forecasts (server VARCHAR, metric VARCHAR, origin TIMESTAMP, step INTEGER, ${quantiles}, speaker VARCHAR)`);
    return new ForecastFile(path, instance, connection, await connection.createAppender('forecasts'));
  }

  /** Copies the forecasts into the file to be. */
  add(forecasts: readonly ForecastRows[]): void {
    const steps = forecasts.flatMap((rows) => Array.from({ length: rows.horizonSteps }, (_, h) => ({ rows, h })));
    for (let from = 0; from < steps.length; from += chunkRows) this.append(steps.slice(from, from + chunkRows));
  }

  private append(steps: ReadonlyArray<{ readonly rows: ForecastRows; readonly h: number }>): void {
    const chunk = DuckDBDataChunk.create(columnTypes, steps.length);
    const servers = chunk.getColumnVector(0) as DuckDBVarCharVector;
    const metrics = chunk.getColumnVector(1) as DuckDBVarCharVector;
    const origins = chunk.getColumnVector(2) as DuckDBTimestampVector;
    const numbers = chunk.getColumnVector(3) as DuckDBIntegerVector;
    const quantiles = quantileNames.map((_, q) => chunk.getColumnVector(4 + q) as DuckDBDoubleVector);
    const speakers = chunk.getColumnVector(4 + quantileNames.length) as DuckDBVarCharVector;
    steps.forEach(({ rows, h }, row) => {
      servers.setItem(row, rows.server);
      metrics.setItem(row, rows.metric);
      origins.setItem(row, new DuckDBTimestampValue(BigInt(rows.originMs) * 1000n));
      numbers.setItem(row, h + 1);
      quantiles.forEach((column, q) => column.setItem(row, rows.quantiles[rows.at + q * rows.horizonSteps + h]));
      speakers.setItem(row, rows.speaker);
    });
    for (const vector of [servers, metrics, origins, numbers, ...quantiles, speakers]) vector.flush();
    this.appender.appendDataChunk(chunk);
  }

  /** Writes the file, whole or not at all; sorted, so that it compresses and reads well. */
  async finish(): Promise<FinishOutcome> {
    this.appender.closeSync();
    const growing = `${this.path}.partial`;
    try {
      await this.connection.run(`COPY (SELECT * FROM forecasts ORDER BY server, metric, origin, step) TO '${growing.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
      await rename(growing, this.path);
    } catch (error) {
      await rm(growing, { force: true });
      return { kind: 'failed', message: `${this.path} cannot be written: ${reasonOf(error).split('\n')[0]}` };
    }
    const counted = await this.connection.runAndReadAll('SELECT count(*) FROM forecasts');
    return { kind: 'written', rows: Number(counted.getRows()[0][0]) };
  }

  /** Lets go of the memory; what was not finished is gone. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
