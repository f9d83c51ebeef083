/**
 * Whether a model has got worse since it took the word: Page's cumulative sum (Page 1954, "Continuous inspection schemes") over its
 * loss relative to the better floor's. A block is as long as the horizon, so that forecasts of two blocks share no outcomes; the
 * first blocks say what is usual.
 */
import type { DecisionFigure } from '@fleetcast/contract';

/** Blocks that say what is usual: 3 days of 8 hours. */
const referenceBlocks = 9;
/** In standard deviations: a shift smaller than twice the slack is not looked for; the sum alarms beyond the limit. */
const slack = 0.75;
const driftLimit = 6;
/** A quiet reference may not make every later block look wild. */
const leastDeviation = 0.02;

export interface DriftFigures {
  /** Null while the reference is being gathered. */
  readonly statistic: number | null;
  readonly blocks: number;
  readonly alarmed: boolean;
}

interface DriftState {
  readonly reference: number[];
  statistic: number;
  blocks: number;
  block: { number: number; total: number; count: number } | null;
}

export class ErrorDrift {
  private readonly state: DriftState = { reference: [], statistic: 0, blocks: 0, block: null };

  static from(stored: DriftState): ErrorDrift {
    const drift = new ErrorDrift();
    Object.assign(drift.state, structuredClone(stored));
    return drift;
  }

  export(): DriftState {
    return structuredClone(this.state);
  }

  /** `total` of `count` relative differences (model - floor) / (model + floor) that came true at this step. */
  observe(step: number, total: number, count: number, horizonSteps: number): void {
    const number = Math.floor(step / horizonSteps);
    const { state } = this;
    if (state.block !== null && state.block.number !== number) this.close(state.block.total / state.block.count);
    if (state.block === null || state.block.number !== number) state.block = { number, total: 0, count: 0 };
    state.block.total += total;
    state.block.count += count;
  }

  figures(): DriftFigures {
    const { reference, statistic, blocks } = this.state;
    const ready = reference.length >= referenceBlocks;
    return { statistic: ready ? statistic : null, blocks, alarmed: ready && statistic > driftLimit };
  }

  private close(value: number): void {
    const { state } = this;
    state.blocks += 1;
    if (state.reference.length < referenceBlocks) {
      state.reference.push(value);
      return;
    }
    const mean = state.reference.reduce((sum, one) => sum + one, 0) / referenceBlocks;
    const variance = state.reference.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (referenceBlocks - 1);
    const deviation = Math.max(leastDeviation, Math.sqrt(variance));
    state.statistic = Math.max(0, state.statistic + (value - mean) / deviation - slack);
  }
}

/** The drift as a figure of a decision. */
export function driftFigure({ statistic, alarmed }: DriftFigures): DecisionFigure {
  return { name: 'error drift (sum of deviations)', value: statistic, limit: driftLimit, passed: !alarmed };
}
