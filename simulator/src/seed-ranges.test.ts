import { describe, expect, it } from '@jest/globals';
import { seedFor, seedRanges, useOfSeed, type SeedUse } from './seed-ranges.ts';

const uses = Object.keys(seedRanges) as SeedUse[];

describe('the table of seeds', () => {
  it('keeps the ranges apart', () => {
    const byStart = uses.map((use) => seedRanges[use]).sort((a, b) => a.first - b.first);
    for (const { first, last } of byStart) expect(first).toBeLessThanOrEqual(last);
    for (let i = 1; i < byStart.length; i++) expect(byStart[i].first).toBeGreaterThan(byStart[i - 1].last);
  });

  it('numbers the seeds of each use and refuses what lies beyond', () => {
    for (const use of uses) {
      const { first, last } = seedRanges[use];
      expect(useOfSeed(seedFor(use, 0))).toBe(use);
      expect(seedFor(use, last - first)).toBe(last);
      expect(() => seedFor(use, last - first + 1)).toThrow(use);
    }
    expect(useOfSeed(1)).toBeUndefined();
  });
});
