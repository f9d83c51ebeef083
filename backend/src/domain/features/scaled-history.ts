import type { KindScale } from './scaling.ts';
import { toFeatureScale } from './scaling.ts';

/**
 * A series' history on the feature scale, gaps carried forward. Before the first observation its value counts, so every
 * step has one; a series without any observation is zero throughout. Nothing after a step ever reaches it.
 */
export class ScaledHistory {
  private values: Float32Array = new Float32Array(0);
  private firstStep = 0;
  private scale: KindScale | null = null;
  /** The gap that was asked about last, and what was carried into it: gaps are asked about again and again. */
  private gapFrom = 0;
  private gapTo = -1;
  private gapValue = 0;

  /** Looks at raw values, NaN where nothing was observed; value i belongs to step firstStep + i. Nothing is copied. */
  over(values: Float32Array, firstStep: number, scale: KindScale): this {
    this.values = values;
    this.firstStep = firstStep;
    this.scale = scale;
    this.gapFrom = 0;
    this.gapTo = -1;
    return this;
  }

  /** Looks at values that `filled` made. */
  overFilled(values: Float32Array, firstStep: number): this {
    this.values = values;
    this.firstStep = firstStep;
    this.scale = null;
    return this;
  }

  at(step: number): number {
    const index = step > this.firstStep ? step - this.firstStep : 0;
    const value = this.values[index];
    if (this.scale === null) return value;
    return Number.isNaN(value) ? this.carried(index, this.scale) : Math.fround(toFeatureScale(this.scale, value));
  }

  private carried(index: number, scale: KindScale): number {
    if (index < this.gapFrom || index > this.gapTo) {
      let before = index;
      while (before >= 0 && before !== this.gapTo && Number.isNaN(this.values[before])) before -= 1;
      if (before >= 0 && before === this.gapTo) {
        this.gapTo = index; // the known gap goes on
      } else {
        this.gapFrom = before + 1;
        this.gapTo = index;
        const source = before >= 0 ? this.values[before] : (this.values.find((value) => !Number.isNaN(value)) ?? NaN);
        this.gapValue = Number.isNaN(source) ? 0 : Math.fround(toFeatureScale(scale, source));
      }
    }
    return this.gapValue;
  }
}

/** Writes the whole history, scaled and without gaps, into `into`: what `at` would answer for each step. */
export function filled(values: Float32Array, scale: KindScale, into: Float32Array): Float32Array {
  let first = 0;
  while (first < values.length && Number.isNaN(values[first])) first += 1;
  let carried = first < values.length ? toFeatureScale(scale, values[first]) : 0;
  for (let i = 0; i < values.length; i++) {
    if (i >= first && !Number.isNaN(values[i])) carried = toFeatureScale(scale, values[i]);
    into[i] = carried;
  }
  return into;
}
