/**
 * How likely several servers of a tier breach together: at some step of the horizon at least k of them are in a breach at once.
 * Each server's path is made as in breach-paths.ts, and path i takes its ranks from the same hours of the past for all of them:
 * servers that were high together are high together. n servers, H horizon steps; docs/methods/joint-breaches.md.
 */
import { quantileLevels } from '@fleetcast/contract';
import { breachSteps } from '../series/breach-onsets.ts';
import type { FleetWindows } from '../series/fleet-windows.ts';
import { leastStepChance, pathCount, type ConfiguredThreshold } from './breach-paths.ts';
import { exceedance } from './exceedance.ts';
import { PastDeviations } from './past-deviations.ts';

const Q = quantileLevels.length;

export interface JointMember {
  /** Row of the windows and of the forecast. */
  readonly row: number;
  readonly threshold: ConfiguredThreshold['threshold'];
}

export class JointBreaches {
  private readonly horizonSteps: number;
  private readonly past: PastDeviations;
  private readonly chances: Float64Array;
  private readonly limits: Float32Array;

  constructor(stepSeconds: number, horizonSteps: number) {
    this.horizonSteps = horizonSteps;
    this.past = new PastDeviations(Math.round(86_400 / stepSeconds));
    this.chances = new Float64Array(horizonSteps);
    this.limits = new Float32Array(horizonSteps);
  }

  /**
   * [n] chance that at least 1, 2, ... n members breach together. `load`: what every member is expected to carry, as a multiple of
   * what is forecast. Members without a past of two horizons count as never breaching.
   */
  atLeast(windows: FleetWindows, quantiles: Float32Array, members: readonly JointMember[], load = 1): Float32Array {
    const H = this.horizonSteps;
    const together = new Uint16Array(pathCount * H);
    for (const { row, threshold } of members) this.addMember(windows, quantiles, row, { ...threshold, value: threshold.value / load }, together);
    const counts = new Float32Array(members.length + 1);
    for (let path = 0; path < pathCount; path++) {
      let most = 0;
      for (let h = 0; h < H; h++) most = Math.max(most, together[path * H + h]);
      counts[most] += 1 / pathCount;
    }
    const atLeast = new Float32Array(members.length);
    for (let k = members.length, sum = 0; k >= 1; k--) atLeast[k - 1] = sum += counts[k];
    return atLeast;
  }

  /** Adds 1 at every path and step at which a member is in a breach: within a run of 3 steps beyond its threshold. */
  private addMember(windows: FleetWindows, quantiles: Float32Array, row: number, threshold: JointMember['threshold'], together: Uint16Array): void {
    const { horizonSteps: H, chances, limits, past } = this;
    let highest = 0;
    for (let h = 0; h < H; h++) {
      chances[h] = exceedance(quantiles, row * Q * H + h, H, threshold);
      highest = Math.max(highest, chances[h]);
    }
    if (highest < leastStepChance) return;
    past.take(windows.window(row));
    const { values } = past;
    if (values.length < 2 * H) return;
    const sign = threshold.direction === 'above' ? 1 : -1;
    past.limits(chances, sign, limits);
    // Counted back from the origin, so that a path is the same hours for members whose past is shorter or longer.
    const room = windows.contextSteps - H;
    for (let path = 0; path < pathCount; path++) {
      const back = Math.floor((path * room) / (pathCount - 1));
      const from = values.length - H - (back <= values.length - H ? back : back % (values.length - H));
      let run = 0;
      for (let h = 0; h <= H; h++) {
        if (h < H && sign * values[from + h] > limits[h]) {
          run += 1;
          continue;
        }
        if (run >= breachSteps) for (let ago = 1; ago <= run; ago++) together[path * H + h - ago] += 1;
        run = 0;
      }
    }
  }
}
