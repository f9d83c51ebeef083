/**
 * From what is known of a series to the quantiles that are served, by a decision and nothing else. Q quantiles, H horizon steps,
 * L leads.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import type { PreparedSeries } from '../features/feature-store.ts';
import type { RowScale } from '../features/input-rows.ts';
import { fromFeatureScale, type KindScale } from '../features/scaling.ts';
import type { SeriesEvents } from '../features/series-events.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { type FloorsByLead, partAt } from './floors-by-lead.ts';
import { everyLead, floorForecast, type FloorName } from './floors.ts';
import { layEvents } from './lay-events.ts';
import type { BandStretch } from './ports.ts';
import type { Voice } from './serving-decision.ts';

const Q = quantileLevels.length;
/** Of the last day's width between the outermost quantiles: so far from the median they lie at least before they are stretched, as nothing stretches a band of no width. */
const leastOuterShare = 0.15;

/** One series at one origin. */
export interface SpokenSeries {
  /** The window in the metric's unit, NaN where nothing was observed; ends at the origin. */
  readonly window: Float32Array;
  readonly prepared: PreparedSeries;
  readonly scale: Readonly<RowScale>;
  readonly kind: KindScale;
  readonly originStep: number;
  /** Known events, which `prepared` does not see; null: none. */
  readonly events: SeriesEvents | null;
  /** [Q, H] in the metric's unit, events included; null when the network was not asked. */
  readonly modelQuantiles: Float32Array | null;
}

/** Lets voices speak; its buffers are used again for every series. */
export class VoiceSpeech {
  private readonly leads: Int32Array;
  private readonly win24: Float32Array;
  private readonly sameTime: Float32Array;

  constructor(horizonSteps: number) {
    this.leads = everyLead(horizonSteps);
    this.win24 = new Float32Array(Q * horizonSteps);
    this.sameTime = new Float32Array(Q * horizonSteps);
  }

  /** Writes [Q, H] in the metric's unit from into[at] on. A model's voice needs modelQuantiles. */
  speak(voice: Voice, series: SpokenSeries, into: Float32Array, at: number): void {
    switch (voice.kind) {
      case 'constant':
        into.fill(lastObserved(series.window), at, at + Q * this.leads.length);
        return;
      case 'floor':
        if (voice.byLead === undefined) into.set(floorInUnit(voice.floor, series, this.leads, this.win24), at);
        else this.layFloors(voice.byLead, series, into, at);
        if (voice.stretch === undefined) return;
        this.openShutBands(series, into, at);
        this.stretch(voice.stretch, series, into, at);
        return;
      case 'model':
        this.mix(voice, series, into, at);
        return;
    }
  }

  private mix({ shares, stretch, byLead }: Voice & { readonly kind: 'model' }, series: SpokenSeries, into: Float32Array, at: number): void {
    const H = this.leads.length;
    const model = series.modelQuantiles;
    if (model === null) throw new Error('the model was given the word on a series that the network was not asked about');
    if (shares.model === 1) {
      into.set(model, at);
    } else {
      const win24 = floorInUnit('win24', series, this.leads, this.win24);
      const sameTime = floorInUnit('same-time', series, this.leads, this.sameTime);
      for (let i = 0; i < Q * H; i++) into[at + i] = shares.model * model[i] + shares.win24 * win24[i] + shares.sameTime * sameTime[i];
    }
    if (byLead !== undefined) this.layFloors(byLead, series, into, at);
    this.stretch(stretch, series, into, at);
  }

