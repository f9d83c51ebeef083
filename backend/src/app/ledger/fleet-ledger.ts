import { quantileLevels, type Threshold } from '@fleetcast/contract';
import { Arrivals, type Arrived, type RecentValues } from '../../domain/evaluation/arrivals.ts';
import type { DaySums } from '../../domain/evaluation/day-sums.ts';
import { leadSteps, type LedgerEntries, type LedgerSeries } from '../../domain/evaluation/ledger-entries.ts';
import { observedOnsets } from '../../domain/evaluation/observed-onsets.ts';
import { breachSteps, quietStepsOf } from '../../domain/series/breach-onsets.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import type { WindowsReader } from '../../domain/series/windows-reader.ts';
import { daySeconds } from '../../io/ledger/ledger-tables.ts';
import type { OriginEntries, StoredLedger, StoredOnset } from '../../io/ledger/ledger-rows.ts';
import type { LedgerFault, LedgerStore } from '../../io/ledger/ledger-store.ts';
import { LedgerDirectory } from './ledger-directory.ts';
import { ledgerPerformance, type LedgerPerformance, type PerformanceFilter } from './ledger-performance.ts';

export interface LedgerGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

/** An actual that comes later than this is no longer judged. */
const lookbackSeconds = daySeconds;
/** Steps after which late samples no longer change a value: the sources are read again that far back. */
const settleSteps = 3;
/** Actuals are looked for in pieces of this many steps, so that a gap that was filled takes bounded memory. */
const pieceSteps = 24;
const writeSumsEverySeconds = 3600;
const Q = quantileLevels.length;
const K = rememberedQuantiles.length;

export interface LedgerCounts {
  /** Forecasts (series x lead) stored and judged since the start. */
  readonly stored: number;
  readonly judged: number;
  /** Origins that were not stored: the file could not be written, or they were not handed over. */
  readonly lostOrigins: number;
}

interface HeldDay {
  readonly sums: DaySums;
  /** How many of the day's actuals the sums hold. */
  cameRows: number;
  /** Since the sums were last written. */
  isChanged: boolean;
}

/** What is wrong with a call's outcome: the ledger's faults have a kind, nothing else that it answers has. */
function isFault(outcome: object | number | null): outcome is LedgerFault {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome;
}

/**
 * Takes in what every cycle says, finds out what became of it, and adds it up by day. Lives on the ledger's thread; callers wait
 * for one call before they make the next. What memory holds can be made again from the file, and is after a fault.
 */
export class FleetLedger {
  private readonly store: LedgerStore;
  private readonly grid: LedgerGrid;
  private readonly leads: ReadonlyArray<number | null>;
  private directory = new LedgerDirectory({ series: [], speakers: [] });
  private arrivals: Arrivals;
  private readonly days = new Map<number, HeldDay>();
  private newestOriginSeconds: number | null = null;
  private rows: readonly LedgerSeries[] = [];
  private thresholds: ReadonlyArray<readonly Threshold[]> = [];
  private reader: WindowsReader | null = null;
  /** Onsets up to this step are stored; null: nothing was said yet. */
  private onsetsThroughStep: number | null = null;
  private isOpen = false;
  private sumsWrittenAtSeconds = 0;
  private lookedBackAtSeconds = 0;
  private counted = { stored: 0, judged: 0, lostOrigins: 0 };
  private lastFault: string | null = null;

  constructor(store: LedgerStore, grid: LedgerGrid) {
    this.store = store;
    this.grid = grid;
    this.leads = leadSteps(grid.stepSeconds, grid.horizonSteps);
    this.arrivals = this.noArrivals();
  }

  get counts(): LedgerCounts {
    return this.counted;
  }

  /** Why nothing could be stored last time; null: it could. */
  get fault(): string | null {
    return this.lastFault;
  }

  /** Reads what an earlier run left and catches up with what it had not judged yet. */
  async open(nowMs: number): Promise<null | LedgerFault> {
    if (this.isOpen) return null;
    const stored = await this.store.open(nowMs);
    if (isFault(stored)) return this.faulty(stored);
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
    this.rows = rows;
    this.thresholds = thresholds;
    this.reader = reader;
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
    const entries = isNew ? this.directory.entriesOf(said, this.rows, originSeconds) : null;
    const fault = await this.takeIn(said.originStep, entries);
    if (fault !== null) {
      if (isNew) this.counted.lostOrigins += 1;
      return this.faulty(fault);
    }
    const unkept = await this.keepOnsets(said.originStep);
    if (unkept !== null) return this.faulty(unkept);
    if (originSeconds - this.sumsWrittenAtSeconds >= writeSumsEverySeconds) {
      const unwritten = await this.writeSums(originSeconds);
      if (unwritten !== null) return this.faulty(unwritten);
    }
    return null;
  }

  /** Writes the sums of days that changed since they were last written. */
  async writeSums(originSeconds: number): Promise<null | LedgerFault> {
    for (const [day, held] of this.days) {
      if (held.isChanged) {
        const fault = await this.store.writeSums(day, held.sums, held.cameRows);
        if (fault !== null) return fault;
        held.isChanged = false;
      }
      if (day < Math.floor((originSeconds - lookbackSeconds) / daySeconds)) this.days.delete(day);
    }
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
    const isLookingBack = originStep * stepSeconds - this.lookedBackAtSeconds >= 3600;
    const oldest = isLookingBack ? originStep - this.arrivals.lookbackSteps + 1 + settleSteps : toStep - pieceSteps + 1;
    if (isLookingBack) this.lookedBackAtSeconds = originStep * stepSeconds;
    let unstored = entries;
    for (let from = oldest; from <= toStep; from += pieceSteps) {
      const to = Math.min(toStep, from + pieceSteps - 1);
      const came = this.arrivals.take(from, to, this.recentValues(from, to));
      const isLast = to === toStep;
      if (came.steps.length === 0 && !(isLast && unstored !== null)) continue;
      const fault = (await this.store.append(isLast ? unstored : null, came, stepSeconds)) ?? (await this.judge(came));
      if (fault !== null) return fault;
      if (isLast) unstored = null;
    }
    if (entries !== null) {
      this.newestOriginSeconds = entries.originSeconds;
      this.counted.stored += entries.seriesIds.length * this.leads.filter((lead) => lead !== null).length;
    }
    return null;
  }

