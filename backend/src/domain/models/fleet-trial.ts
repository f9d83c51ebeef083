/**
 * How two models compare that forecast the same series from the same inputs at the same origins: the champion and one beside it (the
 * shadow), and both against the floors. Nothing is judged before its outcome is known, and both models are judged on
 * the same outcomes. docs/methods/model-lifecycle.md.
 *
 * L leads, K = 3 quantiles, V = 4 voices; S slots, one a series, at most `mostSeries`.
 */
import { quantileLevels } from '@fleetcast/contract';
import { insideBand, pinball } from '../evaluation/pinball.ts';
import { expertNames, rememberedQuantiles, type SaidByModels, type ShadowTrial } from '../forecasting/ports.ts';
import { isSampled } from '../series/fleet-sample.ts';
import { seriesKey, type FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { ErrorDrift, type DriftFigures } from './error-drift.ts';
import { pairedTest, type PairedTest, type SeriesComparison } from './paired-test.ts';

const K = rememberedQuantiles.length;
const levels = rememberedQuantiles.map((q) => quantileLevels[q]);
/** Whose loss is summed: champion, shadow, and the two floors that are hardest to beat. */
const floors = [expertNames.indexOf('win24'), expertNames.indexOf('same-time')] as const;
const V = 2 + floors.length;
/** A larger fleet is judged by a sample of its servers. */
const mostSeries = 5_000;
/** A series on which the floors hardly lose says little: its ratio counts no more than this. */
const mostRatio = 5;
/** Of a fading series less is left than this of one forecast: it is gone. */
const leastForecasts = 0.5;

/** Offsets in a series' sums. */
const sum = { champion: 0, shadow: 1, win24: 2, sameTime: 3, championInside: 4, shadowInside: 5, judged: 6, paired: 7, pairedChampion: 8, pairedWin24: 9, pairedSameTime: 10 } as const;
const width = 11;

export interface VoiceFigures {
  /** Mean over series of the loss as a ratio to the better floor's. */
  readonly floorRatio: number;
  readonly coverage80: number;
}

export interface TrialFigures {
  readonly champion: string;
  readonly shadow: string | null;
  /** Origin of the oldest forecast that was compared; null before the first. */
  readonly sinceStep: number | null;
  /** Forecasts (series times origin times lead) that both made and that have come true; of the champion alone without a shadow. */
  readonly judged: number;
  readonly championFigures: VoiceFigures | null;
  readonly shadowFigures: VoiceFigures | null;
  /** Of the shadow against the champion; null while there is nothing to compare. */
  readonly test: PairedTest | null;
  /** Of the champion (as `shadow` of the test) against the better floor of each series: above 0 the floors are better. */
  readonly againstFloors: PairedTest | null;
  readonly drift: DriftFigures;
  /** Whether the champion got worse beside the shadow than it was in the first days of both. */
  readonly driftBesideShadow: DriftFigures;
}

/** What both models lost on the same forecasts of one series. */
export interface PairedSeries extends SeriesComparison {
  readonly metric: string;
  /** Forecasts that came true; old ones count less where sums fade. */
  readonly forecasts: number;
}

interface Pending {
  readonly originStep: number;
  /** [S, L, V, K] */
  values: Float32Array;
}

export interface StoredTrial {
  readonly champion: string;
  readonly shadow: string | null;
  readonly sinceStep: number | null;
  readonly drift: ReturnType<ErrorDrift['export']>;
  /** Left out in files of earlier versions. */
  readonly driftBesideShadow?: ReturnType<ErrorDrift['export']>;
  readonly fadedToStep?: number | null;
  readonly series: ReadonlyArray<{ readonly serverId: string; readonly metric: string; readonly sums: readonly number[] }>;
}

/** Relative differences of loss, from -1 to 1, of forecasts that came true at one step. */
class Differences {
  total = 0;
  count = 0;

  add(own: number, other: number): void {
    if (!(own + other > 0)) return;
    this.total += (own - other) / (own + other);
    this.count += 1;
  }
}

export class FleetTrial implements ShadowTrial {
  private readonly leads: Int32Array;
  private readonly halfLifeSteps: number;
  private readonly slots = new Map<string, number>();
  private readonly rows: Array<{ readonly serverId: string; readonly metric: string }> = [];
  private readonly pending: Pending[] = [];
  private sums = new Float64Array(0);
  private pair: { readonly champion: string; readonly shadow: string | null } = { champion: '', shadow: null };
  /** Of the servers, as far as is known. */
  private sampledShare = 1;
  private sinceStep: number | null = null;
  private drift = new ErrorDrift();
  private driftBesideShadow = new ErrorDrift();
  /** Up to where old forecasts have lost weight. */
  private fadedToStep: number | null = null;
  private readonly horizonSteps: number;

  /** `halfLifeSteps`: after so long a forecast counts half; left out, all count alike. */
  constructor(leads: Int32Array, horizonSteps: number, halfLifeSteps = Infinity) {
    this.leads = leads;
    this.horizonSteps = horizonSteps;
    this.halfLifeSteps = halfLifeSteps;
  }

  /** Who is compared. */
  get versions(): { readonly champion: string; readonly shadow: string | null } {
    return this.pair;
  }

  /** From now on these two are compared; another pair than before begins from nothing. */
  begin(championVersion: string, shadowVersion: string | null): void {
    const { pair } = this;
    if (pair.champion === championVersion && pair.shadow === shadowVersion) return;
    if (pair.champion !== championVersion) this.drift = new ErrorDrift();
    this.pair = { champion: championVersion, shadow: shadowVersion };
    this.driftBesideShadow = new ErrorDrift();
    this.pending.length = 0;
    this.slots.clear();
    this.rows.length = 0;
    this.sums.fill(0);
    this.sinceStep = null;
    this.fadedToStep = null;
  }

  /** The shadow is who stands as challenger. */
  remember({ serverId, metric }: SeriesRow, originStep: number, said: Float32Array, { champion, challenger: shadow }: Pick<SaidByModels, 'champion' | 'challenger'>): void {
    const slot = this.slotOf(serverId, metric);
    if (slot === null) return;
    const values = this.pendingAt(originStep);
    for (let l = 0; l < this.leads.length; l++) {
      const at = (slot * this.leads.length + l) * V * K;
      const from = (expert: number) => (l * expertNames.length + expert) * K;
      for (let k = 0; k < K; k++) {
        values[at + k] = champion[l * K + k];
        values[at + K + k] = shadow[l * K + k];
        for (let f = 0; f < floors.length; f++) values[at + (2 + f) * K + k] = said[from(floors[f]) + k];
      }
    }
  }

  /** Answers whether anything has come true. */
  resolve(windows: FleetWindows): boolean {
    const { leads } = this;
    this.sampledShare = Math.min(1, mostSeries / windows.seriesCount);
    const due = this.pending.filter(({ originStep }) => originStep + leads[leads.length - 1] <= windows.originStep);
    if (due.length === 0) return false;
    this.fadeTo(windows.originStep);
    const [besideFloor, besideShadow] = [new Differences(), new Differences()];
    for (let row = 0; row < windows.seriesCount; row++) {
      const { serverId, metric } = windows.rows[row];
      const slot = this.slots.get(seriesKey(serverId, metric));
      if (slot === undefined) continue;
      const window = windows.window(row);
      for (const { originStep, values } of due) {
        if ((slot + 1) * V * leads.length * K > values.length) continue;
        for (let l = 0; l < leads.length; l++) {
          const actual = window[originStep + leads[l] - windows.oldestStep];
          if (actual === undefined || Number.isNaN(actual)) continue;
          this.judge(slot, values, l, actual, besideFloor, besideShadow);
        }
      }
    }
    for (const one of due) {
      this.pending.splice(this.pending.indexOf(one), 1);
      this.sinceStep = Math.min(this.sinceStep ?? Infinity, one.originStep);
    }
    for (const [drift, { total, count }] of [[this.drift, besideFloor], [this.driftBesideShadow, besideShadow]] as const) if (count > 0) drift.observe(windows.originStep, total, count, this.horizonSteps);
    return besideFloor.count > 0;
  }

  /** Series by series, of those that both models have forecast. */
  pairs(): PairedSeries[] {
    return this.rows.flatMap(({ serverId, metric }, slot) => {
      const at = slot * width;
      const { sums } = this;
      const forecasts = sums[at + sum.paired];
      return forecasts < leastForecasts ? [] : [{ serverId, metric, forecasts, championLoss: sums[at + sum.pairedChampion], shadowLoss: sums[at + sum.shadow] }];
    });
  }

  figures(): TrialFigures {
    const { shadow } = this.pair;
    const comparisons: SeriesComparison[] = [];
    const besideFloors: SeriesComparison[] = [];
    let judged = 0;
    const of = { champion: new VoiceMean(), shadow: new VoiceMean() };
    this.rows.forEach(({ serverId }, slot) => {
      const at = slot * width;
      const { sums } = this;
      const count = shadow === null ? sums[at + sum.judged] : sums[at + sum.paired];
      if (count < leastForecasts) return;
      judged += count;
      if (shadow === null) {
        const floor = Math.min(sums[at + sum.win24], sums[at + sum.sameTime]);
        of.champion.add(sums[at + sum.champion], floor, sums[at + sum.championInside], count);
        besideFloors.push({ serverId, championLoss: floor, shadowLoss: sums[at + sum.champion] });
        return;
      }
      const floor = Math.min(sums[at + sum.pairedWin24], sums[at + sum.pairedSameTime]);
      of.champion.add(sums[at + sum.pairedChampion], floor, sums[at + sum.championInside], count);
      of.shadow.add(sums[at + sum.shadow], floor, sums[at + sum.shadowInside], count);
      besideFloors.push({ serverId, championLoss: floor, shadowLoss: sums[at + sum.pairedChampion] });
      comparisons.push({ serverId, championLoss: sums[at + sum.pairedChampion], shadowLoss: sums[at + sum.shadow] });
    });
    return {
      champion: this.pair.champion,
      shadow,
      sinceStep: this.sinceStep,
      judged: Math.round(judged),
      championFigures: of.champion.figures(),
      shadowFigures: shadow === null ? null : of.shadow.figures(),
      test: shadow === null ? null : pairedTest(comparisons),
      againstFloors: pairedTest(besideFloors),
      drift: this.drift.figures(),
      driftBesideShadow: this.driftBesideShadow.figures(),
    };
  }

  /** What has been judged; what waits for its outcome is not part of it. */
  export(): StoredTrial {
    const series = this.rows.map(({ serverId, metric }, slot) => ({ serverId, metric, sums: [...this.sums.subarray(slot * width, (slot + 1) * width)] }));
    return { ...this.pair, sinceStep: this.sinceStep, drift: this.drift.export(), driftBesideShadow: this.driftBesideShadow.export(), fadedToStep: this.fadedToStep, series };
  }

  import(stored: StoredTrial): void {
    this.pair = { champion: stored.champion, shadow: stored.shadow };
    this.sinceStep = stored.sinceStep;
    this.drift = ErrorDrift.from(stored.drift);
    this.driftBesideShadow = stored.driftBesideShadow === undefined ? new ErrorDrift() : ErrorDrift.from(stored.driftBesideShadow);
    this.fadedToStep = stored.fadedToStep ?? null;
    for (const { serverId, metric, sums } of stored.series) {
      const slot = this.slotOf(serverId, metric);
      if (slot !== null && sums.length === width) this.sums.set(sums, slot * width);
    }
  }

  private fadeTo(step: number): void {
    const steps = step - (this.fadedToStep ?? step);
    this.fadedToStep = step;
    if (!Number.isFinite(this.halfLifeSteps) || steps <= 0) return;
    const left = 0.5 ** (steps / this.halfLifeSteps);
    for (let i = 0; i < this.sums.length; i++) this.sums[i] *= left;
  }

  /** Judges one forecast, and the champion beside the floor that was better so far and beside the shadow. */
  private judge(slot: number, values: Float32Array, lead: number, actual: number, besideFloor: Differences, besideShadow: Differences): void {
    const start = (slot * this.leads.length + lead) * V * K;
    const lossOf = (voice: number) => {
      let loss = 0;
      for (let k = 0; k < K; k++) loss += pinball(levels[k], actual, values[start + voice * K + k]);
      return loss;
    };
    const own = lossOf(0);
    const other = lossOf(1);
    const win24 = lossOf(2);
    const sameTime = lossOf(3);
    if (Number.isNaN(own) || Number.isNaN(win24) || Number.isNaN(sameTime)) return;
    const { sums } = this;
    const at = slot * width;
    sums[at + sum.champion] += own;
    sums[at + sum.win24] += win24;
    sums[at + sum.sameTime] += sameTime;
    sums[at + sum.judged] += 1;
    const inside = (voice: number) => insideBand(actual, values[start + voice * K], values[start + voice * K + K - 1]);
    if (this.pair.shadow === null) sums[at + sum.championInside] += inside(0);
    else if (!Number.isNaN(other)) {
      sums[at + sum.paired] += 1;
      sums[at + sum.pairedChampion] += own;
      sums[at + sum.shadow] += other;
      sums[at + sum.pairedWin24] += win24;
      sums[at + sum.pairedSameTime] += sameTime;
      sums[at + sum.championInside] += inside(0);
      sums[at + sum.shadowInside] += inside(1);
      besideShadow.add(own, other);
    }
    besideFloor.add(own, sums[at + sum.win24] <= sums[at + sum.sameTime] ? win24 : sameTime);
  }

  private slotOf(serverId: string, metric: string): number | null {
    const key = seriesKey(serverId, metric);
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    if (this.rows.length >= mostSeries || !isSampled(serverId, this.sampledShare)) return null;
    const slot = this.rows.length;
    this.slots.set(key, slot);
    this.rows.push({ serverId, metric });
    if ((slot + 1) * width > this.sums.length) {
      const larger = new Float64Array(Math.max(64, Math.ceil(1.5 * (slot + 1))) * width);
      larger.set(this.sums);
      this.sums = larger;
    }
    return slot;
  }

  private pendingAt(originStep: number): Float32Array {
    const needed = Math.max(64, this.rows.length) * V * this.leads.length * K;
    let pending = this.pending.find((one) => one.originStep === originStep);
    if (pending === undefined) this.pending.push((pending = { originStep, values: new Float32Array(needed).fill(NaN) }));
    if (pending.values.length < needed) {
      const larger = new Float32Array(Math.ceil(1.5 * needed)).fill(NaN);
      larger.set(pending.values);
      pending.values = larger;
    }
    return pending.values;
  }
}

/** Mean over series of ratios to the floor, and coverage over forecasts. */
class VoiceMean {
  private ratios = 0;
  private series = 0;
  private inside = 0;
  private forecasts = 0;

  add(loss: number, floorLoss: number, inside: number, forecasts: number): void {
    this.inside += inside;
    this.forecasts += forecasts;
    if (!(floorLoss > 0)) return;
    this.ratios += Math.min(mostRatio, loss / floorLoss);
    this.series += 1;
  }

  figures(): VoiceFigures | null {
    return this.series === 0 ? null : { floorRatio: this.ratios / this.series, coverage80: this.inside / this.forecasts };
  }
}
