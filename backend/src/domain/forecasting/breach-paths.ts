/**
 * How likely a series' path breaches a threshold within the horizon, and when; docs/methods/breach-probability.md.
 *
 * The chance of one step says nothing about eight hours. So the forecast's steps are tied together as the series itself
 * ties its hours: 200 pieces of its past, as deviations from their usual value at that time of day, lend their ranks to
 * the forecast's distributions (the Schaake shuffle: Clark et al. 2004). A piece breaches at a step when its rank there is
 * beyond the forecast's chance of staying below. Ranks are taken over all deviations at once, not per step, so that no
 * sample path needs to be drawn or sorted, and nothing is random.
 */
import type { Threshold } from '@fleetcast/contract';
import { breachSteps } from '../series/breach-onsets.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { exceedance } from './exceedance.ts';
import type { SeriesBreach } from './fleet-forecast.ts';
import { PastDeviations } from './past-deviations.ts';

/** Pieces of the past that lend their ranks. */
export const pathCount = 200;
/** When no step's chance reaches this, no path can be told to breach. */
export const leastStepChance = 0.5 / pathCount;

export interface ConfiguredThreshold {
  readonly threshold: Threshold;
  readonly severity: 'warning' | 'critical';
}

export class BreachPaths {
  private readonly horizonSteps: number;
  private readonly stepMinutes: number;
  private readonly chances: Float64Array;
  private readonly limits: Float32Array;
  private readonly firstBreaches = new Float32Array(pathCount);
  private readonly past: PastDeviations;

  constructor(stepSeconds: number, horizonSteps: number) {
    this.stepMinutes = stepSeconds / 60;
    this.horizonSteps = horizonSteps;
    this.chances = new Float64Array(horizonSteps);
    this.limits = new Float32Array(horizonSteps);
    this.past = new PastDeviations(Math.round(86_400 / stepSeconds));
  }

  /**
   * Breaches of every threshold by one series, as stated: what came of earlier ones is not known here. `quantiles` holds [Q, H] from `at`, in the metric's unit; `window` is its past
   * up to the origin, NaN where nothing was observed.
   */
  breaches(quantiles: Float32Array, at: number, window: Float32Array, thresholds: readonly ConfiguredThreshold[]): readonly SeriesBreach[] {
    if (thresholds.length === 0) return [];
    const last = lastObserved(window);
    let hasDeviations = false;
    return thresholds.map(({ threshold, severity }) => {
      const underWay = threshold.direction === 'above' ? last >= threshold.value : last <= threshold.value;
      let highest = 0;
      for (let h = 0; h < this.horizonSteps; h++) {
        this.chances[h] = exceedance(quantiles, at + h, this.horizonSteps, threshold);
        if (this.chances[h] > highest) highest = this.chances[h];
      }
      if (highest < leastStepChance) return { threshold, severity, probability: 0, underWay, timeToBreach: null, keepsWord: false };
      if (!hasDeviations) {
        this.past.take(window);
        hasDeviations = true;
      }
      const breached = this.countBreaches(threshold.direction === 'above' ? 1 : -1);
      const probability = breached / pathCount;
      return { threshold, severity, probability, underWay, timeToBreach: underWay || breached === 0 ? null : this.timeToBreach(breached), keepsWord: false };
    });
  }

  /** Fills firstBreaches with the step (0: the first) at which each breaching path begins to breach; returns how many do. */
  private countBreaches(sign: 1 | -1): number {
    const { horizonSteps, limits, chances, firstBreaches } = this;
    const deviations = this.past.values;
    if (deviations.length < horizonSteps + 1) return this.countWithoutPast();
    this.past.limits(chances, sign, limits);
    const room = deviations.length - horizonSteps;
    let breached = 0;
    for (let path = 0; path < pathCount; path++) {
      const from = Math.floor((path * room) / (pathCount - 1));
      let beyond = 0;
      for (let h = 0; h < horizonSteps; h++) {
        if (sign * deviations[from + h] > limits[h]) {
          beyond += 1;
          if (beyond === breachSteps) {
            firstBreaches[breached++] = h - breachSteps + 1;
            break;
          }
        } else beyond = 0;
      }
    }
    return breached;
  }

  /** With less past than one horizon the steps are taken to move as one: the chance of the path is its best step's. */
  private countWithoutPast(): number {
    let best = 0;
    for (let h = 1; h < this.horizonSteps; h++) if (this.chances[h] > this.chances[best]) best = h;
    const breached = Math.round(this.chances[best] * pathCount);
    this.firstBreaches.fill(best, 0, breached);
    return breached;
  }

  private timeToBreach(breached: number): NonNullable<SeriesBreach['timeToBreach']> {
    const steps = this.firstBreaches.subarray(0, breached).sort();
    const minutes = (level: number) => (quantileOfSorted(steps, level) + 1) * this.stepMinutes;
    return { p10Minutes: minutes(0.1), p50Minutes: minutes(0.5), p90Minutes: minutes(0.9) };
  }
}

function lastObserved(window: Float32Array): number {
  for (let i = window.length - 1; i >= 0; i--) if (!Number.isNaN(window[i])) return window[i];
  return NaN;
}
