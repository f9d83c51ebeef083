/**
 * What was said and has not come true yet: per lead a ring of origins, long enough for hourly ones. Floats in bounded memory:
 * one row of `width` a series. E experts, L leads, K = 3 quantiles.
 */
import { expertNames, rememberedQuantiles } from '../forecasting/ports.ts';
import { SlotMemory } from './series-slots.ts';

/** Floats of one forecast at one lead: [experts, quantiles]. */
const saidWidth = expertNames.length * rememberedQuantiles.length;

interface Ring {
  readonly lead: number;
  readonly size: number;
  /** Where the ring begins in a series' row. */
  readonly offset: number;
  /** Origin of each place; NaN: empty. */
  readonly origins: number[];
  /** Steps between that origin and the one remembered before it. */
  readonly gaps: number[];
}

/** A forecast of all series for one step that has come. */
export interface DueForecast {
  readonly lead: number;
  readonly targetStep: number;
  /** Where it stands in a series' row: [experts, quantiles]. */
  readonly offset: number;
  /** Steps that it stands for. */
  readonly gapSteps: number;
}

/** Which origins are where; with the rows of the memory it is all there is to keep. */
export interface SaidOrigins {
  readonly lastOrigin: number | null;
  readonly rings: ReadonlyArray<{ readonly origins: ReadonlyArray<number | null>; readonly gaps: readonly number[] }>;
}

export class SaidForecasts {
  readonly memory: SlotMemory;
  private readonly rings: readonly Ring[];
  private readonly stride: number;
  private readonly mostGapSteps: number;
  private lastOrigin = NaN;

  /** `stride`: steps of an hour. */
  constructor(leads: Int32Array, stride: number, daySteps: number) {
    this.stride = stride;
    this.mostGapSteps = daySteps;
    let offset = 0;
    this.rings = Array.from(leads, (lead) => {
      const size = Math.ceil(lead / stride) + 1;
      const ring = { lead, size, offset, origins: new Array<number>(size).fill(NaN), gaps: new Array<number>(size).fill(0) };
      offset += size * saidWidth;
      return ring;
    });
    this.memory = new SlotMemory(new Float32Array(offset).fill(NaN));
  }

  /** Whether this origin is the first of its hour. */
  wants(originStep: number): boolean {
    return Number.isNaN(this.lastOrigin) || Math.floor(originStep / this.stride) > Math.floor(this.lastOrigin / this.stride);
  }

  /** `said` [experts, leads, quantiles]; null when there is nothing to be judged. */
  keep(slot: number, originStep: number, said: Float32Array | null): void {
    this.beginOrigin(originStep);
    const K = rememberedQuantiles.length;
    this.rings.forEach((ring, l) => {
      const at = slot * this.memory.width + ring.offset + this.placeOf(ring, originStep) * saidWidth;
      for (let e = 0; e < expertNames.length; e++) {
        for (let k = 0; k < K; k++) this.memory.values[at + e * K + k] = said === null ? NaN : said[(e * this.rings.length + l) * K + k];
      }
    });
  }

  /** Everything whose step lies at or before the origin; it counts as judged once asked for. */
  takeDue(originStep: number): readonly DueForecast[] {
    const due: DueForecast[] = [];
    for (const { lead, offset, origins, gaps } of this.rings) {
      origins.forEach((origin, place) => {
        if (!(origin + lead <= originStep)) return;
        due.push({ lead, targetStep: origin + lead, offset: offset + place * saidWidth, gapSteps: gaps[place] });
        origins[place] = NaN;
      });
    }
    return due;
  }

  origins(): SaidOrigins {
    return {
      lastOrigin: Number.isNaN(this.lastOrigin) ? null : this.lastOrigin,
      rings: this.rings.map(({ origins, gaps }) => ({ origins: origins.map((origin) => (Number.isNaN(origin) ? null : origin)), gaps })),
    };
  }

  restoreOrigins({ lastOrigin, rings }: SaidOrigins): void {
    this.lastOrigin = lastOrigin ?? NaN;
    rings.forEach(({ origins, gaps }, r) => {
      origins.forEach((origin, place) => (this.rings[r].origins[place] = origin ?? NaN));
      gaps.forEach((gap, place) => (this.rings[r].gaps[place] = gap));
    });
  }

  /** The first series of an origin claims the places of all; what stood there and was never judged is forgotten. */
  private beginOrigin(originStep: number): void {
    if (originStep === this.lastOrigin) return;
    const gap = Number.isNaN(this.lastOrigin) ? this.stride : Math.min(originStep - this.lastOrigin, this.mostGapSteps);
    this.lastOrigin = originStep;
    const { values, width } = this.memory;
    for (const ring of this.rings) {
      const place = this.placeOf(ring, originStep);
      ring.origins[place] = originStep;
      ring.gaps[place] = gap;
      for (let at = ring.offset + place * saidWidth; at < values.length; at += width) values.fill(NaN, at, at + saidWidth);
    }
  }

  private placeOf(ring: Ring, originStep: number): number {
    return Math.floor(originStep / this.stride) % ring.size;
  }
}
