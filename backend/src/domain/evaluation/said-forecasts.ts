/**
 * What was said and has not come true yet: per lead a ring of origins, long enough for hourly ones. Floats in bounded memory:
 * one row a series. L leads, W floats a forecast at one lead.
 */
import { SlotMemory } from './series-slots.ts';

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
  /** Where its W floats stand in a series' row. */
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
  private readonly width: number;
  private readonly stride: number;
  private readonly mostGapSteps: number;
  private lastOrigin = NaN;

  /** `width`: floats a forecast at one lead; `stride`: steps of an hour. */
  constructor(leads: Int32Array, width: number, stride: number, daySteps: number) {
    this.width = width;
    this.stride = stride;
    this.mostGapSteps = daySteps;
    let offset = 0;
    this.rings = Array.from(leads, (lead) => {
      const size = Math.ceil(lead / stride) + 1;
      const ring = { lead, size, offset, origins: new Array<number>(size).fill(NaN), gaps: new Array<number>(size).fill(0) };
      offset += size * width;
      return ring;
    });
    this.memory = new SlotMemory(new Float32Array(offset).fill(NaN));
  }

  /** Whether this origin is the first of its hour. */
  wants(originStep: number): boolean {
    return Number.isNaN(this.lastOrigin) || Math.floor(originStep / this.stride) > Math.floor(this.lastOrigin / this.stride);
  }

  /** `said` [L, W]; null when there is nothing to be judged. */
  keep(slot: number, originStep: number, said: Float32Array | null): void {
    this.beginOrigin(originStep);
    if (said === null) return;
    const { values, width } = this.memory;
    this.rings.forEach((ring, l) => {
      const at = slot * width + ring.offset + this.placeOf(ring, originStep) * this.width;
      for (let i = 0; i < this.width; i++) values[at + i] = said[l * this.width + i];
    });
  }

  /** Everything whose step lies at or before the origin; it counts as judged once asked for. */
  takeDue(originStep: number): readonly DueForecast[] {
    const due: DueForecast[] = [];
    for (const { lead, offset, origins, gaps } of this.rings) {
      origins.forEach((origin, place) => {
        if (!(origin + lead <= originStep)) return;
        due.push({ lead, targetStep: origin + lead, offset: offset + place * this.width, gapSteps: gaps[place] });
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
      for (let at = ring.offset + place * this.width; at < values.length; at += width) values.fill(NaN, at, at + this.width);
    }
  }

  private placeOf(ring: Ring, originStep: number): number {
    return Math.floor(originStep / this.stride) % ring.size;
  }
}
