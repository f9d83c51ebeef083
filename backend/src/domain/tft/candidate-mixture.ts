/**
 * Where a forecast comes from: per series, patch and quantile a softmax over the candidates (the naive forecasts), the
 * weighted candidate, and a learned correction.
 * B series, F future patches, P steps a patch, Q quantiles, K candidates, D width; R = F * B rows, row = patch * B + series.
 * Inside, rows are the last axis: shares [1, Q, R] then meet candidates [Q, P, R] in long runs, several times faster than
 * broadcasting over the six values of a patch.
 */
import { linear } from '../nn/linear.ts';
import type { NetworkBuilder } from '../nn/network-builder.ts';
import { type NetworkDefinition, tokenCounts } from './definition.ts';
import { candidateCount, candidateNames, flatWindows, quantileCount } from './model-inputs.ts';
import type { NetworkInputs } from './network-inputs.ts';

// heads start small: the network begins near the plain mean of its candidates
const mixtureGain = 0.3;
const correctionGain = 0.1;

type Candidate = (typeof candidateNames)[number];

/** decoded [R, D] -> forecasts [Q, P, R], quantiles in no order yet, and mixture [R, Q, K]. */
export function candidateMixture<T>(
  net: NetworkBuilder<T>,
  decoded: T,
  inputs: NetworkInputs<T>,
  definition: NetworkDefinition,
  batch: number,
): { readonly forecasts: T; readonly mixture: T } {
  const { algebra } = net;
  const { width, grid } = definition;
  const { future, patchSteps } = tokenCounts(grid);
  const rows = future * batch;
  const logits = linear(net, 'mixture', decoded, width, quantileCount * candidateCount, { gain: mixtureGain });
  const mixture = algebra.softmax(algebra.reshape(logits, [rows, quantileCount, candidateCount]));
  const shares = algebra.split(algebra.transpose(mixture, [2, 1, 0]), candidateNames.map(() => 1), 0);
  /** [Q, F, B], for candidates that are one value a series */
  const shareOf = (candidate: Candidate) => algebra.reshape(shares[candidateNames.indexOf(candidate)], [quantileCount, future, batch]);
  /** [Q, 1, R], for candidates with a value for every step */
  const stepShareOf = (candidate: Candidate) => algebra.reshape(shareOf(candidate), [quantileCount, 1, rows]);

  const [last, shift] = algebra.split(inputs.recent, [1, 1], 1).map((column) => algebra.reshape(column, [1, 1, batch]));
  const flat = algebra.split(algebra.transpose(inputs.flat, [0, 2, 1]), flatWindows.map(() => 1), 0);
  const walk = algebra.reshape(algebra.transpose(inputs.walk, [1, 0]), [quantileCount, future, batch]);
  const levels = [
    algebra.multiply(shareOf('last'), last),
    algebra.multiply(shareOf('same-time-adjusted'), shift),
    algebra.multiply(shareOf('random-walk'), walk),
    ...flatWindows.map((window, index) => algebra.multiply(shareOf(window), algebra.reshape(flat[index], [quantileCount, 1, batch]))),
  ];
  const level = algebra.reshape(levels.reduce((total, part) => algebra.add(total, part)), [quantileCount, 1, rows]);

  const [lag24, lag7d] = algebra.split(algebra.transpose(inputs.lags, [0, 2, 1]), [1, 1], 0);
  const sameTime = algebra.transpose(inputs.sameTime, [0, 2, 1]);
  const shaped = [
    algebra.multiply(stepShareOf('lag24'), lag24),
    algebra.multiply(stepShareOf('lag7d'), lag7d),
    algebra.multiply(algebra.add(stepShareOf('same-time'), stepShareOf('same-time-adjusted')), sameTime),
  ];
  const correction = linear(net, 'correction', decoded, width, quantileCount * patchSteps, { gain: correctionGain });
  const corrections = algebra.reshape(algebra.transpose(correction, [1, 0]), [quantileCount, patchSteps, rows]);
  return { forecasts: [...shaped, level].reduce((total, part) => algebra.add(total, part), corrections), mixture };
}
