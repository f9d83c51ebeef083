import type { Intervention, WhatIfAnswer } from '@fleetcast/contract';
import type { ServiceFault } from './service-fault.ts';

export type AskedWhatIf = { readonly kind: 'answer'; readonly answer: WhatIfAnswer } | { readonly kind: 'fault'; readonly fault: ServiceFault };

/** Asks the service; rejects only when aborted. */
export type AskWhatIf = (interventions: readonly Intervention[], signal: AbortSignal) => Promise<AskedWhatIf>;
