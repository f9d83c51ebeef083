/**
 * The network: a Temporal Fusion Transformer (Lim et al. 2021, "Temporal Fusion Transformers for interpretable multi-horizon
 * time series forecasting") that stands on naive forecasts. One series at a time; weights are shared by all series and metrics.
 * Deviations from the paper: half-hour patches are the tokens, a causal mixing matrix stands for the LSTM, gates are linear
 * GLUs, and the output mixes candidates (candidate-mixture.ts) instead of being free.
 *
 * Dimension letters as in model-inputs.ts, plus D width, TP past tokens, F future tokens, T = TP + F, R = F * B.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { Algebra } from '../graph/algebra.ts';
import { interpretableAttention } from '../nn/attention.ts';
import { causalMixer } from '../nn/causal-mixer.ts';
import { gatedSkip } from '../nn/layer-norm.ts';
import { linear } from '../nn/linear.ts';
import { type NetworkBuilder, normal, zero } from '../nn/network-builder.ts';
import { addPerSeries, addPerToken } from '../nn/tokens.ts';
import { type Variable, variableSelection } from '../nn/variable-selection.ts';
import { candidateMixture } from './candidate-mixture.ts';
import { type NetworkDefinition, tokenCounts } from './definition.ts';
import { historyStatics, kindStatics, quantileCount, timeWaveCount } from './model-inputs.ts';
import type { NetworkInputs } from './network-inputs.ts';

/** Embeddings are learned small and enlarged, so that Adam's even steps move them faster than shared weights. */
const embeddingGain = 5;
/** Name of the table of one vector a series. */
export const embeddingName = 'embedding';
const positionDeviation = 0.02;
/** Same-time quantiles that are also read as future variables: q10, q50, q90. */
const readQuantiles = [0.1, 0.5, 0.9].map((level) => quantileLevels.findIndex((known) => known === level));

export interface NetworkOutputs<T> {
  /** Q tensors [P, R]: scaled quantiles, lowest level first, never crossing. */
  readonly quantiles: readonly T[];
  /** [B, F, T] where each future token looked. */
  readonly attention: T;
  /** [TP * B, 2] and [R, 6]: share of each past and future variable. */
  readonly pastSelection: T;
  readonly futureSelection: T;
  /** [R, Q, K] share of each candidate. */
  readonly mixture: T;
}

export function network<T>(net: NetworkBuilder<T>, inputs: NetworkInputs<T>, definition: NetworkDefinition, batch: number): NetworkOutputs<T> {
  const { algebra } = net;
  const { width, heads, mixerGroups, grid } = definition;
  const { past, future, patchSteps } = tokenCounts(grid);
  const tokens = past + future;
  const pastRows = { tokens: past, batch, width };
  const futureRows = { tokens: future, batch, width };
  const allRows = { tokens, batch, width };

  const series = staticVector(net, inputs, definition);
  const contextOf = (name: string) => linear(net, `context.${name}`, series, width, width, { bias: false });
  const selectionContext = contextOf('selection');

  const pastVariables = [{ rows: inputs.past, width: patchSteps }, { rows: inputs.pastTime, width: timeWaveCount }];
  const pastChoice = variableSelection(net, 'past', pastVariables, selectionContext, pastRows);
  const futureChoice = variableSelection(net, 'future', futureVariables(algebra, inputs, future * batch, patchSteps), selectionContext, futureRows);

  const selected = algebra.concat([pastChoice.selected, futureChoice.selected], 0);
  const placed = addPerSeries(algebra, selected, contextOf('tokens'), allRows);
  const input = addPerToken(algebra, placed, net.parameter('position', [tokens, 1, width], normal(positionDeviation)), allRows);

  const mixed = gatedSkip(net, 'mixer', input, causalMixer(net, 'mixer', input, mixerGroups, allRows), width);
  const enriching = algebra.elu(addPerSeries(algebra, linear(net, 'enrichment.hidden', mixed, width, width), contextOf('enrichment'), allRows));
  const enriched = gatedSkip(net, 'enrichment', mixed, enriching, width);

  const [, asking] = algebra.split(enriched, [past * batch, future * batch], 0);
  const { attended, weights } = interpretableAttention(net, 'attention', asking, enriched, past, heads, allRows);
  const looked = gatedSkip(net, 'attention', asking, attended, width);
  const decoded = gatedSkip(net, 'decoder', looked, algebra.elu(linear(net, 'decoder.hidden', looked, width, width)), width);

  const { forecasts, mixture } = candidateMixture(net, decoded, inputs, definition, batch);
  return {
    quantiles: uncrossed(algebra, forecasts, [patchSteps, future * batch]),
    attention: weights,
    pastSelection: pastChoice.weights,
    futureSelection: futureChoice.weights,
    mixture,
  };
}

/**
 * [B, D] what is known of the series as a whole. Kinds have their own weights, which start at zero: a kind that training
 * never saw then counts as an unknown one, a case that training does show.
 */
function staticVector<T>(net: NetworkBuilder<T>, inputs: NetworkInputs<T>, { width, embeddingRows }: NetworkDefinition): T {
  const { algebra } = net;
  const [history, kind] = algebra.split(inputs.statics, [historyStatics.length, kindStatics.length], 1);
  const fromHistory = linear(net, 'statics', history, historyStatics.length, width);
  const fromKind = algebra.gemm(kind, net.parameter('kind.weight', [kindStatics.length, width], zero));
  const known = algebra.add(fromHistory, fromKind);
  if (embeddingRows === 0) return algebra.elu(known);
  if (inputs.embeddingRows === undefined) throw new Error('a network with a series embedding needs the input embeddingRows');
  const table = net.parameter(embeddingName, [embeddingRows, width], zero);
  return algebra.elu(algebra.add(known, algebra.multiply(algebra.gather(table, inputs.embeddingRows), embeddingGain)));
}

/** What is known of the future: lag 24 h, lag 7 d, same-time q10 q50 q90, time; each [R, P]. */
function futureVariables<T>(algebra: Algebra<T>, inputs: NetworkInputs<T>, rows: number, patchSteps: number): ReadonlyArray<Variable<T>> {
  const lags = algebra.split(inputs.lags, [1, 1], 0);
  const sameTime = algebra.split(inputs.sameTime, Array<number>(quantileCount).fill(1), 0);
  const values = [...lags, ...readQuantiles.map((index) => sameTime[index])];
  const patches = values.map((value) => ({ rows: algebra.reshape(value, [rows, patchSteps]), width: patchSteps }));
  return [...patches, { rows: inputs.futureTime, width: timeWaveCount }];
}

/** Median first, then outward: each lower quantile at most, each upper one at least, its inner neighbour. */
function uncrossed<T>(algebra: Algebra<T>, forecasts: T, shape: readonly [number, number]): readonly T[] {
  const ordered = algebra
    .split(forecasts, Array<number>(quantileCount).fill(1), 0)
    .map((forecast) => algebra.reshape(forecast, shape));
  const median = Math.floor(quantileCount / 2);
  for (let lower = median - 1; lower >= 0; lower--) ordered[lower] = algebra.minimum(ordered[lower], ordered[lower + 1]);
  for (let upper = median + 1; upper < quantileCount; upper++) ordered[upper] = algebra.maximum(ordered[upper], ordered[upper - 1]);
  return ordered;
}
