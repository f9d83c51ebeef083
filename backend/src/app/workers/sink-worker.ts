import { parentPort, workerData } from 'node:worker_threads';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import { GaugeWriter } from '../../io/remote-write/gauge-writer.ts';
import { PredictionSink } from '../sinks/prediction-sink.ts';
import type { FromSinks, SinkWorkerData, ToSinks } from './sink-thread.ts';

/** The sinks' thread: makes gauges of what is said and writes them, every minute, so that neither answers nor cycles wait for it. */
const { config } = workerData as SinkWorkerData;
const port = parentPort!;
const now = () => Date.now();
const sinks = config.sinks.map(({ name, nameStyle, mostSeries, ...target }) => new PredictionSink({ name, nameStyle, mostSeries, region: config.region.name, writer: new GaugeWriter(target), now }));
const repeatMs = 60_000;
let said: { readonly snapshot: FleetSnapshot; readonly directory: ServerDirectory } | null = null;
let directory: ServerDirectory | null = null;
let open: Extract<ToSinks, { kind: 'warnings' }>['open'] = [];
let reasons: Extract<ToSinks, { kind: 'reasons' }>['reasons'] = new Map();
let figures: Extract<ToSinks, { kind: 'figures' }>['figures'] = [];

function tell(): void {
  if (said === null) return;
  for (const sink of sinks) sink.tell({ ...said, open, reasons, figures });
  port.postMessage({ kind: 'status', sinks: sinks.map(({ status }) => status) } satisfies FromSinks);
}

const repeating = setInterval(tell, repeatMs);

port.on('message', (message: ToSinks) => {
  switch (message.kind) {
    case 'directory':
      directory = message.directory;
      break;
    case 'snapshot':
      said = { snapshot: message.snapshot, directory: directory! };
      break;
    // Warnings are judged after the snapshot they belong to, so both are told together.
    case 'warnings':
      open = message.open;
      tell();
      break;
    case 'reasons':
      reasons = message.reasons;
      break;
    case 'figures':
      figures = message.figures;
      break;
    case 'stop':
      clearInterval(repeating);
      void Promise.all(sinks.map((sink) => sink.stop())).then(() => port.close());
      break;
  }
});
