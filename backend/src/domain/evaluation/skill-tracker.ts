/**
 * What became of what was said, series by series, in bounded memory: once an hour every expert's q10, q50 and q90 at
 * 30 min, 1, 2, 4 and 8 h are kept until their step has come, then judged into sums that halve every 7 days;
 * docs/methods/skill.md. 2 KB a series; an actual that never comes is never judged.
 *
 * E experts, L leads, K = 3 quantiles; n slots, one a series.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { SeriesSkill } from '../forecasting/fleet-forecast.ts';
import { floorNames } from '../forecasting/floors.ts';
import { expertNames, rememberedQuantiles, type BandStretch, type Standing, type TrackRecord } from '../forecasting/ports.ts';
import { seriesKey, type FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { BandControl } from './band-control.ts';
import { insideBand, pinball } from './pinball.ts';
import { initialShares, updateShares } from './shares.ts';

const E = expertNames.length;
const K = rememberedQuantiles.length;
const F = floorNames.length;
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);
const model = expertNames.indexOf('model');
const served = expertNames.indexOf('served');
const firstFloor = expertNames.indexOf(floorNames[0]);
const leadMinutes = [30, 60, 120, 240, 480];
const halfLifeDays = 7;
/** Judged forecasts (origin times lead) before a skill is stated. */
export const leastResolved = 30;
/** And before the model can lose the word: a day of hourly ones. */
const leastResolvedToJudge = 120;

/** Offsets in a series' sums. */
const sum = { servedLoss: 0, floorLoss: 1, modelLoss: 1 + F, pairedFloorLoss: 2 + F, inside: 2 + 2 * F, weight: 3 + 2 * F, shares: 4 + 2 * F, resolved: 7 + 2 * F, pairedResolved: 8 + 2 * F } as const;
const sumsWidth = 9 + 2 * F;

export interface SkillTrackerGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

interface Ring {
  readonly lead: number;
  readonly size: number;
  /** Offset of the ring in a slot's memory. */
  readonly offset: number;
  /** Origin of each place; NaN: empty. */
  readonly origins: number[];
  /** Steps between that origin and the one remembered before it. */
  readonly gaps: number[];
}

interface TrackerHeader {
  readonly format: 1;
  readonly grid: SkillTrackerGrid;
  readonly experts: readonly string[];
  readonly lastRemembered: number | null;
  readonly rings: ReadonlyArray<{ readonly origins: ReadonlyArray<number | null>; readonly gaps: readonly number[] }>;
  readonly bands: Readonly<Record<string, readonly [number, number]>>;
  readonly keys: readonly string[];
}

export type RestoredTracker = { readonly kind: 'restored'; readonly tracker: SkillTracker } | { readonly kind: 'unusable'; readonly message: string };

export class SkillTracker implements TrackRecord {
  readonly leads: Int32Array;
  private readonly grid: SkillTrackerGrid;
  private readonly stride: number;
  private readonly daySteps: number;
  private readonly rings: readonly Ring[];
  private readonly slotWidth: number;
  private readonly slots = new Map<string, number>();
  private readonly bands = new BandControl();
  private memory = new Float32Array(0);
  private sums = new Float32Array(0);
  private lastRemembered = NaN;
  private slotCount = 0;
  private readonly freeSlots: number[] = [];

  constructor(grid: SkillTrackerGrid) {
    this.grid = grid;
    this.stride = Math.max(1, Math.round(3600 / grid.stepSeconds));
    this.daySteps = Math.round(86_400 / grid.stepSeconds);
    const leads = leadMinutes.map((minutes) => Math.max(1, Math.round((minutes * 60) / grid.stepSeconds)));
    this.leads = Int32Array.from(new Set(leads.filter((lead) => lead <= grid.horizonSteps)));
    let offset = 0;
    this.rings = Array.from(this.leads, (lead) => {
      const size = Math.ceil(lead / this.stride) + 1;
      const ring = { lead, size, offset, origins: new Array<number>(size).fill(NaN), gaps: new Array<number>(size).fill(0) };
      offset += size * E * K;
      return ring;
    });
    this.slotWidth = offset;
  }

