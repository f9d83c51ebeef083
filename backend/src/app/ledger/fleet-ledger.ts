import type { Threshold } from '@fleetcast/contract';
import { Arrivals } from '../../domain/evaluation/arrivals.ts';
import type { LedgerEntries, LedgerSeries } from '../../domain/evaluation/ledger-entries.ts';
import type { WindowsReader } from '../../domain/series/windows-reader.ts';
import { isLedgerFault, type LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { OriginEntries, StoredLedger } from '../../io/ledger/ledger-rows.ts';
import type { LedgerStore } from '../../io/ledger/ledger-store.ts';
import { daySeconds } from '../../io/ledger/ledger-tables.ts';
import { FollowedSeries } from './followed-series.ts';
import { JudgedDays, type LedgerGrid } from './judged-days.ts';
import { LedgerDirectory } from './ledger-directory.ts';
import { ledgerPerformance, type LedgerPerformance, type PerformanceFilter } from './ledger-performance.ts';
import { OnsetWatch } from './onset-watch.ts';

/** An actual that comes later than this is no longer judged. */
const lookbackSeconds = daySeconds;
/** Steps after which late samples no longer change a value: the sources are read again that far back. */
const settleSteps = 3;
/** Actuals are looked for in pieces of this many steps, so that a gap that was filled takes bounded memory. */
const pieceSteps = 24;
const writeSumsEverySeconds = 3600;
const lookBackEverySeconds = 3600;

export interface LedgerCounts {
  /** Forecasts (series x lead) stored and judged since the start. */
  readonly stored: number;
  readonly judged: number;
  /** Origins that were not stored: the file could not be written, or they were not handed over. */
  readonly lostOrigins: number;
}

/**
 * Takes in what every cycle says, finds out what became of it, and adds it up by day. Lives on the ledger's thread; callers wait
 * for one call before they make the next. What memory holds can be made again from the file, and is after a fault.
 */
export class FleetLedger {
  private readonly store: LedgerStore;
  private readonly grid: LedgerGrid;
  private readonly days: JudgedDays;
  private readonly onsets: OnsetWatch;
  private directory = new LedgerDirectory({ series: [], speakers: [] });
  private arrivals: Arrivals;
  private newestOriginSeconds: number | null = null;
  private followed = new FollowedSeries();
  private isOpen = false;
  private sumsWrittenAtSeconds = 0;
  private lookedBackAtSeconds = 0;
  private counted = { stored: 0, lostOrigins: 0 };
  private lastFault: string | null = null;
  private readonly idOf = (series: LedgerSeries) => this.directory.idOf(series);

  constructor(store: LedgerStore, grid: LedgerGrid) {
    this.store = store;
    this.grid = grid;
    this.days = new JudgedDays(store, grid);
    this.onsets = new OnsetWatch(grid.stepSeconds);
    this.arrivals = this.noArrivals();
  }

  get counts(): LedgerCounts {
    return { ...this.counted, judged: this.days.judged };
  }

  /** Why nothing could be stored last time; null: it could. */
  get fault(): string | null {
    return this.lastFault;
  }

  /** Reads what an earlier run left and catches up with what it had not judged yet. */
  async open(nowMs: number): Promise<null | LedgerFault> {
    if (this.isOpen) return null;
    const stored = await this.store.open(nowMs);
    if (isLedgerFault(stored)) return this.faulty(stored);
    this.remember(stored);
    const today = Math.floor(nowMs / 1000 / daySeconds);
    for (const day of new Set([...this.store.days('came').slice(-2), today - 1, today])) {
      const fault = await this.catchUp(day);
      if (fault !== null) return this.faulty(fault);
    }
    this.isOpen = true;
    this.lastFault = null;
    return null;
  }

  /** The series of the cycles that follow, in the order of the windows' rows, and where their actuals can be read. */
  useRows(rows: readonly LedgerSeries[], thresholds: ReadonlyArray<readonly Threshold[]>, reader: WindowsReader): void {
    this.followed = new FollowedSeries(rows, thresholds, reader);
    this.arrivals.keepOnly(new Set(rows.flatMap((row) => this.directory.idOf(row) ?? [])));
  }

  /** Stores what was said, then judges what has come true by now. What was said first of an origin stands. `missedBefore`: origins before it that were not handed over. */
  async record(said: LedgerEntries, missedBefore: number, nowMs: number): Promise<null | LedgerFault> {
    this.counted.lostOrigins += missedBefore;
    if (!this.isOpen) {
      const fault = await this.open(nowMs);
      if (fault !== null) {
        this.counted.lostOrigins += 1;
        return fault;
      }
    }
    const originSeconds = said.originStep * this.grid.stepSeconds;
    const isNew = this.newestOriginSeconds === null || originSeconds > this.newestOriginSeconds;
    const entries = isNew ? this.directory.entriesOf(said, this.followed.rows, originSeconds) : null;
    const fault = await this.takeIn(said.originStep, entries);
    if (fault !== null) {
      if (isNew) this.counted.lostOrigins += 1;
      return this.faulty(fault);
    }
    const unkept = await this.store.appendOnsets(this.onsets.begunBy(said.originStep - settleSteps, this.followed, this.idOf));
    if (unkept !== null) return this.faulty(unkept);
    if (originSeconds - this.sumsWrittenAtSeconds >= writeSumsEverySeconds) {
      const unwritten = await this.writeSums(originSeconds);
      if (unwritten !== null) return this.faulty(unwritten);
    }
    return null;
  }

  /** Writes the sums of days that changed since they were last written. */
  async writeSums(originSeconds: number): Promise<null | LedgerFault> {
    const fault = await this.days.write(Math.floor((originSeconds - lookbackSeconds) / daySeconds));
    if (fault !== null) return fault;
    this.sumsWrittenAtSeconds = originSeconds;
    return null;
  }

  /** Figures over some days, everything included that has come true by the newest cycle. */
  async performance(filter: PerformanceFilter, nowMs: number): Promise<LedgerPerformance | LedgerFault> {
    const fault = (await this.open(nowMs)) ?? (await this.writeSums(this.newestOriginSeconds ?? 0));
    if (fault !== null) return fault;
    return ledgerPerformance(this.store, this.directory, filter, this.newestOriginSeconds === null ? null : this.newestOriginSeconds * 1000, nowMs);
  }

  async close(): Promise<void> {
    if (this.isOpen && this.newestOriginSeconds !== null) await this.writeSums(this.newestOriginSeconds);
    await this.store.checkpoint();
    this.store.close();
    this.isOpen = false;
  }

  private async takeIn(originStep: number, entries: OriginEntries | null): Promise<null | LedgerFault> {
    const { stepSeconds } = this.grid;
    const toStep = originStep - settleSteps;
    // Only what was said earlier can be judged, and once an hour it is asked what came late.
    const isLookingBack = originStep * stepSeconds - this.lookedBackAtSeconds >= lookBackEverySeconds;
    const oldest = isLookingBack ? originStep - this.arrivals.lookbackSteps + 1 + settleSteps : toStep - pieceSteps + 1;
    if (isLookingBack) this.lookedBackAtSeconds = originStep * stepSeconds;
    let unstored = entries;
    for (let from = oldest; from <= toStep; from += pieceSteps) {
      const to = Math.min(toStep, from + pieceSteps - 1);
      const came = this.arrivals.take(from, to, this.followed.values(from, to, this.idOf));
      const isLast = to === toStep;
      if (came.steps.length === 0 && !(isLast && unstored !== null)) continue;
      const fault = (await this.store.append(isLast ? unstored : null, came, stepSeconds)) ?? (await this.days.judge(came));
      if (fault !== null) return fault;
      if (isLast) unstored = null;
    }
    if (entries !== null) {
      this.newestOriginSeconds = entries.originSeconds;
      this.counted.stored += entries.seriesIds.length * this.days.leads.filter((lead) => lead !== null).length;
    }
    return null;
  }

  /** Marks a day's actuals as taken, and judges those that came after its sums were last written. */
  private async catchUp(day: number): Promise<null | LedgerFault> {
    const came = await this.store.came(day, this.grid.stepSeconds);
    if (isLedgerFault(came)) return came;
    came.steps.forEach((step, row) => this.arrivals.markTaken(came.seriesIds[row], step));
    return this.days.catchUp(day, came);
  }

  private remember(stored: StoredLedger): void {
    this.directory = new LedgerDirectory(stored);
    this.days.forget();
    this.arrivals = this.noArrivals();
    this.newestOriginSeconds = stored.newestOriginSeconds;
    this.onsets.resumeAfter(stored.newestOriginSeconds === null ? null : stored.newestOriginSeconds / this.grid.stepSeconds - settleSteps);
  }

  /** The file is closed by now; the next call opens it and reads everything anew. */
  private faulty(fault: LedgerFault): LedgerFault {
    this.isOpen = false;
    this.lastFault = fault.message;
    return fault;
  }

  private noArrivals(): Arrivals {
    return new Arrivals(Math.round(lookbackSeconds / this.grid.stepSeconds));
  }
}
