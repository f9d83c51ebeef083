/**
 * Integrated Gradients (Sundararajan, Taly and Yan 2017): the gradient of one output, averaged along the straight path from a
 * start, at which nothing had happened, to the inputs as they are. The mean gradient times the way an input has come is what the
 * input contributed, and all contributions together are the difference of the two outputs, up to the error of 64 midpoints.
 *
 * The start: every value taken from the history lies at the series' median of the last day, which is 0 on the network's scale.
 * What describes the series as a whole (level, scale, how well naive forecasts did, kind) and the clock is the same at both ends, so
 * nothing is attributed to it.
 */
import { tracedStatics } from '../features/input-origins.ts';
import { allocateInputs, inputShapes, quantileCount, type InputName, type ModelInputs } from '../tft/model-inputs.ts';
import type { AttributionModel, AttributionRun } from './ports.ts';

export const pathSteps = 64;
/** Rows of one run: the path's midpoints, its start, its end. */
export const pathBatch = pathSteps + 2;
const startRow = pathSteps;
/** Row of a run that holds the inputs as they are. */
export const endRow = pathSteps + 1;

const tracedInputs: readonly InputName[] = ['past', 'lags', 'sameTime', 'walk', 'flat', 'recent'];

export interface PathGradients {
  /** Mean along the path, shaped as the inputs of one series. */
  readonly gradients: ModelInputs;
  /** The chosen output at both ends, scaled. */
  readonly start: number;
  readonly end: number;
  readonly run: AttributionRun;
}

/** Of quantile `quantile` at step `stepAhead` (0: the first), for the inputs of one series (a batch of one). */
export async function integratedGradients(model: AttributionModel, inputs: ModelInputs, embeddingRow: number, quantile: number, stepAhead: number): Promise<PathGradients> {
  const B = model.batch;
  const H = model.grid.horizonSteps;
  if (B !== pathBatch) throw new Error(`a path of ${pathSteps} steps needs a batch of ${pathBatch}, the graph takes ${B}`);
  const chosen = (row: number) => (row * quantileCount + quantile) * H + stepAhead;
  const direction = new Float32Array(B * quantileCount * H);
  for (let row = 0; row < pathSteps; row++) direction[chosen(row)] = 1;
  const run = await model.run(pathInputs(model, inputs), direction, new Int32Array(B).fill(embeddingRow));
  return { gradients: meanOverPath(model, run.gradients), start: run.quantiles[chosen(startRow)], end: run.quantiles[chosen(endRow)], run };
}

/** How far row b has come on the way from start (0) to the inputs (1). */
function wayOf(row: number): number {
  return row === startRow ? 0 : row === endRow ? 1 : (row + 0.5) / pathSteps;
}

/** Written in the order in which memory lies: striding through it takes several times as long. */
function pathInputs({ grid, batch }: AttributionModel, inputs: ModelInputs): ModelInputs {
  const path = allocateInputs(grid, batch);
  const ways = Float64Array.from({ length: batch }, (_, row) => wayOf(row));
  for (const { name, dims } of inputShapes(grid, batch)) {
    const width = dims[dims.length - 1];
    const traced = tracedInputs.includes(name);
    const moves = Array.from({ length: width }, (_, i) => traced || (name === 'statics' && tracedStatics.includes(i)));
    const from = inputs[name];
    const into = path[name];
    let at = 0;
    for (let block = 0; block < from.length; block += width) {
      for (let row = 0; row < batch; row++) {
        const way = ways[row];
        for (let i = 0; i < width; i++) into[at++] = moves[i] ? way * from[block + i] : from[block + i];
      }
    }
  }
  return path;
}

function meanOverPath({ grid, batch }: AttributionModel, gradients: ModelInputs): ModelInputs {
  const mean = allocateInputs(grid, 1);
  for (const { name, dims } of inputShapes(grid, batch)) {
    const width = dims[dims.length - 1];
    const from = gradients[name];
    const sums = new Float64Array(width);
    for (let block = 0; block < mean[name].length; block += width) {
      sums.fill(0);
      let at = block * batch;
      for (let row = 0; row < pathSteps; row++) for (let i = 0; i < width; i++) sums[i] += from[at++];
      for (let i = 0; i < width; i++) mean[name][block + i] = sums[i] / pathSteps;
    }
  }
  return mean;
}
