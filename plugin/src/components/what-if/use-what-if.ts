import type { Intervention, WhatIfAnswer } from '@fleetcast/contract';
import { useEffect, useState } from 'react';
import type { ServiceFault } from '../../view-models/service-fault.ts';
import type { AskWhatIf } from '../../view-models/what-if-question.ts';

export interface WhatIfState {
  /** The newest good answer, kept while the next one is on its way. */
  readonly answer: WhatIfAnswer | null;
  readonly fault: ServiceFault | null;
  readonly isAsking: boolean;
}

/** Dragging a slider says many things; what stands still for so long is asked. */
const settleMs = 200;
const nothing: WhatIfState = { answer: null, fault: null, isAsking: false };

/** Asks whenever the changes have stood still for a moment; a question that has been overtaken is aborted. */
export function useWhatIf(interventions: readonly Intervention[], ask: AskWhatIf): WhatIfState {
  const [state, setState] = useState<WhatIfState>(nothing);
  const question = JSON.stringify(interventions);
  useEffect(() => {
    const asked = new AbortController();
    const asksNothing = question === '[]';
    const timer = setTimeout(() => {
      if (asksNothing) {
        setState(nothing);
        return;
      }
      setState((before) => ({ ...before, isAsking: true }));
      ask(JSON.parse(question) as Intervention[], asked.signal).then(
        (outcome) => {
          if (asked.signal.aborted) return;
          setState((before) => (outcome.kind === 'answer' ? { answer: outcome.answer, fault: null, isAsking: false } : { ...before, fault: outcome.fault, isAsking: false }));
        },
        (thrown: unknown) => {
          if (!asked.signal.aborted) throw thrown;
        },
      );
    }, asksNothing ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [question, ask]);
  return state;
}
