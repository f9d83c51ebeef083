import type { TierRiskList } from '@fleetcast/contract';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { ServerIndex, type ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { WindowsDescriptor } from '../../domain/series/fleet-windows.ts';
import { WindowsReader } from '../../domain/series/windows-reader.ts';
import type { LongHistory } from '../answers/forecast-answer.ts';
import type { Published } from '../answers/published.ts';
import type { CycleReport } from './ports.ts';

/** What the HTTP thread knows of the cycle's work: the newest snapshot, its servers, the windows, and how reading stands. */
export class PublishedFleet {
  private readonly settleMs: number;
  private snapshot: FleetSnapshot | null = null;
  private index = new ServerIndex({ directoryId: 'empty', servers: [] });
  private nextIndex: ServerIndex | null = null;
  private reader: WindowsReader | null = null;
  private latestReport: CycleReport | null = null;
  private newestTiers: TierRiskList = { originMs: null, tiers: [] };
  private readonly listeners: Array<(published: Published) => void> = [];

  constructor(settleMs: number) {
    this.settleMs = settleMs;
  }

  /** Is told of every snapshot from now on, once it answers. */
  onPublished(listener: (published: Published) => void): void {
    this.listeners.push(listener);
  }

  get report(): CycleReport | null {
    return this.latestReport;
  }

  receiveReport(report: CycleReport): void {
    this.latestReport = report;
  }

  /** Takes effect with the first snapshot that follows it: until then the old snapshot's indices must find the old servers. */
  receiveDirectory(directory: ServerDirectory): void {
    this.nextIndex = new ServerIndex(directory);
  }

  receiveSnapshot(snapshot: FleetSnapshot): void {
    if (snapshot.directoryId === this.nextIndex?.directory.directoryId) this.index = this.nextIndex;
    if (snapshot.directoryId !== this.index.directory.directoryId) throw new Error(`snapshot ${snapshot.snapshotId} follows directory ${snapshot.directoryId}, which has not arrived`);
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener(this.current()!);
  }

  receiveTiers(tiers: TierRiskList): void {
    this.newestTiers = tiers;
  }

  /** Joint risks of the newest cycle since the start. */
  get tiers(): TierRiskList {
    return this.newestTiers;
  }

  receiveWindows(descriptor: WindowsDescriptor): void {
    this.reader = new WindowsReader(descriptor);
  }

  /** Null until the first snapshot, be it from disk or from a cycle. */
  current(): Published | null {
    if (this.snapshot === null) return null;
    return { snapshot: this.snapshot, index: this.index, sourceTrouble: this.latestReport?.trouble ?? null, settleMs: this.settleMs };
  }

  readonly longHistory: LongHistory = (serverId, metric, originStep, steps) => {
    const row = this.reader?.rowOf(serverId, metric);
    return row === undefined ? null : (this.reader!.history(row, steps, originStep)?.values ?? null);
  };
}
