import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { ModelGrid, ModelInputs } from '../tft/model-inputs.ts';

/** What one run of the attribution graph gives; B series in the batch, other letters as in tft/network.ts. Valid until the next run. */
export interface AttributionRun {
  /** [B, Q, H] scaled. */
  readonly quantiles: Float32Array;
  /** Of sum(direction * quantiles), one array an input, shaped as the input. */
  readonly gradients: ModelInputs;
  /** [B, F, T] */
  readonly attention: Float32Array;
  /** [TP * B, variables] and [F * B, variables] */
  readonly pastSelection: Float32Array;
  readonly futureSelection: Float32Array;
  /** [F * B, Q, K] */
  readonly mixture: Float32Array;
}

/** The served network with gradients to its inputs. Implementation: io/onnxruntime/session-attribution.ts. */
export interface AttributionModel {
  readonly version: string;
  readonly grid: ModelGrid;
  readonly batch: number;
  /** Row of a series in the table that fine-tuning learned, as served: of one that it has not seen, the mean's. */
  embeddingRow(serverId: string, metric: string): number;
  /** `direction` [B, Q, H]. */
  run(inputs: ModelInputs, direction: Float32Array, embeddingRows: Int32Array): Promise<AttributionRun>;
}

/** Forecasts pasts exactly as they would be served; row i of the answer is case i. */
export type ForecastAsServed = (cases: readonly ServedCase[], originStep: number) => Promise<FleetForecast>;

/** The model of a cycle, to be asked again. */
export interface ServedModel {
  readonly forecast: ForecastAsServed;
  /** Of the model that spoke; null when none did. */
  readonly attribution: AttributionModel | null;
}
