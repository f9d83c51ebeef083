/**
 * The sinks' thread: makes gauges of what is said, writes them every minute, and renders the page that is scraped, so that neither
 * answers nor cycles wait for it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { WatchedFigure } from '../../domain/export/health-gauges.ts';
import { rollAt } from '../../domain/export/warning-roll.ts';
import { warningGauges, type WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import { reasonOf } from '../../io/reason.ts';
import { composeSink } from '../sinks/compose-sink.ts';
import { servePredictionsPage } from '../sinks/predictions-page.ts';
import type { SaidNow } from '../sinks/said-now.ts';
import { WarningRollFile } from '../sinks/warning-roll-file.ts';
import type { FromSinks, SinkWorkerData, ToSinks } from './sink-thread.ts';

const { config, folder } = workerData as SinkWorkerData;
const port = parentPort!;
const now = () => Date.now();
const repeatMs = 60_000;
/** How often it is told how the sinks fare. */
const reportMs = 5_000;

const rollFile = new WarningRollFile(folder);
const { roll: rollBefore, reasons: reasonsBefore, fault } = await rollFile.load();
const saidBefore = warningGauges(rollBefore.open, rollBefore.ended, reasonsBefore, now());
const sinks = await Promise.all(config.sinks.map((setting) => composeSink(setting, folder, saidBefore, now)));
const faults = [...(fault === null ? [] : [fault]), ...sinks.flatMap((sink) => sink.faults)];

let directory: ServerDirectory | null = null;
let published: { readonly snapshot: FleetSnapshot; readonly directory: ServerDirectory } | null = null;
let open: readonly Warning[] | null = null;
let reasons: WarningReasons = reasonsBefore;
let figures: readonly WatchedFigure[] = [];
let roll = rollBefore;
let rollFault: string | null = null;
let turn = Promise.resolve();

/** Null until both forecasts and warnings are known: without the latter all that were open would seem to have ended. */
function saidNow(): SaidNow | null {
  if (published === null || open === null) return null;
  roll = rollAt(roll, open, now());
  return { ...published, roll, reasons, figures, region: config.region.name };
}

async function tell(): Promise<void> {
  const said = saidNow();
  if (said === null) return;
  rollFault = null;
  await rollFile.save(said.roll, said.reasons).catch((error: unknown) => {
    rollFault = `Which warnings are told cannot be kept on disk: ${reasonOf(error)}.`;
  });
  for (const sink of sinks) sink.tell(said);
  report();
}

function report(): void {
  port.postMessage({ kind: 'status', sinks: sinks.map(({ status }) => status), faults: rollFault === null ? faults : [...faults, rollFault] } satisfies FromSinks);
}

/** One after another: a roll must not be written by two at once. What is thrown ends the thread, and another one is started. */
const tellInTurn = (): void => {
  turn = turn.then(tell);
};
const repeating = setInterval(tellInTurn, repeatMs);
const reporting = setInterval(report, reportMs);

async function stop(): Promise<void> {
  clearInterval(repeating);
  clearInterval(reporting);
  await turn;
  await Promise.all(sinks.map((sink) => sink.stop()));
  // Whoever still reads the page would hold the thread.
  process.exit();
}

port.on('message', (message: ToSinks) => {
  switch (message.kind) {
    case 'directory':
      directory = message.directory;
      break;
    case 'snapshot':
      published = { snapshot: message.snapshot, directory: directory! };
      break;
    // Warnings are judged after the snapshot they belong to, so both are told together.
    case 'warnings':
      open = message.open;
      tellInTurn();
      break;
    case 'reasons':
      reasons = message.reasons;
      // Whoever is told of a warning within the minute shall read why.
      tellInTurn();
      break;
    case 'figures':
      figures = message.figures;
      break;
    case 'page':
      void servePredictionsPage(message.port, saidNow(), config.predictionsPage, message.gzip, now());
      break;
    case 'stop':
      void stop();
      break;
  }
});
