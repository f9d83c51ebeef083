import type { SeriesRow } from '../series/fleet-windows.ts';
import type { PreparedSeries } from '../features/feature-store.ts';
import { InputRows, type RowScale } from '../features/input-rows.ts';
import { allocateInputs, type ModelInputs } from '../tft/model-inputs.ts';
import type { QuantileModel } from '../tft/ports.ts';
import type { ServingDecision } from './serving-decision.ts';

/** A row that waits for its batch to go through the network. */
export interface WaitingRow {
  readonly row: number;
  readonly scale: Readonly<RowScale>;
  readonly decision: ServingDecision;
}

/** A second model that forecasts every series that the first one does, and speaks for those that are its share. */
export interface ShadowModel {
  readonly model: QuantileModel;
  readonly speaksFor: (series: SeriesRow) => boolean;
}

/** What the network said about the rows that waited; scaled quantiles are [batch, Q, H] in the rows' order. */
export interface BatchAnswer {
  readonly rows: readonly WaitingRow[];
  /** Null: the network failed, for the reason told. */
  readonly scaled: Float32Array | null;
  readonly failure: string;
  /** Of the second model; null when there is none or it failed: what is in the shadow may not harm. */
  readonly shadowScaled: Float32Array | null;
}

/** Rows gathered until a batch is full, and the inputs of the network for them. */
export class NetworkBatch {
  readonly model: QuantileModel;
  readonly shadow: ShadowModel | null;
  private readonly inputs: ModelInputs;
  private readonly inputRows: InputRows;
  private readonly embeddingRows: Int32Array;
  private readonly shadowEmbeddingRows: Int32Array;
  private waiting: WaitingRow[] = [];

  /** Both models read the same inputs, so they must be of one grid and opened for one batch. */
  constructor(model: QuantileModel, shadow: ShadowModel | null = null) {
    const second = shadow?.model ?? model;
    if (second.batch !== model.batch || second.grid.stepSeconds !== model.grid.stepSeconds || second.grid.horizonSteps !== model.grid.horizonSteps) {
      throw new Error(`${second.version} cannot forecast beside ${model.version}: it is of another grid or opened for another batch`);
    }
    this.model = model;
    this.shadow = shadow;
    this.inputs = allocateInputs(model.grid, model.batch);
    this.inputRows = new InputRows(this.inputs, model.grid, model.batch);
    this.embeddingRows = new Int32Array(model.batch);
    this.shadowEmbeddingRows = new Int32Array(model.batch);
  }

  get isFull(): boolean {
    return this.waiting.length === this.model.batch;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(row: WaitingRow, series: SeriesRow, { state, history, local }: PreparedSeries): void {
    const b = this.waiting.length;
    this.inputRows.fill(b, state, series.kind, history, local);
    this.embeddingRows[b] = this.model.embeddingRow(series.serverId, series.metric);
    if (this.shadow !== null) this.shadowEmbeddingRows[b] = this.shadow.model.embeddingRow(series.serverId, series.metric);
    this.waiting.push(row);
  }

  /** Lets the network speak for the rows that waited; a failure is said, not thrown. */
  async run(): Promise<BatchAnswer> {
    const rows = this.waiting;
    this.waiting = [];
    try {
      const scaled = await this.model.predict(this.inputs, this.embeddingRows);
      return { rows, scaled, failure: '', shadowScaled: await this.runShadow() };
    } catch (error) {
      return { rows, scaled: null, failure: error instanceof Error ? error.message : String(error), shadowScaled: null };
    }
  }

  private async runShadow(): Promise<Float32Array | null> {
    try {
      return (await this.shadow?.model.predict(this.inputs, this.shadowEmbeddingRows)) ?? null;
    } catch {
      return null;
    }
  }

  /** Forgets rows that were left waiting when a forecast was stopped. */
  clear(): void {
    this.waiting = [];
  }
}
