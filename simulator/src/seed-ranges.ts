/** Who may use which seeds. A model is never proven, tuned or shown on a fleet that it was trained on. */
export const seedRanges = {
  training: { first: 1_000, last: 9_999 },
  tuning: { first: 10_000, last: 19_999 },
  proof: { first: 20_000, last: 29_999 },
  demo: { first: 30_000, last: 39_999 },
  /** Months of faults, on which following recommendations is proven and nothing else is. */
  'recommendation proof': { first: 40_000, last: 40_999 },
} as const satisfies Record<string, SeedRange>;

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export type SeedUse = keyof typeof seedRanges;

/** The n-th seed for a use; n beyond the range is a fault of the caller. */
export function seedFor(use: SeedUse, n: number): number {
  const { first, last } = seedRanges[use];
  const seed = first + n;
  if (!Number.isInteger(n) || n < 0 || seed > last) throw new Error(`seed ${n} for ${use}: there are ${last - first + 1}, numbered from 0`);
  return seed;
}

/** What a seed is reserved for, if anything. */
export function useOfSeed(seed: number): SeedUse | undefined {
  return (Object.keys(seedRanges) as SeedUse[]).find((use) => seed >= seedRanges[use].first && seed <= seedRanges[use].last);
}
