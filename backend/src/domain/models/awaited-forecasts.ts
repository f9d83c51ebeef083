/**
 * What the voices of a trial said and what has not come true yet. A voice is whoever's loss is summed: champion, shadow, and the two
 * floors that are hardest to beat. S slots (one a series), L leads, V = 4 voices, K = 3 quantiles.
 */
import { quantileLevels } from '@fleetcast/contract';
import { insideBand, pinball } from '../evaluation/pinball.ts';
import { expertNames, rememberedQuantiles, type SaidByModels } from '../forecasting/ports.ts';

const K = rememberedQuantiles.length;
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);
const floors = [expertNames.indexOf('win24'), expertNames.indexOf('same-time')] as const;
const V = 2 + floors.length;
/** Places of the voices. */
const voice = { champion: 0, shadow: 1, win24: 2, sameTime: 3 } as const;
const leastSlots = 64;

/** What one forecast was worth when its outcome was known. Losses are pinball summed over K, in the metric's unit. */
export interface JudgedForecast {
  readonly championLoss: number;
  readonly win24Loss: number;
  readonly sameTimeLoss: number;
  /** 1 inside the 80 % band, 0 outside, one half on a bound. */
  readonly championInside: number;
  /** Null: it said nothing here. */
  readonly shadow: { readonly loss: number; readonly inside: number } | null;
}

/** What was said at one origin. */
export class AwaitedOrigin {
  readonly originStep: number;
  private readonly leadCount: number;
  /** [S, L, V, K]; NaN where nobody spoke. */
  private values: Float32Array;

  constructor(originStep: number, leadCount: number, slotCount: number) {
    this.originStep = originStep;
    this.leadCount = leadCount;
    this.values = new Float32Array(this.placeOf(Math.max(leastSlots, slotCount), 0)).fill(NaN);
  }

  /** `said`: [L, experts, K] as ShadowTrial.remember takes it; `models`: [L, K] each. */
  put(slot: number, said: Float32Array, { champion, challenger: shadow }: Pick<SaidByModels, 'champion' | 'challenger'>): void {
    this.makeRoomFor(slot);
    const { values } = this;
    for (let l = 0; l < this.leadCount; l++) {
      const at = this.placeOf(slot, l);
      for (let k = 0; k < K; k++) {
        values[at + voice.champion * K + k] = champion[l * K + k];
        values[at + voice.shadow * K + k] = shadow[l * K + k];
        floors.forEach((expert, f) => (values[at + (voice.win24 + f) * K + k] = said[(l * expertNames.length + expert) * K + k]));
      }
    }
  }

  /** Null where champion or floors said nothing. */
  judge(slot: number, lead: number, actual: number): JudgedForecast | null {
    const at = this.placeOf(slot, lead);
    if (at + V * K > this.values.length) return null;
    const [championLoss, win24Loss, sameTimeLoss] = [this.loss(at, voice.champion, actual), this.loss(at, voice.win24, actual), this.loss(at, voice.sameTime, actual)];
    if (Number.isNaN(championLoss) || Number.isNaN(win24Loss) || Number.isNaN(sameTimeLoss)) return null;
    const shadowLoss = this.loss(at, voice.shadow, actual);
    return {
      championLoss,
      win24Loss,
      sameTimeLoss,
      championInside: this.inside(at, voice.champion, actual),
      shadow: Number.isNaN(shadowLoss) ? null : { loss: shadowLoss, inside: this.inside(at, voice.shadow, actual) },
    };
  }

  private loss(at: number, of: number, actual: number): number {
    let loss = 0;
    for (let k = 0; k < K; k++) loss += pinball(levels[k], actual, this.values[at + of * K + k]);
    return loss;
  }

  private inside(at: number, of: number, actual: number): number {
    return insideBand(actual, this.values[at + of * K], this.values[at + of * K + K - 1]);
  }

  private placeOf(slot: number, lead: number): number {
    return (slot * this.leadCount + lead) * V * K;
  }

  private makeRoomFor(slot: number): void {
    const needed = this.placeOf(slot + 1, 0);
    if (needed <= this.values.length) return;
    const larger = new Float32Array(Math.ceil(1.5 * needed)).fill(NaN);
    larger.set(this.values);
    this.values = larger;
  }
}

export class AwaitedForecasts {
  private readonly leads: Int32Array;
  private waiting: AwaitedOrigin[] = [];

  /** `leads`: ascending, in steps. */
  constructor(leads: Int32Array) {
    this.leads = leads;
  }

  /** What was said at an origin, a new one with room for `slotCount` slots if need be. */
  at(originStep: number, slotCount: number): AwaitedOrigin {
    let origin = this.waiting.find((one) => one.originStep === originStep);
    if (origin === undefined) this.waiting.push((origin = new AwaitedOrigin(originStep, this.leads.length, slotCount)));
    return origin;
  }

  /** Takes out the origins of which every outcome is known by `step`. */
  takeDue(step: number): AwaitedOrigin[] {
    const isDue = ({ originStep }: AwaitedOrigin) => originStep + this.leads[this.leads.length - 1] <= step;
    const due = this.waiting.filter(isDue);
    if (due.length > 0) this.waiting = this.waiting.filter((one) => !isDue(one));
    return due;
  }

  clear(): void {
    this.waiting = [];
  }
}
