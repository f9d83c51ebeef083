import { withMeanEmbeddings } from '../../domain/models/mean-embeddings.ts';
import type { StoredModel } from '../../domain/models/model-manifest.ts';
import { seriesKey } from '../../domain/series/fleet-windows.ts';
import { inferenceGraph } from '../../domain/tft/inference-graph.ts';
import { inputShapes, type ModelInputs } from '../../domain/tft/model-inputs.ts';
import type { QuantileModel } from '../../domain/tft/ports.ts';
import { type Feed, OnnxSession } from './session.ts';

/** Batches beyond this gain nothing and cost memory; below it, each run has overhead. */
const servingBatch = 250;

export interface OpenedModel extends QuantileModel {
  close(): Promise<void>;
}

/** A stored model, ready to predict batches of `batch` series. */
export async function openModel({ manifest, values }: StoredModel, batch = servingBatch, threads = 1): Promise<OpenedModel> {
  const { version, embeddedSeries, daysNeeded } = manifest;
  const served = withMeanEmbeddings(manifest.definition, values, embeddedSeries);
  const { definition } = served;
  const session = await OnnxSession.load(inferenceGraph(definition, served.values, batch), threads);
  const shapes = inputShapes(definition.grid, batch);
  const unseen = new Int32Array(batch);

  async function predict(inputs: ModelInputs, embeddingRows = unseen): Promise<Float32Array> {
    const feeds: Record<string, Feed> = Object.fromEntries(shapes.map(({ name, dims }) => [name, { values: inputs[name], dims }]));
    if (definition.embeddingRows > 0) feeds.embeddingRows = { values: embeddingRows, dims: [batch] };
    const { quantiles } = await session.run(feeds);
    if (!(quantiles instanceof Float32Array)) throw new Error('the inference graph answers in float32');
    return quantiles;
  }

  return {
    version,
    grid: definition.grid,
    batch,
    ...(daysNeeded === undefined ? {} : { daysNeeded }),
    embeddingRow: (serverId, metric) => served.rowOf(seriesKey(serverId, metric), metric),
    predict,
    close: () => session.close(),
  };
}