  /** Puts floors where they have the word, instead of what stands there. All quantiles of a step are mixed alike, so that they stay in order. */
  private layFloors(byLead: FloorsByLead, series: SpokenSeries, into: Float32Array, at: number): void {
    const H = this.leads.length;
    for (let h = 0; h < H; h++) {
      const rest = partAt(byLead, null, h + 1);
      for (let i = h; i < Q * H; i += H) into[at + i] = rest === 0 ? 0 : rest * into[at + i];
    }
    for (const floor of new Set(byLead.floors)) {
      if (floor === null) continue;
      const said = floorInUnit(floor, series, this.leads, this.win24);
      for (let h = 0; h < H; h++) {
        const part = partAt(byLead, floor, h + 1);
        if (part > 0) for (let i = h; i < Q * H; i += H) into[at + i] += part * said[i];
      }
    }
  }

  /** A day without any change does not say that the next one brings none: where a floor's band has no width, the week's outermost quantiles open it. */
  private openShutBands({ prepared, scale, kind }: SpokenSeries, into: Float32Array, at: number): void {
    const H = this.leads.length;
    const { weekSorted } = prepared.state;
    const lowest = inUnit(quantileOfSorted(weekSorted, quantileLevels[0]), scale, kind);
    const highest = inUnit(quantileOfSorted(weekSorted, quantileLevels[Q - 1]), scale, kind);
    for (let h = 0; h < H; h++) {
      if (into[at + h] !== into[at + (Q - 1) * H + h]) continue;
      into[at + h] = Math.min(into[at + h], lowest);
      into[at + (Q - 1) * H + h] = Math.max(into[at + (Q - 1) * H + h], highest);
    }
  }

  /** Moves quantiles away from the median or towards it; the outermost ones stay outermost. */
  private stretch({ below, above, outerBelow, outerAbove }: BandStretch, series: SpokenSeries, into: Float32Array, at: number): void {
    if (below === 1 && above === 1 && outerBelow === 1 && outerAbove === 1) return;
    const H = this.leads.length;
    // An event may lift a series higher than it was in days.
    const highest = series.events === null ? fromFeatureScale(series.kind, series.scale.cap) : series.kind.ceiling;
    const least = leastOuterShare * widthOfDay(series);
    for (let h = 0; h < H; h++) {
      const middle = into[at + medianIndex * H + h];
      const awayFromMiddle = (distance: number) => Math.min(highest, Math.max(0, middle + distance));
      for (let q = 1; q < Q - 1; q++) if (q !== medianIndex) into[at + q * H + h] = awayFromMiddle((into[at + q * H + h] - middle) * (q < medianIndex ? below : above));
      into[at + h] = Math.min(into[at + H + h], awayFromMiddle(Math.min(into[at + h] - middle, -least) * outerBelow));
      into[at + (Q - 1) * H + h] = Math.max(into[at + (Q - 2) * H + h], awayFromMiddle(Math.max(into[at + (Q - 1) * H + h] - middle, least) * outerAbove));
    }
  }
}

/** [Q, leads] of a floor in the metric's unit, written to `into`. */
export function floorInUnit(name: FloorName, { prepared, scale, kind, events, originStep }: SpokenSeries, leads: Int32Array, into: Float32Array): Float32Array {
  if (name === 'last-value') prepared.state.renewWalk(prepared.history);
  floorForecast(name, prepared.state, leads, into);
  for (let i = 0; i < Q * leads.length; i++) into[i] = inUnit(into[i], scale, kind);
  if (events !== null) layEvents(into, 0, leads, originStep, events, kind);
  return into;
}

/** Between the outermost quantiles of the last day, in the metric's unit. */
function widthOfDay({ prepared, scale, kind }: SpokenSeries): number {
  const [low, high] = [0, Q - 1].map((q) => inUnit(quantileOfSorted(prepared.state.daySorted, quantileLevels[q]), scale, kind));
  return high - low;
}

/** Back to the metric's unit, no higher than the series may reach. */
export function inUnit(value: number, scale: Readonly<RowScale>, kind: KindScale): number {
  return fromFeatureScale(kind, value > scale.cap ? scale.cap : value);
}

function lastObserved(window: Float32Array): number {
  for (let i = window.length - 1; i >= 0; i--) if (!Number.isNaN(window[i])) return window[i];
  return 0;
}
