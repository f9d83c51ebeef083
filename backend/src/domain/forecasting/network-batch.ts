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

/** Rows gathered until a batch is full, and the inputs of the network for them. */
export class NetworkBatch {
  readonly model: QuantileModel;
  private readonly inputs: ModelInputs;
  private readonly inputRows: InputRows;
  private readonly embeddingRows: Int32Array;
  private waiting: WaitingRow[] = [];

  constructor(model: QuantileModel) {
    this.model = model;
    this.inputs = allocateInputs(model.grid, model.batch);
    this.inputRows = new InputRows(this.inputs, model.grid, model.batch);
    this.embeddingRows = new Int32Array(model.batch);
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
    this.waiting.push(row);
  }

  /** Scaled quantiles [batch, Q, H] of the rows that waited, in order; a failure of the network is said, not thrown. */
  async run(): Promise<{ readonly rows: readonly WaitingRow[]; readonly scaled: Float32Array | null; readonly failure: string }> {
    const rows = this.waiting;
    this.waiting = [];
    try {
      return { rows, scaled: await this.model.predict(this.inputs, this.embeddingRows), failure: '' };
    } catch (error) {
      return { rows, scaled: null, failure: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Forgets rows that were left waiting when a forecast was stopped. */
  clear(): void {
    this.waiting = [];
  }
}
