/**
 * What a series that a version was not fine-tuned on gets from its table: the mean vector of the fleet's series of that metric, or of
 * all series when the metric is new too. Row 0 stays zero, as training left it. docs/methods/model-lifecycle.md.
 */
import { metricOfKey } from '../series/fleet-windows.ts';
import type { NetworkDefinition } from '../tft/definition.ts';
import { embeddingName } from '../tft/network.ts';
import { parameterLayout } from '../tft/parameters.ts';

export interface ServedEmbeddings {
  readonly definition: NetworkDefinition;
  readonly values: Float32Array;
  /** Row of a series' vector; of an unknown series the mean's. */
  readonly rowOf: (key: string, metric: string) => number;
}

/** `embeddedSeries`: keys of the table's rows, from row 1. A version without a table stays as it is. */
export function withMeanEmbeddings(definition: NetworkDefinition, values: Float32Array, embeddedSeries: readonly string[]): ServedEmbeddings {
  if (embeddedSeries.length === 0) return { definition, values, rowOf: () => 0 };
  const metrics = [...new Set(embeddedSeries.map(metricOfKey))];
  const grown: NetworkDefinition = { ...definition, embeddingRows: definition.embeddingRows + metrics.length + 1 };
  const before = new Map(parameterLayout(definition).slots.map((slot) => [slot.name, slot]));
  const layout = parameterLayout(grown);
  const all = new Float32Array(layout.size);
  for (const { name, offset } of layout.slots) {
    const slot = before.get(name)!;
    all.set(values.subarray(slot.offset, slot.offset + slot.size), offset);
  }
  const { offset, shape } = layout.slots.find(({ name }) => name === embeddingName)!;
  const width = shape[1];
  const meanInto = (row: number, of: readonly number[]) => {
    for (const from of of) for (let i = 0; i < width; i++) all[offset + row * width + i] += all[offset + from * width + i] / of.length;
  };
  const everyRow = embeddedSeries.map((_, index) => index + 1);
  metrics.forEach((metric, m) => meanInto(definition.embeddingRows + m, everyRow.filter((row) => metricOfKey(embeddedSeries[row - 1]) === metric)));
  meanInto(definition.embeddingRows + metrics.length, everyRow);
  const rows = new Map(embeddedSeries.map((key, index) => [key, index + 1]));
  const meanRows = new Map(metrics.map((metric, m) => [metric, definition.embeddingRows + m]));
  return { definition: grown, values: all, rowOf: (key, metric) => rows.get(key) ?? meanRows.get(metric) ?? definition.embeddingRows + metrics.length };
}
