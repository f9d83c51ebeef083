import { bandSides, moveStretches } from './band-sides.ts';

/**
 * The outer band is missed five times more rarely, so that it is moved faster. It may go far, as it makes up for zeros on a lower bound
 * of 0: no bound goes below 0 nor much beyond what the series reached in the last days anyway.
 */
const pace = { perDay: [2, 2, 16, 16], most: [Math.log(2), Math.log(2), 3, 3], few: 10 } as const;

interface MetricBands {
  readonly logStretches: Float32Array;
  readonly misses: Float64Array;
  count: number;
  days: number;
}

/**
 * Keeps each metric's bands honest, pooled over all series: a side that is missed too often is
 * stretched, one that is missed too rarely shrinks.
 */
export class BandControl {
  private readonly bands = new Map<string, MetricBands>();

  /** Adds what one series missed, in the order of bandSides, in `count` actuals that stand for `days` in all. */
  observe(metric: string, misses: Float64Array, count: number, days: number): void {
    const band = this.bandOf(metric);
    for (let side = 0; side < bandSides.length; side++) band.misses[side] += misses[side];
    band.count += count;
    band.days += days;
  }

  /** Moves the stretches by what was observed since the last time. */
  settle(): void {
    for (const band of this.bands.values()) {
      if (band.count === 0) continue;
      shareOuterMisses(band.misses);
      moveStretches(band.logStretches, 0, { misses: band.misses, count: band.count, days: band.days / band.count }, pace);
      band.misses.fill(0);
      band.count = 0;
      band.days = 0;
    }
  }

  /** Logarithms of a metric's stretches, in the order of bandSides. */
  logStretches(metric: string): ArrayLike<number> {
    return this.bands.get(metric)?.logStretches ?? unstretched;
  }

  export(): Record<string, number[]> {
    return Object.fromEntries([...this.bands].map(([metric, { logStretches }]) => [metric, [...logStretches]]));
  }

  import(bands: Readonly<Record<string, readonly number[]>>): void {
    for (const [metric, logs] of Object.entries(bands)) this.bandOf(metric).logStretches.set(logs);
  }

  private bandOf(metric: string): MetricBands {
    let band = this.bands.get(metric);
    if (band === undefined) this.bands.set(metric, (band = { logStretches: new Float32Array(bandSides.length), misses: new Float64Array(bandSides.length), count: 0, days: 0 }));
    return band;
  }
}

/**
 * The 96 % band is kept as a whole. An actual of 0 on a lower bound of 0 counts half, and no stretch moves that bound:
 * the other side makes up for it.
 */
function shareOuterMisses(misses: Float64Array): void {
  const [below, above] = ['outerBelow', 'outerAbove'].map((name) => bandSides.findIndex((side) => side.name === name));
  misses[below] = misses[above] = (misses[below] + misses[above]) / 2;
}

const unstretched = new Float32Array(bandSides.length);
