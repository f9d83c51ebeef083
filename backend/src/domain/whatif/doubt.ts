/**
 * How far an effect may be from what the engine computes, relative to it and beyond what the forecasts themselves leave open:
 * capacities that are taken as equal, shares as they were, laws as straight lines. One standard deviation; measured on
 * simulated fleets that neither the engine nor the benchmark's proof ever sees (docs/methods/what-if.md).
 */
import type { InterventionKind } from '@fleetcast/contract';
import type { LoadBasis } from './server-load.ts';

const relativeDoubt: Readonly<Record<InterventionKind, number>> = {
  'scale-up': 0.06,
  'scale-out': 0.14,
  'scale-in': 0.16,
  'move-load': 0.12,
  'server-out': 0.17,
  'reschedule-job': 0.15,
  'thin-job': 0.15,
  throttle: 0.08,
  traffic: 0.18,
  restart: 0.13,
  deploy: 0.11,
  'roll-back': 0.18,
  'edit-input': 0.2,
};
/** Added where utilisation stands for demand. */
const utilisationDoubt = 0.06;

/** Doubts of several changes add up as independent ones do. */
export function doubtOf(kinds: readonly InterventionKind[], basis: LoadBasis | null): number {
  const variances = kinds.map((kind) => relativeDoubt[kind] ** 2);
  const law = basis === 'utilisation' ? utilisationDoubt ** 2 : 0;
  return Math.sqrt(Math.max(...variances) + law);
}
