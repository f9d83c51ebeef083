import path from 'node:path';
import type { GaugeSeries } from '../../domain/export/gauge.ts';
import type { CurveWriter, GaugeWriter } from '../../domain/export/ports.ts';
import { InfluxWriter } from '../../io/influxdb/influx-writer.ts';
import { BatchOutbox } from '../../io/outbox/batch-outbox.ts';
import { RemoteCurveWriter } from '../../io/remote-write/curve-writer.ts';
import { RemoteGaugeWriter } from '../../io/remote-write/gauge-writer.ts';
import { WriteConnection } from '../../io/remote-write/write-connection.ts';
import type { Config } from '../config/config.ts';
import { PredictionSink } from './prediction-sink.ts';

export type SinkSetting = Config['sinks'][number];

/** Batches that wait for a sink that is down; each is a minute. */
const mostWaiting = 10;

/** A sink as it is configured, with what an earlier process left for it. */
export async function composeSink(setting: SinkSetting, folder: string, saidBefore: readonly GaugeSeries[], now: () => number): Promise<PredictionSink> {
  const { name, nameStyle, mostSeries } = setting;
  const outbox = await BatchOutbox.open(path.join(folder, `for-${encodeURIComponent(name)}`), mostWaiting, now);
  return new PredictionSink({ name, nameStyle, mostSeries, ...writersOf(setting, now), outbox, saidBefore, now });
}

/** Only kinds that take stamps of the future have a writer of curves at all. */
export function writersOf(setting: SinkSetting, now: () => number): { readonly writer: GaugeWriter; readonly curves: CurveWriter | null } {
  switch (setting.kind) {
    case 'prometheus':
      return { writer: new RemoteGaugeWriter(new WriteConnection(setting)), curves: null };
    case 'victoriametrics': {
      const connection = new WriteConnection(setting);
      return { writer: new RemoteGaugeWriter(connection), curves: setting.curves ? new RemoteCurveWriter(connection, now) : null };
    }
    case 'influxdb': {
      const writer = new InfluxWriter(setting);
      return { writer, curves: setting.curves ? writer : null };
    }
  }
}
