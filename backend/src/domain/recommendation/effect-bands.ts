import { type BandOverLeads, type EffectBands, quantileNames } from '@fleetcast/contract';

/** A card draws them small: leads lie no closer, and are no more. */
const leastLeadSeconds = 1800;
const mostLeads = 32;
/** Of a value: more than a pixel of the card shows. */
const digits = 4;

/** Before and after, quantiles [Q, H] each of the metric at risk, at leads that a small drawing can show. */
export function effectBands(before: Float32Array, after: Float32Array, horizonSteps: number, stepSeconds: number): EffectBands {
  const every = Math.min(horizonSteps, Math.max(Math.ceil(leastLeadSeconds / stepSeconds), Math.ceil(horizonSteps / mostLeads)));
  const leads = Array.from({ length: Math.floor(horizonSteps / every) }, (_, i) => (i + 1) * every);
  const at = (quantiles: Float32Array, name: (typeof quantileNames)[number]) => leads.map((lead) => Number(quantiles[quantileNames.indexOf(name) * horizonSteps + lead - 1].toPrecision(digits)));
  const band = (quantiles: Float32Array): BandOverLeads => ({ p10: at(quantiles, 'q10'), p50: at(quantiles, 'q50'), p90: at(quantiles, 'q90') });
  return { leadMinutes: leads.map((lead) => (lead * stepSeconds) / 60), before: band(before), after: band(after) };
}
