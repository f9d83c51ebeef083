import { stampOfStep, stepOfSample, type StepGrid } from './step-grid.ts';

/** Raw samples of one series; both arrays have the same length. */
export interface RawSamples {
  /** Epoch milliseconds, UTC. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** How a step is made from the raw samples that fall into it. */
export type Aggregation = 'mean' | 'max' | 'counter-rate';

/** Steps wanted, both inclusive. */
export interface StepRange {
  readonly fromStep: number;
  readonly toStep: number;
}

/**
 * Samples in order of time, one per stamp. Of several samples with one stamp the one that arrived last stands,
 * so a correction replaces what it corrects. Samples that are not finite (stale markers, infinities) are left out.
 */
export function orderSamples(arrived: RawSamples): RawSamples {
  const { timesMs, values } = arrived;
  let ordered = true;
  for (let i = 0; i < timesMs.length && ordered; i++) ordered = Number.isFinite(values[i]) && (i === 0 || timesMs[i] > timesMs[i - 1]);
  if (ordered) return arrived;
  const kept = Array.from(timesMs.keys()).filter((i) => Number.isFinite(values[i]) && Number.isFinite(timesMs[i]));
  kept.sort((a, b) => timesMs[a] - timesMs[b] || a - b);
  const unique = kept.filter((sample, i) => i + 1 === kept.length || timesMs[kept[i + 1]] !== timesMs[sample]);
  return { timesMs: Float64Array.from(unique, (i) => timesMs[i]), values: Float64Array.from(unique, (i) => values[i]) };
}

/**
 * One value a step of `range`, NaN where nothing was observed. Samples outside the range, those of a clock that runs
 * ahead among them, touch no step of it. Samples may arrive in any order.
 */
export function resample(samples: RawSamples, aggregation: Aggregation, grid: StepGrid, range: StepRange): Float32Array {
  const ordered = orderSamples(samples);
  switch (aggregation) {
    case 'mean':
      return gaugeMean(ordered, grid, range);
    case 'max':
      return gaugeMaximum(ordered, grid, range);
    case 'counter-rate':
      return counterRate(ordered, grid, range);
  }
}

function gaugeMean({ timesMs, values }: RawSamples, grid: StepGrid, range: StepRange): Float32Array {
  const length = range.toStep - range.fromStep + 1;
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  for (let i = 0; i < timesMs.length; i++) {
    const at = stepOfSample(grid, timesMs[i]) - range.fromStep;
    if (at < 0 || at >= length) continue;
    sums[at] += values[i];
    counts[at] += 1;
  }
  return Float32Array.from(sums, (sum, at) => sum / counts[at]);
}

function gaugeMaximum({ timesMs, values }: RawSamples, grid: StepGrid, range: StepRange): Float32Array {
  const steps = new Float32Array(range.toStep - range.fromStep + 1).fill(NaN);
  for (let i = 0; i < timesMs.length; i++) {
    const at = stepOfSample(grid, timesMs[i]) - range.fromStep;
    if (at >= 0 && at < steps.length && !(values[i] <= steps[at])) steps[at] = values[i];
  }
  return steps;
}

/**
 * Per-second rate of a counter. Each pair of neighbouring samples spreads its increase evenly over the time between
 * them; a step's rate is the increase that falls into it over the time that is covered. A pair whose later sample lies
 * beyond a step's end says nothing about that step, because it was not known when the step closed. A fall is a reset:
 * the counter began again at zero. Pairs further apart than two steps are a gap, not an average.
 */
function counterRate({ timesMs, values }: RawSamples, grid: StepGrid, range: StepRange): Float32Array {
  const length = range.toStep - range.fromStep + 1;
  const increases = new Float64Array(length);
  const coveredMs = new Float64Array(length);
  for (let i = 1; i < timesMs.length; i++) {
    const gapMs = timesMs[i] - timesMs[i - 1];
    if (gapMs > 2 * grid.stepMs) continue;
    const at = stepOfSample(grid, timesMs[i]) - range.fromStep;
    if (at < 0 || at >= length) continue;
    const increase = values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
    const stepStartMs = stampOfStep(grid, at + range.fromStep - 1);
    const insideMs = timesMs[i] - Math.max(timesMs[i - 1], stepStartMs);
    increases[at] += (increase * insideMs) / gapMs;
    coveredMs[at] += insideMs;
  }
  return Float32Array.from(increases, (increase, at) => (1000 * increase) / coveredMs[at]);
}
