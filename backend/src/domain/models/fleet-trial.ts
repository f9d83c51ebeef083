/**
 * How two models compare that forecast the same series from the same inputs at the same origins: the champion and one beside it (the
 * shadow), and both against the floors. Nothing is judged before its outcome is known, and both models are judged on
 * the same outcomes. docs/methods/model-lifecycle.md.
 */
import type { SaidByModels, ShadowTrial } from '../forecasting/ports.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { AwaitedForecasts } from './awaited-forecasts.ts';
import { ErrorDrift } from './error-drift.ts';
import type { SeriesComparison } from './paired-test.ts';
import { figuresAlone, figuresBesideShadow, leastForecasts, type TrialFigures } from './trial-figures.ts';
import { TrialSums, type StoredSums } from './trial-sums.ts';

/** What both models lost on the same forecasts of one series. */
export interface PairedSeries extends SeriesComparison {
  readonly metric: string;
  /** Forecasts that came true; old ones count less where sums fade. */
  readonly forecasts: number;
}

/** Who is compared. */
interface Pair {
  readonly champion: string;
  readonly shadow: string | null;
}

export interface StoredTrial extends Pair {
  readonly sinceStep: number | null;
  readonly drift: ReturnType<ErrorDrift['export']>;
  /** Left out in files of earlier versions. */
  readonly driftBesideShadow?: ReturnType<ErrorDrift['export']>;
  readonly fadedToStep?: number | null;
  readonly series: StoredSums;
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
  private readonly horizonSteps: number;
  private readonly halfLifeSteps: number;
  private readonly sums = new TrialSums();
  private readonly awaited: AwaitedForecasts;
  private pair: Pair = { champion: '', shadow: null };
  private sinceStep: number | null = null;
  private drift = new ErrorDrift();
  private driftBesideShadow = new ErrorDrift();
  /** Up to where old forecasts have lost weight. */
  private fadedToStep: number | null = null;

  /** `halfLifeSteps`: after so long a forecast counts half; left out, all count alike. */
  constructor(leads: Int32Array, horizonSteps: number, halfLifeSteps = Infinity) {
    this.leads = leads;
    this.horizonSteps = horizonSteps;
    this.halfLifeSteps = halfLifeSteps;
    this.awaited = new AwaitedForecasts(leads);
  }

  get versions(): Pair {
    return this.pair;
  }

  /** From now on these two are compared; another pair than before begins from nothing. */
  begin(championVersion: string, shadowVersion: string | null): void {
    const { pair } = this;
    if (pair.champion === championVersion && pair.shadow === shadowVersion) return;
    if (pair.champion !== championVersion) this.drift = new ErrorDrift();
    this.pair = { champion: championVersion, shadow: shadowVersion };
    this.driftBesideShadow = new ErrorDrift();
    this.awaited.clear();
    this.sums.clear();
    this.sinceStep = null;
    this.fadedToStep = null;
  }

  /** The shadow is who stands as challenger. */
  remember(series: SeriesRow, originStep: number, said: Float32Array, models: Pick<SaidByModels, 'champion' | 'challenger'>): void {
    const slot = this.sums.slotOf(series);
    if (slot !== null) this.awaited.at(originStep, this.sums.seriesCount).put(slot, said, models);
  }

  /** Answers whether anything has come true. */
  resolve(windows: FleetWindows): boolean {
    const { originStep: nowStep } = windows;
    this.sums.sampleFrom(windows.seriesCount);
    const due = this.awaited.takeDue(nowStep);
    if (due.length === 0) return false;
    this.fadeTo(nowStep);
    const [besideFloor, besideShadow] = [new Differences(), new Differences()];
    for (let row = 0; row < windows.seriesCount; row++) {
      const slot = this.sums.knownSlot(windows.rows[row]);
      if (slot === undefined) continue;
      const window = windows.window(row);
      for (const origin of due) {
        for (let l = 0; l < this.leads.length; l++) {
          const actual = window[origin.originStep + this.leads[l] - windows.oldestStep];
          if (actual === undefined || Number.isNaN(actual)) continue;
          const judged = origin.judge(slot, l, actual);
          if (judged === null) continue;
          if (this.pair.shadow === null) this.sums.addAlone(slot, judged);
          else this.sums.addBesideShadow(slot, judged);
          besideFloor.add(judged.championLoss, this.sums.betterFloorLoss(slot, judged));
          if (this.pair.shadow !== null && judged.shadow !== null) besideShadow.add(judged.championLoss, judged.shadow.loss);
        }
      }
    }
    this.sinceStep = Math.min(this.sinceStep ?? Infinity, ...due.map(({ originStep }) => originStep));
    if (besideFloor.count > 0) this.drift.observe(nowStep, besideFloor.total, besideFloor.count, this.horizonSteps);
    if (besideShadow.count > 0) this.driftBesideShadow.observe(nowStep, besideShadow.total, besideShadow.count, this.horizonSteps);
    return besideFloor.count > 0;
  }

  /** Series by series, of those that both models have forecast. */
  pairs(): PairedSeries[] {
    const compared = this.sums.bySeries().filter(({ paired }) => paired.forecasts >= leastForecasts);
    return compared.map(({ serverId, metric, paired: { forecasts, championLoss, shadowLoss } }) => ({ serverId, metric, forecasts, championLoss, shadowLoss }));
  }

  figures(): TrialFigures {
    const series = this.sums.bySeries();
    return {
      ...this.pair,
      sinceStep: this.sinceStep,
      ...(this.pair.shadow === null ? figuresAlone(series) : figuresBesideShadow(series)),
      drift: this.drift.figures(),
      driftBesideShadow: this.driftBesideShadow.figures(),
    };
  }

  /** What has been judged; what waits for its outcome is not part of it. */
  export(): StoredTrial {
    return { ...this.pair, sinceStep: this.sinceStep, drift: this.drift.export(), driftBesideShadow: this.driftBesideShadow.export(), fadedToStep: this.fadedToStep, series: this.sums.export() };
  }

  import(stored: StoredTrial): void {
    this.pair = { champion: stored.champion, shadow: stored.shadow };
    this.sinceStep = stored.sinceStep;
    this.drift = ErrorDrift.from(stored.drift);
    this.driftBesideShadow = stored.driftBesideShadow === undefined ? new ErrorDrift() : ErrorDrift.from(stored.driftBesideShadow);
    this.fadedToStep = stored.fadedToStep ?? null;
    this.sums.import(stored.series);
  }

  private fadeTo(step: number): void {
    const steps = step - (this.fadedToStep ?? step);
    this.fadedToStep = step;
    if (Number.isFinite(this.halfLifeSteps) && steps > 0) this.sums.fade(0.5 ** (steps / this.halfLifeSteps));
  }
}