  /** Series that are tracked. */
  get seriesCount(): number {
    return this.slots.size;
  }

  wants(originStep: number): boolean {
    return Number.isNaN(this.lastRemembered) || Math.floor(originStep / this.stride) > Math.floor(this.lastRemembered / this.stride);
  }

  remember(series: SeriesRow, originStep: number, said: Float32Array, constant: boolean): void {
    this.beginOrigin(originStep);
    const slot = this.slotOf(series);
    for (let l = 0; l < this.rings.length; l++) {
      const ring = this.rings[l];
      const at = slot * this.slotWidth + ring.offset + this.placeOf(ring, originStep) * E * K;
      for (let e = 0; e < E; e++) for (let k = 0; k < K; k++) this.memory[at + e * K + k] = constant ? NaN : said[(e * this.rings.length + l) * K + k];
    }
  }

  resolve(windows: FleetWindows): void {
    const due = this.rings.flatMap((ring) => ring.origins.map((origin, place) => ({ ring, place, origin })).filter(({ ring: { lead }, origin }) => origin + lead <= windows.originStep));
    if (due.length === 0) return;
    for (let row = 0; row < windows.seriesCount; row++) {
      const series = windows.rows[row];
      const slot = this.slots.get(seriesKey(series.serverId, series.metric));
      if (slot === undefined) continue;
      const window = windows.window(row);
      for (const { ring, place, origin } of due) {
        const actual = window[origin + ring.lead - windows.oldestStep];
        if (actual === undefined || Number.isNaN(actual)) continue;
        this.judge(series.metric, slot, slot * this.slotWidth + ring.offset + place * E * K, actual, ring.gaps[place]);
      }
    }
    for (const { ring, place } of due) ring.origins[place] = NaN;
    this.bands.settle();
    this.forgetMissing(windows);
  }

  standing(series: SeriesRow): Standing {
    const slot = this.slots.get(seriesKey(series.serverId, series.metric));
    if (slot === undefined) return { bestFloor: null, modelSkill: null, shares: initialShares };
    const at = slot * sumsWidth;
    const { sums } = this;
    const shares = { model: sums[at + sum.shares], win24: sums[at + sum.shares + 1], sameTime: sums[at + sum.shares + 2] };
    const bestFloor = sums[at + sum.resolved] < leastResolved ? null : floorNames[this.bestOf(at + sum.floorLoss)];
    const modelSkill = sums[at + sum.pairedResolved] < leastResolvedToJudge ? null : skillAgainst(sums[at + sum.modelLoss], sums[at + sum.pairedFloorLoss + this.bestOf(at + sum.pairedFloorLoss)]);
    return { bestFloor, modelSkill, shares };
  }

  stretch(series: SeriesRow): BandStretch {
    return this.bands.stretch(series.metric);
  }

  skill(series: SeriesRow): SeriesSkill | null {
    const slot = this.slots.get(seriesKey(series.serverId, series.metric));
    if (slot === undefined) return null;
    const at = slot * sumsWidth;
    const { sums } = this;
    if (sums[at + sum.resolved] < leastResolved) return null;
    return {
      value: skillAgainst(sums[at + sum.servedLoss], sums[at + sum.floorLoss + this.bestOf(at + sum.floorLoss)]),
      resolvedForecasts: sums[at + sum.resolved],
      coverage80: sums[at + sum.inside] / sums[at + sum.weight],
    };
  }

  /** Forgets series that the windows no longer hold, and gives their place to new ones. */
  private forgetMissing(windows: FleetWindows): void {
    if (this.slots.size <= windows.seriesCount) return;
    const present = new Set(windows.rows.map(({ serverId, metric }) => seriesKey(serverId, metric)));
    for (const [key, slot] of this.slots) {
      if (present.has(key)) continue;
      this.slots.delete(key);
      this.freeSlots.push(slot);
    }
  }

