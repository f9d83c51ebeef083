/**
 * What made one served forecast value: the model's part by Integrated Gradients, a floor's by its own formula, added up in the
 * shares in which they were served, in the metric's unit. C context steps, H horizon steps.
 */
import { medianIndex } from '@fleetcast/contract';
import { InputOrigins } from '../features/input-origins.ts';
import { InputRows } from '../features/input-rows.ts';
import { scaleOf } from '../features/scaling.ts';
import { floorPartsAt, type ServingDecision } from '../forecasting/serving-decision.ts';
import { inUnit } from '../forecasting/spoken-series.ts';
import type { SeriesRow } from '../series/fleet-windows.ts';
import { allocateInputs } from '../tft/model-inputs.ts';
import { floorOrigins } from './floor-origins.ts';
import { integratedGradients } from './integrated-gradients.ts';
import { type ModelView, modelViewOf } from './model-view.ts';
import type { AttributionModel } from './ports.ts';
import { type ExplainedWindow, modelGridOf, StepRelevance } from './step-relevance.ts';

export interface Attribution {
  /** What would have been forecast had every value of the past been the median of the last day, in the metric's unit. */
  readonly start: number;
  /** [C] what each past step added to that; 0 where nothing was observed. */
  readonly effects: Float64Array;
  /** Where the model looked, by its own account; null when a floor spoke. */
  readonly view: ModelView | null;
}

/** One part of the served value, on the network's scale. */
interface Part {
  readonly share: number;
  readonly start: number;
  readonly end: number;
  readonly relevance: StepRelevance;
}

/** Of the served median at `stepAhead` (0: the first step after the origin). `model` is the one that spoke; null when none did. */
export async function attribute(series: SeriesRow, decision: ServingDecision, explained: ExplainedWindow, model: AttributionModel | null, stepAhead: number): Promise<Attribution> {
  const { voice } = decision;
  const floorParts = (voice.kind === 'constant' ? [['constant', 1] as const] : floorPartsAt(voice, stepAhead + 1)).map(([floor, share]): Part => {
    const relevance = floorRelevance(floor, explained, stepAhead);
    return { share, start: 0, end: relevance.sum(), relevance };
  });
  if (voice.kind !== 'model') return { ...inUnits(series, explained, floorParts), view: null };
  if (model === null) throw new Error('the model spoke, but it is not at hand to be asked');
  const { prepared } = explained;
  const inputs = allocateInputs(model.grid, 1);
  new InputRows(inputs, model.grid, 1).fill(0, prepared.state, series.kind, prepared.history, prepared.local);
  const path = await integratedGradients(model, inputs, model.embeddingRow(series.serverId, series.metric), medianIndex, stepAhead);
  const modelShare = 1 - floorParts.reduce((sum, { share }) => sum + share, 0);
  const modelPart: Part = { share: modelShare, start: path.start, end: path.end, relevance: new StepRelevance(explained).addInputs(path.gradients, model.grid) };
  return { ...inUnits(series, explained, [modelPart, ...floorParts]), view: modelViewOf(model.grid, path.run, explained, stepAhead) };
}

function floorRelevance(floor: Parameters<typeof floorOrigins>[0], explained: ExplainedWindow, stepAhead: number): StepRelevance {
  const origins = new InputOrigins(explained.prepared, modelGridOf(explained.prepared.state.grid), explained.scale);
  return new StepRelevance(explained).add(floorOrigins(floor, explained, origins, stepAhead + 1));
}

/**
 * From the network's scale to the metric's unit. Cube roots are not linear, so each part's contributions are stretched by what the
 * whole part comes to in the unit: they keep their proportions and add up.
 */
function inUnits(series: SeriesRow, { scale, window }: ExplainedWindow, parts: readonly Part[]): Pick<Attribution, 'start' | 'effects'> {
  const kind = scaleOf(series.kind);
  const unitOf = (scaled: number) => inUnit(scale.centre + scale.spread * scaled, scale, kind);
  const effects = new Float64Array(window.length);
  let start = 0;
  for (const part of parts) {
    const way = part.end - part.start;
    const nudge = 1e-3;
    const slope = Math.abs(way) > 1e-6 ? (unitOf(part.end) - unitOf(part.start)) / way : (unitOf(part.start + nudge) - unitOf(part.start)) / nudge;
    start += part.share * unitOf(part.start);
    for (let i = 0; i < effects.length; i++) effects[i] += part.share * slope * part.relevance.values[i];
  }
  return { start, effects };
}
