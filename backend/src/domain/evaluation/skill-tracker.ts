/**
 * What became of what was said, series by series, in bounded memory: once an hour every expert's q10, q50 and q90 at
 * 30 min, 1, 2, 4 and 8 h are kept until their step has come, then judged; docs/methods/skill.md. 2 KB a series; an actual
 * that never comes is never judged.
 */
import type { SeriesSkill } from '../forecasting/fleet-forecast.ts';
import { expertNames, rememberedQuantiles, type BandStretch, type Standing, type TrackRecord } from '../forecasting/ports.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { BandControl } from './band-control.ts';
import { SaidForecasts } from './said-forecasts.ts';
import { SeriesSlots, type SlotMemory } from './series-slots.ts';
import { initialShares } from './shares.ts';
import { readSkillRecord, skillRecordBytes, type SkillTrackerGrid } from './skill-record-bytes.ts';
import { judge, newSkillSums, skillOf, standingOf, type ComeTrue } from './skill-sums.ts';

const K = rememberedQuantiles.length;
const model = expertNames.indexOf('model');
const served = expertNames.indexOf('served');
const leadMinutes = [30, 60, 120, 240, 480];

export type RestoredTracker = { readonly kind: 'restored'; readonly tracker: SkillTracker } | { readonly kind: 'unusable'; readonly message: string };

export class SkillTracker implements TrackRecord {
  readonly leads: Int32Array;
  private readonly grid: SkillTrackerGrid;
  private readonly daySteps: number;
  private readonly said: SaidForecasts;
  private readonly sums = newSkillSums();
  private readonly memories: readonly SlotMemory[];
  private readonly slots: SeriesSlots;
  private readonly bands = new BandControl();

  constructor(grid: SkillTrackerGrid) {
    this.grid = grid;
    this.daySteps = Math.round(86_400 / grid.stepSeconds);
    const leads = leadMinutes.map((minutes) => Math.max(1, Math.round((minutes * 60) / grid.stepSeconds)));
    this.leads = Int32Array.from(new Set(leads.filter((lead) => lead <= grid.horizonSteps)));
    this.said = new SaidForecasts(this.leads, Math.max(1, Math.round(3600 / grid.stepSeconds)), this.daySteps);
    this.memories = [this.sums, this.said.memory];
    this.slots = new SeriesSlots(this.memories);
  }

  /** Series that are tracked. */
  get seriesCount(): number {
    return this.slots.size;
  }

  wants(originStep: number): boolean {
    return this.said.wants(originStep);
  }

  remember(series: SeriesRow, originStep: number, said: Float32Array, constant: boolean): void {
    this.said.keep(this.slots.ensure(series), originStep, constant ? null : said);
  }

  resolve(windows: FleetWindows): void {
    const due = this.said.takeDue(windows.originStep);
    if (due.length === 0) return;
    const { values, width } = this.said.memory;
    for (let row = 0; row < windows.seriesCount; row++) {
      const series = windows.rows[row];
      const slot = this.slots.of(series);
      if (slot === undefined) continue;
      const window = windows.window(row);
      for (const { targetStep, offset, gapSteps } of due) {
        const actual = window[targetStep - windows.oldestStep];
        const at = slot * width + offset;
        if (actual === undefined || Number.isNaN(actual) || Number.isNaN(values[at + served * K])) continue;
        this.judge(series, slot, { actual, said: values, at, days: gapSteps / this.daySteps });
      }
    }
    this.bands.settle();
    this.slots.forgetMissing(windows);
  }

  standing(series: SeriesRow): Standing {
    const slot = this.slots.of(series);
    return slot === undefined ? { bestFloor: null, modelSkill: null, shares: initialShares } : standingOf(this.sums.row(slot));
  }

  stretch(series: SeriesRow): BandStretch {
    return this.bands.stretch(series.metric);
  }

  skill(series: SeriesRow): SeriesSkill | null {
    const slot = this.slots.of(series);
    return slot === undefined ? null : skillOf(this.sums.row(slot));
  }

  export(): Uint8Array {
    const entries = [...this.slots.entries()];
    return skillRecordBytes({
      grid: this.grid,
      said: this.said.origins(),
      bands: this.bands.export(),
      keys: entries.map(([key]) => key),
      rows: entries.map(([, slot]) => this.memories.map((memory) => memory.row(slot))),
    });
  }

  static restore(bytes: Uint8Array, grid: SkillTrackerGrid): RestoredTracker {
    const tracker = new SkillTracker(grid);
    const outcome = readSkillRecord(bytes, grid, tracker.memories.map(({ width }) => width));
    if (outcome.kind !== 'read') return outcome;
    const { said, bands, keys, rows } = outcome.record;
    tracker.said.restoreOrigins(said);
    tracker.bands.import(bands);
    keys.forEach((key, i) => {
      const slot = tracker.slots.add(key);
      rows[i].forEach((part, m) => tracker.memories[m].row(slot).set(part));
    });
    return { kind: 'restored', tracker };
  }

  private judge(series: SeriesRow, slot: number, come: ComeTrue): void {
    const { said, at, actual, days } = come;
    // each lead stands for its part of the time since the origin before
    judge(this.sums.row(slot), { ...come, days: days / this.leads.length });
    if (Number.isNaN(said[at + model * K])) return;
    this.bands.observe(series.metric, actual, said[at + served * K], said[at + served * K + K - 1], days);
  }
}
