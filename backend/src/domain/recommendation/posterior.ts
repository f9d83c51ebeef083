/** Beta posteriors over "did this action help here": prior of the playbook, one weighted count an outcome (docs/methods/recommendation.md). */

/** What became of one action. */
export interface CountedOutcome {
  readonly actionId: string;
  readonly profile: string;
  /** 0 to 1. */
  readonly success: number;
  /** How much it says: an action against a breach that was hardly likely shows little. */
  readonly weight: number;
}

export interface Posterior {
  readonly mean: number;
  /** Weighted outcomes behind it, the prior not counted. */
  readonly outcomes: number;
}

/** What happened to servers of another profile counts half. */
const otherProfile = 0.5;

/** `prior.strength` outcomes' worth of belief in `prior.success`, then what was measured. */
export function posteriorOf(actionId: string, prior: { readonly success: number; readonly strength: number }, profile: string, outcomes: readonly CountedOutcome[]): Posterior {
  let [a, b, counted] = [prior.success * prior.strength, (1 - prior.success) * prior.strength, 0];
  for (const outcome of outcomes) {
    if (outcome.actionId !== actionId) continue;
    const weight = outcome.weight * (outcome.profile === profile ? 1 : otherProfile);
    a += weight * outcome.success;
    b += weight * (1 - outcome.success);
    counted += weight;
  }
  return { mean: a / (a + b), outcomes: counted };
}