  /** All of it as bytes: the length of a JSON header, the header, sums and memory of each series. */
  export(): Uint8Array {
    const keys = [...this.slots.keys()];
    const header: TrackerHeader = {
      format: 1,
      grid: this.grid,
      experts: expertNames,
      lastRemembered: Number.isNaN(this.lastRemembered) ? null : this.lastRemembered,
      rings: this.rings.map(({ origins, gaps }) => ({ origins: origins.map((origin) => (Number.isNaN(origin) ? null : origin)), gaps })),
      bands: this.bands.export(),
      keys,
    };
    const head = new TextEncoder().encode(JSON.stringify(header));
    const start = 4 * Math.ceil((4 + head.length) / 4);
    const width = sumsWidth + this.slotWidth;
    const bytes = new Uint8Array(start + 4 * width * keys.length);
    new DataView(bytes.buffer).setUint32(0, head.length, true);
    bytes.set(head, 4);
    const floats = new Float32Array(bytes.buffer, start);
    keys.forEach((key, i) => {
      const slot = this.slots.get(key)!;
      floats.set(this.sums.subarray(slot * sumsWidth, (slot + 1) * sumsWidth), i * width);
      floats.set(this.memory.subarray(slot * this.slotWidth, (slot + 1) * this.slotWidth), i * width + sumsWidth);
    });
    return bytes;
  }

  static restore(bytes: Uint8Array, grid: SkillTrackerGrid): RestoredTracker {
    let header: TrackerHeader;
    let start: number;
    try {
      const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
      header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as TrackerHeader;
      start = 4 * Math.ceil((4 + length) / 4);
    } catch (error) {
      return { kind: 'unusable', message: `the skill record has no readable header: ${error instanceof Error ? error.message : String(error)}` };
    }
    const fits = header.format === 1 && header.grid.stepSeconds === grid.stepSeconds && header.grid.horizonSteps === grid.horizonSteps && header.experts.join() === expertNames.join();
    if (!fits) return { kind: 'unusable', message: 'the skill record was written for another grid, another set of floors or by another version; a new one is begun' };
    const tracker = new SkillTracker(grid);
    const width = sumsWidth + tracker.slotWidth;
    if (bytes.length !== start + 4 * width * header.keys.length) return { kind: 'unusable', message: `the skill record is cut off: ${bytes.length} of ${start + 4 * width * header.keys.length} bytes` };
    // Copied element by element: bytes may be a view into a larger buffer, at any offset.
    const floats = new Float32Array((bytes.length - start) / 4);
    new Uint8Array(floats.buffer).set(bytes.subarray(start));
    tracker.lastRemembered = header.lastRemembered ?? NaN;
    tracker.bands.import(header.bands);
    header.rings.forEach(({ origins, gaps }, r) => {
      origins.forEach((origin, place) => (tracker.rings[r].origins[place] = origin ?? NaN));
      gaps.forEach((gap, place) => (tracker.rings[r].gaps[place] = gap));
    });
    tracker.reserve(header.keys.length);
    tracker.slotCount = header.keys.length;
    header.keys.forEach((key, slot) => {
      tracker.slots.set(key, slot);
      tracker.sums.set(floats.subarray(slot * width, slot * width + sumsWidth), slot * sumsWidth);
      tracker.memory.set(floats.subarray(slot * width + sumsWidth, (slot + 1) * width), slot * tracker.slotWidth);
    });
    return { kind: 'restored', tracker };
  }

