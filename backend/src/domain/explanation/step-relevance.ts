/**
 * Relevance of past steps: contributions to one forecast value, handed from the network's inputs (or a floor's formula) on to the
 * observed steps they were made of. C context steps.
 */
import type { FeatureGrid } from '../features/feature-grid.ts';
import type { PreparedSeries } from '../features/feature-store.ts';
import { clippedShare, InputOrigins, scaledValue, type Origins } from '../features/input-origins.ts';
import type { RowScale } from '../features/input-rows.ts';
import type { ModelGrid, ModelInputs } from '../tft/model-inputs.ts';

/** A series at its origin. `window` [C] is raw, NaN where nothing was observed. */
export interface ExplainedWindow {
  readonly window: Float32Array;
  readonly oldestStep: number;
  readonly prepared: PreparedSeries;
  readonly scale: Readonly<RowScale>;
}

export class StepRelevance {
  /** [C] on the network's scale. */
  readonly values: Float64Array;
  private readonly series: ExplainedWindow;
  /** [C] the observed step whose value stands at a step. */
  private readonly sources: Int32Array;

  constructor(series: ExplainedWindow) {
    this.series = series;
    this.values = new Float64Array(series.window.length);
    this.sources = sourcesOf(series.window);
  }

  /** Adds what the inputs contributed, given the mean gradient with respect to each of them. */
  addInputs(gradients: ModelInputs, grid: ModelGrid): this {
    const origins = new InputOrigins(this.series.prepared, grid, this.series.scale);
    origins.visit((input, index, gain, origin) => {
      const gradient = gain * gradients[input][index];
      if (gradient !== 0) this.add(origin, gradient * clippedShare(scaledValue(origin, this.series.scale)));
    });
    return this;
  }

  /** Adds a weighted sum of past values as it is: each contributes how far it lies from the start. */
  add(origins: Origins, factor = 1): this {
    const { oldestStep, scale } = this.series;
    for (const { weight, value, holders } of origins) {
      const each = (factor * weight * (value - scale.centre)) / scale.spread / holders.length;
      for (const step of holders) this.values[this.sources[Math.max(0, step - oldestStep)]] += each;
    }
    return this;
  }

  sum(): number {
    return this.values.reduce((total, value) => total + value, 0);
  }
}

/**
 * A gap shows the value before it, so what it contributes is that observation's; before the first one its value counts. A step
 * that was never observed therefore gets no relevance.
 */
function sourcesOf(window: Float32Array): Int32Array {
  const first = Math.max(0, window.findIndex((value) => !Number.isNaN(value)));
  const sources = new Int32Array(window.length).fill(first);
  let source = first;
  for (let i = first; i < window.length; i++) {
    if (!Number.isNaN(window[i])) source = i;
    sources[i] = source;
  }
  return sources;
}

/** The network's grid in steps of the service. */
export function modelGridOf({ stepSeconds, daySteps, horizonSteps }: FeatureGrid): ModelGrid {
  return { stepSeconds, pastSteps: daySteps, horizonSteps };
}