  /** Stores which observed breaches have begun since the last cycle; what lies before the first one is not ours to judge. */
  private async keepOnsets(originStep: number): Promise<null | LedgerFault> {
    const { stepSeconds } = this.grid;
    const toStep = originStep - settleSteps - breachSteps + 1;
    const fromStep = (this.onsetsThroughStep ?? toStep) + 1;
    const onsets: StoredOnset[] = [];
    for (let row = 0; row < this.rows.length && fromStep <= toStep; row++) {
      if (this.thresholds[row].length === 0) continue;
      const seriesId = this.directory.idOf(this.rows[row])!;
      const from = fromStep - 2 * quietStepsOf(stepSeconds);
      const history = this.reader?.history(row, originStep - settleSteps - from + 1, originStep - settleSteps) ?? null;
      if (history === null) continue;
      for (const { threshold, step } of observedOnsets(history.values, history.fromStep, this.thresholds[row], stepSeconds)) {
        if (step >= fromStep && step <= toStep) onsets.push({ atSeconds: step * stepSeconds, seriesId, threshold });
      }
    }
    this.onsetsThroughStep = Math.max(toStep, this.onsetsThroughStep ?? toStep);
    return this.store.appendOnsets(onsets);
  }

  /** Adds to the sums of their days what came true with these actuals. */
  private async judge(came: Arrived): Promise<null | LedgerFault> {
    for (let from = 0; from < came.steps.length; ) {
      let to = from;
      const step = came.steps[from];
      while (to < came.steps.length && came.steps[to] === step) to += 1;
      const fault = await this.judgeStep(step, came.seriesIds.subarray(from, to), came.values.subarray(from, to));
      if (fault !== null) return fault;
      from = to;
    }
    return null;
  }

  private async judgeStep(step: number, seriesIds: Uint32Array, values: Float32Array): Promise<null | LedgerFault> {
    const { stepSeconds } = this.grid;
    const held = await this.dayOf(Math.floor((step * stepSeconds) / daySeconds));
    if (isFault(held)) return held;
    const actuals = new Float32Array(1 + seriesIds.reduce((most, id) => Math.max(most, id), 0)).fill(NaN);
    seriesIds.forEach((id, at) => (actuals[id] = values[at]));
    for (let lead = 0; lead < this.leads.length; lead++) {
      const leadInSteps = this.leads[lead];
      if (leadInSteps === null) continue;
      const originSeconds = (step - leadInSteps) * stepSeconds;
      for (const kind of ['said', 'compared'] as const) {
        const said = await this.store.saidAt(kind, originSeconds, lead);
        if (isFault(said)) return said;
        for (let row = 0; row < said.seriesIds.length; row++) {
          const id = said.seriesIds[row];
          if (id >= actuals.length || Number.isNaN(actuals[id])) continue;
          if (kind === 'said') held.sums.addServed(id, lead, actuals[id], said.quantiles, row * Q);
          else held.sums.addCompared(id, said.speakerIds[row], lead, actuals[id], said.quantiles, row * K);
        }
        if (kind === 'said') this.counted.judged += said.seriesIds.length;
      }
    }
    held.cameRows += seriesIds.length;
    held.isChanged = true;
    return null;
  }

  private async dayOf(day: number): Promise<HeldDay | LedgerFault> {
    const held = this.days.get(day);
    if (held !== undefined) return held;
    const read = await this.store.readSums(day);
    if (isFault(read)) return read;
    const fresh = { ...read, isChanged: false };
    this.days.set(day, fresh);
    return fresh;
  }

  /** Marks a day's actuals as taken, and judges those that came after its sums were last written. */
  private async catchUp(day: number): Promise<null | LedgerFault> {
    const held = await this.dayOf(day);
    if (isFault(held)) return held;
    const came = await this.store.came(day, 0, this.grid.stepSeconds);
    if (isFault(came)) return came;
    came.steps.forEach((step, row) => this.arrivals.markTaken(came.seriesIds[row], step));
    const skip = held.cameRows;
    return this.judge({ steps: came.steps.subarray(skip), seriesIds: came.seriesIds.subarray(skip), values: came.values.subarray(skip) });
  }

  private *recentValues(fromStep: number, toStep: number): Iterable<RecentValues> {
    if (this.reader === null) return;
    for (let row = 0; row < this.rows.length; row++) {
      const id = this.directory.idOf(this.rows[row]);
      if (id === undefined) continue;
      const history = this.reader.history(row, toStep - fromStep + 1, toStep);
      if (history !== null) yield { seriesId: id, fromStep: history.fromStep, values: history.values };
    }
  }

  private remember(stored: StoredLedger): void {
    this.directory = new LedgerDirectory(stored);
    this.days.clear();
    this.arrivals = this.noArrivals();
    this.newestOriginSeconds = stored.newestOriginSeconds;
    this.onsetsThroughStep = stored.newestOriginSeconds === null ? null : stored.newestOriginSeconds / this.grid.stepSeconds - settleSteps - breachSteps + 1;
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