  /** The first series of an origin claims the places of all; what stood there and was never judged is forgotten. */
  private beginOrigin(originStep: number): void {
    if (originStep === this.lastRemembered) return;
    const gap = Number.isNaN(this.lastRemembered) ? this.stride : Math.min(originStep - this.lastRemembered, this.daySteps);
    this.lastRemembered = originStep;
    for (const ring of this.rings) {
      const place = this.placeOf(ring, originStep);
      ring.origins[place] = originStep;
      ring.gaps[place] = gap;
      for (let slot = 0; slot < this.memory.length / this.slotWidth; slot++) {
        const at = slot * this.slotWidth + ring.offset + place * E * K;
        this.memory.fill(NaN, at, at + E * K);
      }
    }
  }

  private placeOf(ring: Ring, originStep: number): number {
    return Math.floor(originStep / this.stride) % ring.size;
  }

  private slotOf(series: SeriesRow): number {
    const key = seriesKey(series.serverId, series.metric);
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.freeSlots.pop() ?? this.slotCount++;
      this.reserve(slot + 1);
      this.slots.set(key, slot);
      this.memory.fill(NaN, slot * this.slotWidth, (slot + 1) * this.slotWidth);
      this.sums.fill(0, slot * sumsWidth, (slot + 1) * sumsWidth);
      this.sums.set([initialShares.model, initialShares.win24, initialShares.sameTime], slot * sumsWidth + sum.shares);
    }
    return slot;
  }

  private reserve(slots: number): void {
    const capacity = this.sums.length / sumsWidth;
    if (slots <= capacity) return;
    const larger = Math.max(slots, Math.ceil(capacity * 1.5), 64);
    const memory = new Float32Array(larger * this.slotWidth).fill(NaN);
    const sums = new Float32Array(larger * sumsWidth);
    memory.set(this.memory);
    sums.set(this.sums);
    this.memory = memory;
    this.sums = sums;
  }

  /** Judges one remembered forecast, whose quantiles [E, K] begin at `at`. */
  private judge(metric: string, slot: number, at: number, actual: number, gapSteps: number): void {
    const { memory, sums, daySteps } = this;
    if (Number.isNaN(memory[at + served * K])) return;
    const base = slot * sumsWidth;
    const share = gapSteps / this.rings.length;
    const keep = 2 ** (-share / (halfLifeDays * daySteps));
    const lossOf = (expert: number) => {
      let loss = 0;
      for (let k = 0; k < K; k++) loss += pinball(levels[k], actual, memory[at + expert * K + k]);
      return loss;
    };
    sums[base + sum.servedLoss] = keep * sums[base + sum.servedLoss] + lossOf(served);
    const hasModel = !Number.isNaN(memory[at + model * K]);
    for (let f = 0; f < F; f++) {
      const loss = lossOf(firstFloor + f);
      sums[base + sum.floorLoss + f] = keep * sums[base + sum.floorLoss + f] + loss;
      if (hasModel) sums[base + sum.pairedFloorLoss + f] = keep * sums[base + sum.pairedFloorLoss + f] + loss;
    }
    const lower = memory[at + served * K];
    const upper = memory[at + served * K + K - 1];
    sums[base + sum.inside] = keep * sums[base + sum.inside] + insideBand(actual, lower, upper);
    sums[base + sum.weight] = keep * sums[base + sum.weight] + 1;
    sums[base + sum.resolved] += 1;
    if (hasModel) {
      sums[base + sum.modelLoss] = keep * sums[base + sum.modelLoss] + lossOf(model);
      sums[base + sum.pairedResolved] += 1;
      updateShares(sums, base + sum.shares, memory, at, actual, sums[base + sum.modelLoss] / sums[base + sum.weight], share / daySteps);
      this.bands.observe(metric, actual, lower, upper, gapSteps / daySteps);
    }
  }

  private bestOf(at: number): number {
    let best = 0;
    for (let f = 1; f < F; f++) if (this.sums[at + f] < this.sums[at + best]) best = f;
    return best;
  }
}

/** 0 when neither loses anything: a tie. */
function skillAgainst(loss: number, best: number): number {
  if (best > 0) return 1 - loss / best;
  return loss > 0 ? -1 : 0;
}
