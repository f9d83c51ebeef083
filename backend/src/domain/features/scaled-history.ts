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
  private leading = NaN;

  /** Looks at raw values, NaN where nothing was observed; value i belongs to step firstStep + i. Nothing is copied. */
  over(values: Float32Array, firstStep: number, scale: KindScale): this {
    this.values = values;
    this.firstStep = firstStep;
    this.scale = scale;
    this.leading = NaN;
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
    let index = step - this.firstStep;
    if (index < 0) index = 0;
    let value = this.values[index];
    if (this.scale === null) return value;
    while (Number.isNaN(value) && index > 0) value = this.values[--index];
    return Number.isNaN(value) ? this.leadingValue() : Math.fround(toFeatureScale(this.scale, value));
  }

  private leadingValue(): number {
    if (Number.isNaN(this.leading) && this.scale !== null) {
      const first = this.values.find((value) => !Number.isNaN(value));
      this.leading = first === undefined ? 0 : Math.fround(toFeatureScale(this.scale, first));
    }
    return this.leading;
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
