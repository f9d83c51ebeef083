/** From when on something is done about a model. docs/methods/model-lifecycle.md gives the reason of each. */
export interface LifecycleLimits {
  /** New and retired servers together, as a share of those the champion knows. */
  readonly fleetDrift: number;
  /** Share of the series that the champion was not fine-tuned on. */
  readonly unknownShare: number;
  /** Population stability index of a metric. */
  readonly inputDrift: number;
}

export const usualLimits: LifecycleLimits = { fleetDrift: 0.2, unknownShare: 0.2, inputDrift: 0.25 };

/** A metric's index is shown from the first day on, but rests on whole weeks: a Sunday is no drift. */
export const leastHistoryDays = 2;

export const gateLimits = {
  /** Held-out loss as a ratio to the champion's, and to the better floor's. */
  championRatio: 1,
  floorRatio: 1,
  /** Coverage of the 80 % band may lie so far from .8, or at most so much farther than the champion's. */
  coverage: 0.07,
  coverageMore: 0.02,
  /** Least judged forecasts: fewer say nothing. */
  judged: 60,
} as const;

export const trialLimits = {
  judged: 60,
  /** The time of a batch as a ratio to the champion's, and the memory that the shadow added. */
  latencyRatio: 1.5,
  moreBytes: 64 * 2 ** 20,
  coverage: gateLimits.coverage,
  coverageMore: gateLimits.coverageMore,
  /** A trial that has not decided after so many times the set time ends without a promotion. */
  mostTimes: 3,
} as const;

/** Loss on windows older than a light update learned from, as a ratio to the loss before it. */
export const forgettingLimit = 1.05;
