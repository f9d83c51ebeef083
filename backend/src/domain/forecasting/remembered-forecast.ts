/** What is told to the record about one series' forecast. L leads, K = 3 remembered quantiles, H horizon steps. */
import { quantileLevels } from '@fleetcast/contract';
import { byPart, modelParts, type ByPart } from './model-parts.ts';
import { expertNames, rememberedQuantiles, type SaidByModels } from './ports.ts';
import { floorInUnit, type SpokenSeries } from './spoken-series.ts';

const K = rememberedQuantiles.length;

/** Collects every expert's quantiles at the remembered leads; the buffer is used again for every series. */
export class RememberedForecast {
  private readonly leads: Int32Array;
  private readonly horizonSteps: number;
  private readonly floor: Float32Array;
  private readonly said: Float32Array;
  private readonly byModels: SaidByModels;

  constructor(leads: Int32Array, horizonSteps: number) {
    this.leads = leads;
    this.horizonSteps = horizonSteps;
    this.floor = new Float32Array(quantileLevels.length * leads.length);
    this.said = new Float32Array(expertNames.length * leads.length * K);
    this.byModels = byPart(() => new Float32Array(leads.length * K));
  }

  /** [L, experts, K] in the metric's unit, NaN where an expert did not speak; `served` [Q, H] begins at `at`. Valid until the next call. */
  of(series: SpokenSeries, served: Float32Array, at: number): Float32Array {
    const L = this.leads.length;
    const H = this.horizonSteps;
    const { modelQuantiles } = series;
    expertNames.forEach((expert, e) => {
      const floor = expert === 'model' || expert === 'served' ? null : floorInUnit(expert, series, this.leads, this.floor);
      for (let i = 0; i < L; i++) {
        for (let k = 0; k < K; k++) {
          const q = rememberedQuantiles[k];
          const h = this.leads[i] - 1;
          let value: number;
          if (floor !== null) value = floor[q * L + i];
          else if (expert === 'served') value = served[at + q * H + h];
          else value = modelQuantiles === null ? NaN : modelQuantiles[q * H + h];
          this.said[(i * expertNames.length + e) * K + k] = value;
        }
      }
    });
    return this.said;
  }

  /** [L, K] of each model's quantiles [Q, H]; all NaN where it was not asked. Valid until the next call. */
  ofModels(quantiles: ByPart<Float32Array | null>): SaidByModels {
    for (const part of modelParts) {
      const own = quantiles[part];
      for (let i = 0; i < this.leads.length; i++) {
        for (let k = 0; k < K; k++) this.byModels[part][i * K + k] = own === null ? NaN : own[rememberedQuantiles[k] * this.horizonSteps + this.leads[i] - 1];
      }
    }
    return this.byModels;
  }
}
