import { quantileLevels } from '@fleetcast/contract';
import type { Arrived } from '../../domain/evaluation/arrivals.ts';
import type { DaySums } from '../../domain/evaluation/day-sums.ts';
import { leadSteps } from '../../domain/evaluation/ledger-entries.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import { isLedgerFault, type LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { LedgerStore } from '../../io/ledger/ledger-store.ts';
import { daySeconds } from '../../io/ledger/ledger-tables.ts';

const Q = quantileLevels.length;
const K = rememberedQuantiles.length;

export interface LedgerGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

interface HeldDay {
  readonly sums: DaySums;
  /** How many of the day's actuals the sums hold. */
  cameRows: number;
  /** Since the sums were last written. */
  isChanged: boolean;
}

/** Adds what came true to the sums of its day; days are read from the store as they are needed, and written back. */
export class JudgedDays {
  private readonly store: LedgerStore;
  private readonly stepSeconds: number;
  /** In steps; null: this grid has no such lead. */
  readonly leads: ReadonlyArray<number | null>;
  private readonly held = new Map<number, HeldDay>();
  private judgedForecasts = 0;

  constructor(store: LedgerStore, { stepSeconds, horizonSteps }: LedgerGrid) {
    this.store = store;
    this.stepSeconds = stepSeconds;
    this.leads = leadSteps(stepSeconds, horizonSteps);
  }

  /** Forecasts (series x lead) judged since the start. */
  get judged(): number {
    return this.judgedForecasts;
  }

  /** What memory holds is read anew when it is next needed. */
  forget(): void {
    this.held.clear();
  }

  /** Judges with these actuals, which are in order of their steps, what was said of their steps. */
  async judge(came: Arrived): Promise<null | LedgerFault> {
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

  /** Judges those of a day's actuals, in order of arrival, that came after its sums were last written. */
  async catchUp(day: number, came: Arrived): Promise<null | LedgerFault> {
    const held = await this.dayOf(day);
    if (isLedgerFault(held)) return held;
    const skip = held.cameRows;
    return this.judge({ steps: came.steps.subarray(skip), seriesIds: came.seriesIds.subarray(skip), values: came.values.subarray(skip) });
  }

  /** Writes the sums that changed since they were last written; those of days before `oldestDay` leave memory. */
  async write(oldestDay: number): Promise<null | LedgerFault> {
    for (const [day, held] of this.held) {
      if (held.isChanged) {
        const fault = await this.store.writeSums(day, held.sums, held.cameRows);
        if (fault !== null) return fault;
        held.isChanged = false;
      }
      if (day < oldestDay) this.held.delete(day);
    }
    return null;
  }

  private async judgeStep(step: number, seriesIds: Uint32Array, values: Float32Array): Promise<null | LedgerFault> {
    const held = await this.dayOf(Math.floor((step * this.stepSeconds) / daySeconds));
    if (isLedgerFault(held)) return held;
    const actuals = new Float32Array(1 + seriesIds.reduce((most, id) => Math.max(most, id), 0)).fill(NaN);
    seriesIds.forEach((id, at) => (actuals[id] = values[at]));
    for (let lead = 0; lead < this.leads.length; lead++) {
      const leadInSteps = this.leads[lead];
      if (leadInSteps === null) continue;
      const originSeconds = (step - leadInSteps) * this.stepSeconds;
      for (const kind of ['said', 'compared'] as const) {
        const said = await this.store.saidAt(kind, originSeconds, lead);
        if (isLedgerFault(said)) return said;
        for (let row = 0; row < said.seriesIds.length; row++) {
          const id = said.seriesIds[row];
          if (id >= actuals.length || Number.isNaN(actuals[id])) continue;
          if (kind === 'said') held.sums.addServed(id, lead, actuals[id], said.quantiles, row * Q);
          else held.sums.addCompared(id, said.speakerIds[row], lead, actuals[id], said.quantiles, row * K);
        }
        if (kind === 'said') this.judgedForecasts += said.seriesIds.length;
      }
    }
    held.cameRows += seriesIds.length;
    held.isChanged = true;
    return null;
  }

  private async dayOf(day: number): Promise<HeldDay | LedgerFault> {
    const held = this.held.get(day);
    if (held !== undefined) return held;
    const read = await this.store.readSums(day);
    if (isLedgerFault(read)) return read;
    const fresh = { ...read, isChanged: false };
    this.held.set(day, fresh);
    return fresh;
  }
}
