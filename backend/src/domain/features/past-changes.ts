import { quantileLevels } from '@fleetcast/contract';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { newestOrigin, walkBlocks, walkChanges, type FeatureGrid } from './feature-grid.ts';
import type { ScaledHistory } from './scaled-history.ts';

const Q = quantileLevels.length;
// Shared by all series: nothing is allocated per series and step.
const scratch = new Float32Array(2 * walkChanges);

/** By how much a series has changed from one step to a later one: the steps of a random walk. Counted anew every `walkStride` steps. */
export class PastChanges {
  /** [walkBlocks, Q] quantiles of past changes by lead, on the feature scale. */
  readonly quantiles: Float32Array;
  private readonly grid: FeatureGrid;
  /** Steps after a multiple of the stride at which the changes are renewed. */
  private readonly phase: number;
  private origin = NaN;

  /** Writes into `quantiles`; `phase` in [0, 1) of the stride. */
  constructor(grid: FeatureGrid, phase: number, quantiles: Float32Array) {
    this.grid = grid;
    this.phase = Math.floor(phase * grid.walkStride);
    this.quantiles = quantiles;
  }

  /** The newest step from which changes are counted when the history is known up to `step`. */
  newestOrigin(step: number): number {
    return newestOrigin(step - this.grid.horizonSteps, this.grid.walkStride, this.phase);
  }

  forget(): void {
    this.origin = NaN;
  }

  /** Brings the quantiles up to date. Two leads of a block stand for all of it: a quarter and three quarters into it. */
  renew(history: ScaledHistory, step: number): void {
    const { horizonSteps, walkBlockSteps, walkStride } = this.grid;
    const newest = this.newestOrigin(step);
    if (newest === this.origin) return;
    this.origin = newest;
    const early = Math.max(1, Math.round(walkBlockSteps / 4));
    const late = Math.max(early, Math.round((3 * walkBlockSteps) / 4));
    for (let block = 0; block < walkBlocks; block++) {
      const before = block * walkBlockSteps;
      for (let j = 0; j < walkChanges; j++) {
        const from = newest - j * walkStride;
        const start = history.at(from);
        scratch[2 * j] = history.at(from + Math.min(before + early, horizonSteps)) - start;
        scratch[2 * j + 1] = history.at(from + Math.min(before + late, horizonSteps)) - start;
      }
      scratch.sort();
      for (let q = 0; q < Q; q++) this.quantiles[block * Q + q] = quantileOfSorted(scratch, quantileLevels[q]);
    }
  }
}
