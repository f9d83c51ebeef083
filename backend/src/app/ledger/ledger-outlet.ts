import type { MessagePort } from 'node:worker_threads';
import type { ComparedNotes } from '../../domain/evaluation/compared-notes.ts';
import { leadSteps, servedAtLeads, type LedgerEntries } from '../../domain/evaluation/ledger-entries.ts';
import { firstReached } from '../../domain/evaluation/observed-onsets.ts';
import type { ConfiguredThreshold } from '../../domain/forecasting/breach-paths.ts';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { FleetWindows, SeriesRow } from '../../domain/series/fleet-windows.ts';
import type { LedgerGrid } from './judged-days.ts';
import type { FromLedger, ToLedger } from './ledger-messages.ts';

type ThresholdsOf = (series: SeriesRow) => readonly ConfiguredThreshold[];

/** Cycles that may wait for the ledger; what more is said meanwhile is not kept, so that neither memory nor a cycle suffers. */
const mostWaiting = 3;

/** The cycle's line to the ledger's thread: hands over typed arrays and never waits. */
export class LedgerOutlet {
  /** Null while there is no ledger. */
  private port: MessagePort | null = null;
  private readonly notes: ComparedNotes;
  private readonly thresholdsOf: ThresholdsOf;
  private readonly leads: ReadonlyArray<number | null>;
  private waiting = 0;
  private postedRows = '';
  /** Origins that no ledger has taken, and that none was told of yet. */
  private missed = 0;

  constructor(port: MessagePort | null, notes: ComparedNotes, thresholdsOf: ThresholdsOf, { stepSeconds, horizonSteps }: LedgerGrid) {
    this.notes = notes;
    this.thresholdsOf = thresholdsOf;
    this.leads = leadSteps(stepSeconds, horizonSteps);
    if (port !== null) this.use(port);
  }

  /** Hands over to this ledger from now on: the one before has ended. */
  use(port: MessagePort): void {
    this.port = port;
    this.missed += this.waiting;
    this.waiting = 0;
    this.postedRows = '';
    port.on('message', (message: FromLedger) => {
      if (message.kind === 'taken' && this.port === port) this.waiting -= 1;
    });
    port.once('close', () => {
      if (this.port === port) this.port = null;
    });
  }

  publish(forecast: FleetForecast, windows: FleetWindows, directory: ServerDirectory, nowMs: number): void {
    const compared = this.notes.take(forecast.seriesCount, forecast.models);
    const { port } = this;
    if (port === null || this.waiting >= mostWaiting) {
      this.missed += 1;
      return;
    }
    this.postRows(port, windows, directory);
    const served = servedAtLeads(forecast, this.leads);
    const anchors = Float32Array.from(windows.rows, (_, row) => lastObserved(windows.window(row)));
    const entries: LedgerEntries = { originStep: forecast.originStep, anchors, speakers: forecast.speakers, speakerIndex: forecast.speakerIndex.slice(), served, compared };
    const buffers = [served.buffer, anchors.buffer, entries.speakerIndex.buffer, ...(compared === null ? [] : [compared.quantiles.buffer])];
    this.waiting += 1;
    port.postMessage({ kind: 'entries', entries, missedBefore: this.missed, nowMs } satisfies ToLedger, buffers as ArrayBuffer[]);
    this.missed = 0;
  }

  private postRows(port: MessagePort, windows: FleetWindows, directory: ServerDirectory): void {
    const rowsId = `${windows.layout} ${directory.directoryId}`;
    if (rowsId === this.postedRows) return;
    this.postedRows = rowsId;
    const serverById = new Map(directory.servers.map((server) => [server.serverId, server]));
    const rows = windows.rows.map(({ serverId, metric, kind }) => {
      const { server, region, profile } = serverById.get(serverId) ?? { server: serverId, region: '', profile: 'unknown' };
      return { serverId, server, region, profile, metric, kind };
    });
    const thresholds = windows.rows.map((row) => firstReached(this.thresholdsOf(row).map(({ threshold }) => threshold)));
    port.postMessage({ kind: 'rows', rows, thresholds, windows: windows.describe() } satisfies ToLedger);
  }
}

/** 0 for a series without any value: then nothing is said of it either. */
function lastObserved(window: Float32Array): number {
  for (let i = window.length - 1; i >= 0; i--) if (!Number.isNaN(window[i])) return window[i];
  return 0;
}
