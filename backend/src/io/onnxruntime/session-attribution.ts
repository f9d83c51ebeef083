import type { AttributionModel, AttributionRun } from '../../domain/explanation/ports.ts';
import { withMeanEmbeddings } from '../../domain/models/mean-embeddings.ts';
import type { StoredModel } from '../../domain/models/model-manifest.ts';
import { seriesKey } from '../../domain/series/fleet-windows.ts';
import { attributionGraph, gradientOf } from '../../domain/tft/attribution-graph.ts';
import { type InputName, inputShapes, quantileCount } from '../../domain/tft/model-inputs.ts';
import { type Feed, OnnxSession, type Results } from './session.ts';

export interface OpenedAttribution extends AttributionModel {
  close(): Promise<void>;
}

/** A stored model with gradients to its inputs, for batches of `batch` rows; series that it has not seen get the vectors that serve them. */
export async function openAttribution({ manifest, values }: StoredModel, batch: number, threads = 1): Promise<OpenedAttribution> {
  const { version, embeddedSeries } = manifest;
  const served = withMeanEmbeddings(manifest.definition, values, embeddedSeries);
  const { definition } = served;
  const session = await OnnxSession.load(attributionGraph(definition, served.values, batch), threads);
  const shapes = inputShapes(definition.grid, batch);
  return {
    version,
    grid: definition.grid,
    batch,
    embeddingRow: (serverId, metric) => served.rowOf(seriesKey(serverId, metric), metric),
    async run(inputs, direction, embeddingRows): Promise<AttributionRun> {
      const feeds: Record<string, Feed> = Object.fromEntries(shapes.map(({ name, dims }) => [name, { values: inputs[name], dims }]));
      feeds.direction = { values: direction, dims: [batch, quantileCount, definition.grid.horizonSteps] };
      if (definition.embeddingRows > 0) feeds.embeddingRows = { values: embeddingRows, dims: [batch] };
      const results = await session.run(feeds);
      const gradients = Object.fromEntries(shapes.map(({ name }) => [name, float32(results, gradientOf(name))]));
      return {
        quantiles: float32(results, 'quantiles'),
        gradients: gradients as Record<InputName, Float32Array>,
        attention: float32(results, 'attention'),
        pastSelection: float32(results, 'pastSelection'),
        futureSelection: float32(results, 'futureSelection'),
        mixture: float32(results, 'mixture'),
      };
    },
    close: () => session.close(),
  };
}

function float32(results: Results, name: string): Float32Array {
  const values = results[name];
  if (!(values instanceof Float32Array)) throw new Error(`the attribution graph answers ${name} in float32`);
  return values;
}
