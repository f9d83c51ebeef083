/**
 * Bands that fit each series: what a metric's pooled stretch leaves over, learned per series from its own misses and forgotten
 * by half in 14 days. Once an hour the four sides of what is served are kept at 16 leads spread evenly over the horizon, so
 * that no lead counts more than its part of the steps.
 */
import type { BandStretch, SpokenForecast } from '../forecasting/ports.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { BandControl } from './band-control.ts';
import { addMisses, bandSides, moveStretches } from './band-sides.ts';
import { SaidForecasts } from './said-forecasts.ts';
import { SlotMemory } from './series-slots.ts';

const watchedLeads = 16;
const halfLifeDays = 14;
const pace = { perDay: [0.5, 0.5, 2, 2], most: new Array<number>(4).fill(Math.log(2)), few: 0 } as const;
const none: BandStretch = { below: 1, above: 1, outerBelow: 1, outerAbove: 1 };

export class SeriesBands {
  readonly said: SaidForecasts;
  /** [slots, sides] logarithms of a series' own stretches. */
  readonly own = new SlotMemory(new Float32Array(bandSides.length));
  readonly pooled = new BandControl();
  private readonly leads: Int32Array;
  private readonly horizonSteps: number;
  private readonly daySteps: number;
  private readonly sides: Float32Array;
  private readonly misses = new Float64Array(bandSides.length);

  constructor(horizonSteps: number, stride: number, daySteps: number) {
    this.horizonSteps = horizonSteps;
    this.daySteps = daySteps;
    const spread = Array.from({ length: watchedLeads }, (_, i) => Math.round(((i + 1) * horizonSteps) / watchedLeads));
    this.leads = Int32Array.from(new Set(spread.filter((lead) => lead >= 1)));
    this.said = new SaidForecasts(this.leads, bandSides.length, stride, daySteps);
    this.sides = new Float32Array(this.leads.length * bandSides.length);
  }

  /** Constants are served as they are; and what a floor makes of yesterday's values after a gap says nothing of bands at other times. */
  remember(slot: number, originStep: number, { quantiles, at, voice, isGappy }: SpokenForecast): void {
    if (voice === 'constant' || isGappy) {
      this.said.keep(slot, originStep, null);
      return;
    }
    this.leads.forEach((lead, l) => {
      bandSides.forEach(({ quantile }, side) => (this.sides[l * bandSides.length + side] = quantiles[at + quantile * this.horizonSteps + lead - 1]));
    });
    this.said.keep(slot, originStep, this.sides);
  }

  /** Judges what has come true by the windows' origin. */
  resolve(windows: FleetWindows, slotOf: (series: SeriesRow) => number | undefined): void {
    const due = this.said.takeDue(windows.originStep);
    if (due.length === 0) return;
    const { values, width } = this.said.memory;
    for (let row = 0; row < windows.seriesCount; row++) {
      const slot = slotOf(windows.rows[row]);
      if (slot === undefined) continue;
      const window = windows.window(row);
      let count = 0;
      let gapSteps = 0;
      this.misses.fill(0);
      for (const one of due) {
        const actual = window[one.targetStep - windows.oldestStep];
        const at = slot * width + one.offset;
        if (actual === undefined || Number.isNaN(actual) || Number.isNaN(values[at])) continue;
        addMisses(actual, values, at, this.misses);
        count += 1;
        gapSteps += one.gapSteps;
      }
      if (count > 0) this.learn(windows.rows[row].metric, slot, count, gapSteps / this.daySteps);
    }
    this.pooled.settle();
  }

  /** `slot` undefined: a series that nothing is known of. */
  stretch(metric: string, slot: number | undefined): BandStretch {
    const pooled = this.pooled.logStretches(metric);
    const own = slot === undefined ? null : this.own.row(slot);
    const stretch: Record<keyof BandStretch, number> = { ...none };
    bandSides.forEach(({ name }, side) => (stretch[name] = Math.exp(pooled[side] + (own?.[side] ?? 0))));
    return stretch;
  }

  private learn(metric: string, slot: number, count: number, days: number): void {
    this.pooled.observe(metric, this.misses, count, days);
    const at = slot * bandSides.length;
    const meanDays = days / count;
    for (let side = 0; side < bandSides.length; side++) this.own.values[at + side] *= 2 ** (-meanDays / halfLifeDays);
    moveStretches(this.own.values, at, { misses: this.misses, count, days: meanDays }, pace);
  }
}
