import type { ReasonSource } from '../../domain/recommendation/ports.ts';
import type { ReasonShare } from '../../domain/recommendation/situation.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';

/** The explanation of a forecast as shares of its groups of reasons. */
export class ReasonsByExplanation implements ReasonSource {
  private readonly explanations: ExplanationAnswers;

  constructor(explanations: ExplanationAnswers) {
    this.explanations = explanations;
  }

  async reasons(serverId: string, metric: string): Promise<readonly ReasonShare[] | null> {
    const outcome = await this.explanations.explain({ serverId, metric, atMs: null });
    return outcome.kind === 'explained' ? outcome.explanation.groups.map(({ group, share }) => ({ group, share })) : null;
  }
}
