/**
 * What the voices of a trial lost on forecasts that came true, series by series. A row of sums stands in the slot of its series. Two
 * ways of adding up stand side by side: of every forecast of the champion, and of those that champion and shadow both made (paired).
 */
import { isSampled } from '../series/fleet-sample.ts';
import { seriesKey } from '../series/fleet-windows.ts';
import type { JudgedForecast } from './awaited-forecasts.ts';

/** A larger fleet is judged by a sample of its servers. */
const mostSeries = 5_000;
const leastSlots = 64;

/** Offsets in a series' sums; stored files hold them in this order. */
const sum = { champion: 0, shadow: 1, win24: 2, sameTime: 3, championInside: 4, shadowInside: 5, judged: 6, paired: 7, pairedChampion: 8, pairedWin24: 9, pairedSameTime: 10 } as const;
const width = 11;

interface SeriesName {
  readonly serverId: string;
  readonly metric: string;
}

/** Summed over the same forecasts, whose number is a fraction once old ones have faded. */
interface SummedLosses {
  readonly forecasts: number;
  readonly championLoss: number;
  readonly win24Loss: number;
  readonly sameTimeLoss: number;
}

export interface SeriesLosses extends SeriesName {
  readonly all: SummedLosses;
  readonly paired: SummedLosses & { readonly shadowLoss: number };
  /** Forecasts inside the 80 % band: of the champion on `paired` in a trial with a shadow, else on `all`. */
  readonly championInside: number;
  readonly shadowInside: number;
}

export type StoredSums = ReadonlyArray<SeriesName & { readonly sums: readonly number[] }>;

export class TrialSums {
  private readonly slots = new Map<string, number>();
  private readonly names: SeriesName[] = [];
  private sums = new Float64Array(0);
  /** Of the servers, as far as is known. */
  private sampledShare = 1;

  /** From now on the fleet is so large. */
  sampleFrom(fleetSeries: number): void {
    this.sampledShare = Math.min(1, mostSeries / fleetSeries);
  }

  get seriesCount(): number {
    return this.names.length;
  }

  /** Undefined: nothing was said of the series yet. */
  knownSlot({ serverId, metric }: SeriesName): number | undefined {
    return this.slots.get(seriesKey(serverId, metric));
  }

  /** The series' slot, a new one if need be; null: its server is not in the sample. */
  slotOf({ serverId, metric }: SeriesName): number | null {
    const key = seriesKey(serverId, metric);
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    if (this.names.length >= mostSeries || !isSampled(serverId, this.sampledShare)) return null;
    const slot = this.names.length;
    this.slots.set(key, slot);
    this.names.push({ serverId, metric });
    if ((slot + 1) * width > this.sums.length) {
      const larger = new Float64Array(Math.max(leastSlots, Math.ceil(1.5 * (slot + 1))) * width);
      larger.set(this.sums);
      this.sums = larger;
    }
    return slot;
  }

  /** Of a champion that nobody challenges. */
  addAlone(slot: number, judged: JudgedForecast): void {
    this.addChampion(slot, judged);
    this.sums[slot * width + sum.championInside] += judged.championInside;
  }

  addBesideShadow(slot: number, judged: JudgedForecast): void {
    this.addChampion(slot, judged);
    if (judged.shadow === null) return;
    const { sums } = this;
    const at = slot * width;
    sums[at + sum.paired] += 1;
    sums[at + sum.pairedChampion] += judged.championLoss;
    sums[at + sum.shadow] += judged.shadow.loss;
    sums[at + sum.pairedWin24] += judged.win24Loss;
    sums[at + sum.pairedSameTime] += judged.sameTimeLoss;
    sums[at + sum.championInside] += judged.championInside;
    sums[at + sum.shadowInside] += judged.shadow.inside;
  }

  private addChampion(slot: number, { championLoss, win24Loss, sameTimeLoss }: JudgedForecast): void {
    const { sums } = this;
    const at = slot * width;
    sums[at + sum.champion] += championLoss;
    sums[at + sum.win24] += win24Loss;
    sums[at + sum.sameTime] += sameTimeLoss;
    sums[at + sum.judged] += 1;
  }

  /** What the floor that lost less so far on this series lost on one forecast. */
  betterFloorLoss(slot: number, { win24Loss, sameTimeLoss }: JudgedForecast): number {
    const at = slot * width;
    return this.sums[at + sum.win24] <= this.sums[at + sum.sameTime] ? win24Loss : sameTimeLoss;
  }

  /** Leaves `share` of every sum, so that old forecasts count less. */
  fade(share: number): void {
    for (let i = 0; i < this.sums.length; i++) this.sums[i] *= share;
  }

  /** Of every series, in the order in which they were first spoken of. */
  bySeries(): SeriesLosses[] {
    return this.names.map(({ serverId, metric }, slot) => {
      const of = (place: number) => this.sums[slot * width + place];
      return {
        serverId,
        metric,
        all: { forecasts: of(sum.judged), championLoss: of(sum.champion), win24Loss: of(sum.win24), sameTimeLoss: of(sum.sameTime) },
        paired: { forecasts: of(sum.paired), championLoss: of(sum.pairedChampion), win24Loss: of(sum.pairedWin24), sameTimeLoss: of(sum.pairedSameTime), shadowLoss: of(sum.shadow) },
        championInside: of(sum.championInside),
        shadowInside: of(sum.shadowInside),
      };
    });
  }

  clear(): void {
    this.slots.clear();
    this.names.length = 0;
    this.sums.fill(0);
  }

  export(): StoredSums {
    return this.names.map(({ serverId, metric }, slot) => ({ serverId, metric, sums: [...this.sums.subarray(slot * width, (slot + 1) * width)] }));
  }

  /** Adds the series of a stored file; rows of another width, as an earlier version may have written them, are left out. */
  import(stored: StoredSums): void {
    for (const { serverId, metric, sums } of stored) {
      const slot = this.slotOf({ serverId, metric });
      if (slot !== null && sums.length === width) this.sums.set(sums, slot * width);
    }
  }
}
