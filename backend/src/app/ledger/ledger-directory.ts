import type { LedgerEntries, LedgerSeries, LedgerSpeaker } from '../../domain/evaluation/ledger-entries.ts';
import { seriesKey } from '../../domain/series/fleet-windows.ts';
import type { OriginEntries, StoredLedger } from '../../io/ledger/ledger-rows.ts';

/** The numbers by which the ledger's file knows series and speakers; they only grow. */
export class LedgerDirectory {
  readonly series = new Map<number, LedgerSeries>();
  readonly speakers = new Map<number, LedgerSpeaker>();
  private readonly seriesIds = new Map<string, number>();
  private readonly speakerIds = new Map<string, number>();

  constructor(stored: Pick<StoredLedger, 'series' | 'speakers'>) {
    for (const { id, ...series } of stored.series) this.keepSeries(id, series);
    for (const { id, ...speaker } of stored.speakers) this.keepSpeaker(id, speaker);
  }

  /** Undefined: nothing was ever said about it. */
  idOf({ serverId, metric }: Pick<LedgerSeries, 'serverId' | 'metric'>): number | undefined {
    return this.seriesIds.get(seriesKey(serverId, metric));
  }

  /** What was said about `rows`, with numbers in place of names; who is new, or has changed, gets into the directory. */
  entriesOf(said: LedgerEntries, rows: readonly LedgerSeries[], originSeconds: number): OriginEntries {
    const newSeries: Array<LedgerSeries & { id: number }> = [];
    const newSpeakers: Array<LedgerSpeaker & { id: number }> = [];
    const seriesIds = Uint32Array.from(rows, (row) => {
      const id = this.idOf(row) ?? this.seriesIds.size;
      if (!isSame(this.series.get(id), row)) newSeries.push({ ...row, id });
      this.keepSeries(id, row);
      return id;
    });
    const speakerIdOf = (speaker: LedgerSpeaker) => {
      const known = this.speakerIds.get(speakerKey(speaker));
      if (known !== undefined) return known;
      const id = this.speakerIds.size;
      this.keepSpeaker(id, speaker);
      newSpeakers.push({ ...speaker, id });
      return id;
    };
    const servedBy = said.speakers.map(speakerIdOf);
    return {
      originSeconds,
      seriesIds,
      anchors: said.anchors,
      speakerIds: Uint16Array.from(said.speakerIndex, (index) => servedBy[index]),
      served: said.served,
      compared: said.compared === null ? null : { speakerIds: said.compared.speakers.map(speakerIdOf), quantiles: said.compared.quantiles },
      newSeries,
      newSpeakers,
    };
  }

  private keepSeries(id: number, series: LedgerSeries): void {
    this.seriesIds.set(seriesKey(series.serverId, series.metric), id);
    this.series.set(id, series);
  }

  private keepSpeaker(id: number, speaker: LedgerSpeaker): void {
    this.speakerIds.set(speakerKey(speaker), id);
    this.speakers.set(id, speaker);
  }
}

function speakerKey({ kind, name }: LedgerSpeaker): string {
  return `${kind}\n${name}`;
}

function isSame(a: LedgerSeries | undefined, b: LedgerSeries): boolean {
  return a !== undefined && a.server === b.server && a.profile === b.profile && a.region === b.region;
}
