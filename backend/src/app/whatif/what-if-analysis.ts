import type { WhatIfQuery } from '@fleetcast/contract';
import { answerWhatIf, type WhatIfOutcome } from '../../domain/whatif/what-if.ts';
import type { AnalysisEngine } from '../analysis/analysis-engine.ts';
import { observedFleet, type FleetTerms } from './observed-fleet.ts';
import { type AnalysedWhatIf, whatIfAnswerOf } from './what-if-answer.ts';

/** A question about one server, as the contract filled it in. */
export interface AskedWhatIf extends WhatIfQuery {
  readonly serverId: string;
  /** What was observed later is not used; without it everything is. */
  readonly knownUntilMs?: number;
}

export type WhatIfReply = { readonly kind: 'answered'; readonly answer: AnalysedWhatIf; readonly computedMs: number } | { readonly kind: 'not-ready' } | Exclude<WhatIfOutcome, { kind: 'answered' }>;

/** What-if questions on the analysis' thread. */
export class WhatIfAnalysis {
  private readonly engine: AnalysisEngine;
  private readonly terms: FleetTerms;

  constructor(engine: AnalysisEngine, terms: FleetTerms) {
    this.engine = engine;
    this.terms = terms;
  }

  async answer(request: AskedWhatIf): Promise<WhatIfReply> {
    const startedAt = performance.now();
    const fleet = observedFleet(this.engine.fleet, this.terms, request.knownUntilMs);
    if (fleet === null) return { kind: 'not-ready' };
    const outcome = await answerWhatIf(fleet, request, this.engine);
    if (outcome.kind !== 'answered') return outcome;
    return { kind: 'answered', answer: whatIfAnswerOf(fleet, outcome.findings, request.historyHours), computedMs: performance.now() - startedAt };
  }
}

export const whatIfMethods = ['answer'] as const satisfies ReadonlyArray<keyof WhatIfAnalysis>;
