import type { BandStretch } from '../forecasting/ports.ts';

/** Each side of the 80 % band should be missed by this share of the actuals. */
const wantedMiss = 0.1;
/** How much the logarithm of a stretch moves in a day, per unit of excess misses. */
const gainPerDay = 2;
const mostStretch = Math.log(2);
/** With fewer actuals at once than about this, the step is shortened: a handful says little. */
const fewActuals = 10;

interface Side {
  logStretch: number;
  misses: number;
}

interface MetricBand {
  readonly below: Side;
  readonly above: Side;
  count: number;
  days: number;
}

/**
 * Keeps each metric's 80 % bands honest: pooled over all series that the model serves, a side that is missed too often
 * is stretched, one that is missed too rarely shrinks (Gibbs and Candes 2021, on the logarithm of the width).
 */
export class BandControl {
  private readonly bands = new Map<string, MetricBand>();

  observe(metric: string, actual: number, lower: number, upper: number, days: number): void {
    const band = this.bandOf(metric);
    const tie = lower === upper ? 0.25 : 0.5;
    band.below.misses += actual < lower ? 1 : actual === lower ? tie : 0;
    band.above.misses += actual > upper ? 1 : actual === upper ? tie : 0;
    band.count += 1;
    band.days += days;
  }

  /** Moves the stretches by what was observed since the last time. */
  settle(): void {
    for (const band of this.bands.values()) {
      if (band.count === 0) continue;
      const gain = gainPerDay * (band.days / band.count) * (band.count / (band.count + fewActuals));
      for (const side of [band.below, band.above]) {
        const moved = side.logStretch + gain * (side.misses / band.count - wantedMiss);
        side.logStretch = Math.max(-mostStretch, Math.min(mostStretch, moved));
        side.misses = 0;
      }
      band.count = 0;
      band.days = 0;
    }
  }

  stretch(metric: string): BandStretch {
    const band = this.bands.get(metric);
    return band === undefined ? { below: 1, above: 1 } : { below: Math.exp(band.below.logStretch), above: Math.exp(band.above.logStretch) };
  }

  export(): Record<string, [number, number]> {
    return Object.fromEntries([...this.bands].map(([metric, { below, above }]) => [metric, [below.logStretch, above.logStretch]]));
  }

  import(bands: Readonly<Record<string, readonly [number, number]>>): void {
    for (const [metric, [below, above]] of Object.entries(bands)) {
      const band = this.bandOf(metric);
      band.below.logStretch = below;
      band.above.logStretch = above;
    }
  }

  private bandOf(metric: string): MetricBand {
    let band = this.bands.get(metric);
    if (band === undefined) this.bands.set(metric, (band = { below: { logStretch: 0, misses: 0 }, above: { logStretch: 0, misses: 0 }, count: 0, days: 0 }));
    return band;
  }
}
