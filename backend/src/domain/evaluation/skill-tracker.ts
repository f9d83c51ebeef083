/**
 * What became of what was said, series by series, in bounded memory: once an hour every expert's q10, q50 and q90 at
 * 30 min, 1, 2, 4 and 8 h, and the sides of the served bands, are kept until their step has come, then judged;
 * docs/methods/skill.md. 4 KB a series; an actual that never comes is never judged.
 */
import type { SeriesSkill } from '../forecasting/fleet-forecast.ts';
import { expertNames, rememberedQuantiles, unknownProfile, type BandStretch, type SpokenForecast, type Standing, type TrackRecord } from '../forecasting/ports.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { PeerSums } from './peer-sums.ts';
import { SaidForecasts, type DueForecast } from './said-forecasts.ts';
import { SeriesBands } from './series-bands.ts';
import { SeriesSlots, type SlotMemory } from './series-slots.ts';
import { readSkillRecord, skillRecordBytes, type SkillTrackerGrid } from './skill-record-bytes.ts';
import { judge, newSkillSums, settleWord, skillOf, standingOf } from './skill-sums.ts';

const K = rememberedQuantiles.length;
const served = expertNames.indexOf('served');
const leadMinutes = [30, 60, 120, 240, 480];

/** Groups that a series belongs to, the nearest first. */
function groupsOf(metric: string, profile: string): readonly [profile: string, metric: string] {
  return [`${profile}\n${metric}`, `\n${metric}`];
}

export type RestoredTracker = { readonly kind: 'restored'; readonly tracker: SkillTracker } | { readonly kind: 'unusable'; readonly message: string };

export class SkillTracker implements TrackRecord {
  readonly leads: Int32Array;
  private readonly grid: SkillTrackerGrid;
  private readonly daySteps: number;
  private readonly said: SaidForecasts;
  private readonly sums: SlotMemory;
  private readonly peers: PeerSums;
  private readonly memories: readonly SlotMemory[];
  private readonly slots: SeriesSlots;
  private readonly bands: SeriesBands;

  constructor(grid: SkillTrackerGrid) {
    this.grid = grid;
    this.daySteps = Math.round(86_400 / grid.stepSeconds);
    const leads = leadMinutes.map((minutes) => Math.max(1, Math.round((minutes * 60) / grid.stepSeconds)));
    this.leads = Int32Array.from(new Set(leads.filter((lead) => lead <= grid.horizonSteps)));
    const stride = Math.max(1, Math.round(3600 / grid.stepSeconds));
    this.sums = newSkillSums(this.leads.length);
    this.peers = new PeerSums(this.leads.length);
    this.said = new SaidForecasts(this.leads, expertNames.length * K, stride, this.daySteps);
    this.bands = new SeriesBands(grid.horizonSteps, stride, this.daySteps);
    this.memories = [this.sums, this.said.memory, this.bands.own, this.bands.said.memory];
    this.slots = new SeriesSlots(this.memories);
  }

  /** Series that are tracked. */
  get seriesCount(): number {
    return this.slots.size;
  }

  wants(originStep: number): boolean {
    return this.said.wants(originStep);
  }

  remember(series: SeriesRow, originStep: number, spoken: SpokenForecast): void {
    const slot = this.slots.ensure(series);
    this.said.keep(slot, originStep, spoken.voice === 'constant' ? null : spoken.said);
    this.bands.remember(slot, originStep, spoken);
  }

  resolve(windows: FleetWindows, profileOf: (series: SeriesRow) => string = unknownProfile): void {
    const due = this.said.takeDue(windows.originStep);
    if (due.length > 0) this.judge(windows, due, profileOf);
    this.bands.resolve(windows, (series) => this.slots.of(series));
    if (due.length > 0) this.slots.forgetMissing(windows);
  }

  standing(series: SeriesRow, profile: string): Standing {
    const slot = this.slots.of(series);
    return standingOf(slot === undefined ? null : this.sums.row(slot), this.leads.length, this.peers, groupsOf(series.metric, profile));
  }

  stretch(series: SeriesRow): BandStretch {
    return this.bands.stretch(series.metric, this.slots.of(series));
  }

  skill(series: SeriesRow): SeriesSkill | null {
    const slot = this.slots.of(series);
    return slot === undefined ? null : skillOf(this.sums.row(slot));
  }

  export(): Uint8Array {
    const entries = [...this.slots.entries()];
    return skillRecordBytes({
      grid: this.grid,
      said: [this.said.origins(), this.bands.said.origins()],
      bands: this.bands.pooled.export(),
      peers: this.peers.export(),
      keys: entries.map(([key]) => key),
      rows: entries.map(([, slot]) => this.memories.map((memory) => memory.row(slot))),
    });
  }

  static restore(bytes: Uint8Array, grid: SkillTrackerGrid): RestoredTracker {
    const tracker = new SkillTracker(grid);
    const outcome = readSkillRecord(bytes, grid, tracker.memories.map(({ width }) => width));
    if (outcome.kind !== 'read') return outcome;
    const { said, bands, peers, keys, rows } = outcome.record;
    tracker.said.restoreOrigins(said[0]);
    tracker.bands.said.restoreOrigins(said[1]);
    tracker.bands.pooled.import(bands);
    tracker.peers.import(peers);
    keys.forEach((key, i) => {
      const slot = tracker.slots.add(key);
      rows[i].forEach((part, m) => tracker.memories[m].row(slot).set(part));
    });
    return { kind: 'restored', tracker };
  }

  private judge(windows: FleetWindows, due: readonly DueForecast[], profileOf: (series: SeriesRow) => string): void {
    const { values, width } = this.said.memory;
    this.peers.begin();
    for (let row = 0; row < windows.seriesCount; row++) {
      const slot = this.slots.of(windows.rows[row]);
      if (slot === undefined) continue;
      const window = windows.window(row);
      const sums = this.sums.row(slot);
      for (const { lead, targetStep, offset, gapSteps } of due) {
        const actual = window[targetStep - windows.oldestStep];
        const at = slot * width + offset;
        if (actual === undefined || Number.isNaN(actual) || Number.isNaN(values[at + served * K])) continue;
        judge(sums, this.leads.indexOf(lead), { actual, said: values, saidAt: at, days: gapSteps / this.daySteps });
      }
      settleWord(sums);
      this.peers.add(groupsOf(windows.rows[row].metric, profileOf(windows.rows[row])), sums);
    }
    this.peers.settle();
  }
}
