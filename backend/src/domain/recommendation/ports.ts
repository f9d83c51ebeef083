import type { ExpectedEffect } from '@fleetcast/contract';
import type { AtRisk, ReasonShare, Situation } from './situation.ts';
import type { SizedEffect } from './sizes.ts';

export type ReliefOutcome = { readonly kind: 'computed'; readonly effect: ExpectedEffect } | { readonly kind: 'not-computed'; readonly reason: string };

/** Predicts what an action would do, next to doing nothing. */
export interface ReliefEngine {
  /** `minutes`: until the action is done, from the origin; a breach that comes sooner it cannot avoid. */
  relief(situation: Situation, atRisk: AtRisk, effect: Exclude<SizedEffect, { kind: 'none' }>, minutes: number): Promise<ReliefOutcome>;
}

/** Says why a forecast is as it is, in shares of groups that people know; null when it cannot. */
export interface ReasonSource {
  reasons(serverId: string, metric: string): Promise<readonly ReasonShare[] | null>;
}
