import type { OutgoingSteps, SampleSink, SinkOutcome } from '../../domain/series/sample-sink.ts';
import { reasonOf } from '../reason.ts';
import { connectInflux, type InfluxConnection, shownAddress } from './connection.ts';

/** Name of the measurement; its fields are the metrics, its tags the labels of the server. */
const measurement = 'fleet';

/** Writes points of the measurement `fleet` to InfluxDB. */
export class InfluxSink implements SampleSink {
  readonly address: string;
  private readonly connection: InfluxConnection;
  private readonly influx: ReturnType<typeof connectInflux>;

  constructor(connection: InfluxConnection) {
    this.connection = connection;
    this.address = shownAddress(connection.url);
    this.influx = connectInflux(connection);
  }

  /** Makes the database where that is possible (1.x); says why not, or null. 2.x and 3.x have no such statement. */
  async prepare(): Promise<string | null> {
    if (this.connection.token !== undefined) return null;
    try {
      await this.influx.createDatabase(this.connection.database);
      return null;
    } catch (error) {
      return this.whyRefused(error);
    }
  }

  async write({ fromStep, stepMs, series }: OutgoingSteps, signal: AbortSignal): Promise<SinkOutcome> {
    signal.throwIfAborted();
    const pointByKey = new Map<string, { measurement: string; tags: Record<string, string>; fields: Record<string, number>; timestamp: number }>();
    let samples = 0;
    for (const { labels, metric, values } of series) {
      for (let i = 0; i < values.length; i++) {
        if (Number.isNaN(values[i])) continue;
        const timestamp = (fromStep + i) * stepMs;
        const key = `${timestamp} ${JSON.stringify(labels)}`;
        let point = pointByKey.get(key);
        if (point === undefined) pointByKey.set(key, (point = { measurement, tags: { ...labels }, fields: {}, timestamp }));
        point.fields[metric] = values[i];
        samples += 1;
      }
    }
    if (samples === 0) return { kind: 'written', samples };
    try {
      await this.influx.writePoints([...pointByKey.values()], { precision: 'ms', retentionPolicy: this.connection.retentionPolicy });
      return { kind: 'written', samples };
    } catch (error) {
      return { kind: 'refused', message: this.whyRefused(error) };
    }
  }

  private whyRefused(error: unknown): string {
    const said = reasonOf(error);
    if (/A 40[13] /.test(said)) return `${this.address} refused the credentials: check --username and --password (1.x) or --token (2.x, 3.x). ${said}`;
    if (/A 404 |database not found/.test(said)) return `${this.address} has no database ${this.connection.database}: create it, or in 2.x a bucket with a DBRP mapping of that name. ${said}`;
    if (/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/.test(said)) return `${this.address} cannot be reached: ${said}. Is it running, and is the address right?`;
    return `${this.address} refused the points: ${said}`;
  }
}
