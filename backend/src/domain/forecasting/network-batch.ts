import type { SeriesRow } from '../series/fleet-windows.ts';
import type { PreparedSeries } from '../features/feature-store.ts';
import { InputRows, type RowScale } from '../features/input-rows.ts';
import { allocateInputs, type ModelInputs } from '../tft/model-inputs.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { byPart, modelParts, type ByPart, type ModelPart } from './model-parts.ts';
import type { ServingDecision } from './serving-decision.ts';

/** A row that waits for its batch to go through the network. */
export interface WaitingRow {
  readonly row: number;
  readonly series: SeriesRow;
  readonly scale: Readonly<RowScale>;
  readonly decision: ServingDecision;
}

/** What the network said about the rows that waited. */
export interface BatchAnswer {
  readonly rows: readonly WaitingRow[];
  /** Scaled quantiles [batch, Q, H] in the rows' order; null where a model was not asked or failed. */
  readonly scaled: ByPart<Float32Array | null>;
  /** Why the champion failed. */
  readonly failure: string;
}

/** Rows gathered for the model that has the word on them until a batch is full, and the inputs of the network for them. */
export class NetworkBatch {
  private readonly models: ByPart<QuantileModel | null>;
  /** Whose rows wait here. */
  private readonly part: ModelPart;
  private readonly size: number;
  private readonly inputs: ModelInputs;
  private readonly inputRows: InputRows;
  private readonly embeddingRows: ByPart<Int32Array>;
  private waiting: WaitingRow[] = [];

  /** All models read the same inputs, so they must be of one grid and opened for one batch. */
  constructor(models: ByPart<QuantileModel | null>, part: ModelPart) {
    const champion = models.champion!;
    for (const other of [models.challenger, models.reserve]) {
      if (other === null || (other.batch === champion.batch && other.grid.stepSeconds === champion.grid.stepSeconds && other.grid.horizonSteps === champion.grid.horizonSteps)) continue;
      throw new Error(`${other.version} cannot forecast beside ${champion.version}: it is of another grid or opened for another batch`);
    }
    this.models = models;
    this.part = part;
    this.size = champion.batch;
    this.inputs = allocateInputs(champion.grid, champion.batch);
    this.inputRows = new InputRows(this.inputs, champion.grid, champion.batch);
    this.embeddingRows = byPart(() => new Int32Array(champion.batch));
  }

  get isFull(): boolean {
    return this.waiting.length === this.size;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(row: WaitingRow, { state, history, local }: PreparedSeries): void {
    this.inputRows.fill(this.waiting.length, state, row.series.kind, history, local);
    this.waiting.push(row);
  }

  /**
   * Lets the network speak for the rows that waited: the model that has the word on them, or every model. Failures are said, not thrown,
   * and what a model beside the champion cannot say, the champion is asked for.
   */
  async run(everyModel: boolean): Promise<BatchAnswer> {
    const rows = this.waiting;
    this.waiting = [];
    const scaled: Record<ModelPart, Float32Array | null> = { champion: null, challenger: null, reserve: null };
    let failure = '';
    const ask = async (part: ModelPart) => {
      try {
        scaled[part] = await this.predict(part, rows);
      } catch (error) {
        if (part === 'champion') failure = error instanceof Error ? error.message : String(error);
      }
    };
    for (const part of everyModel ? modelParts : [this.part]) await ask(part);
    if (scaled[this.part] === null && this.part !== 'champion' && !everyModel) await ask('champion');
    return { rows, scaled, failure };
  }

  private async predict(part: ModelPart, rows: readonly WaitingRow[]): Promise<Float32Array | null> {
    const model = this.models[part];
    if (model === null) return null;
    const embeddingRows = this.embeddingRows[part];
    rows.forEach(({ series }, b) => (embeddingRows[b] = model.embeddingRow(series.serverId, series.metric)));
    return model.predict(this.inputs, embeddingRows);
  }

  /** Forgets rows that were left waiting when a forecast was stopped. */
  clear(): void {
    this.waiting = [];
  }
}
