import type { Freshness } from '@fleetcast/contract';

/** When the service gave this answer, by its own clock: what its minutes "from now" count from. Epoch milliseconds. */
export function answeredAtMs({ generatedAt, ageSeconds }: Pick<Freshness, 'generatedAt' | 'ageSeconds'>): number {
  return Date.parse(generatedAt) + ageSeconds * 1000;
}
