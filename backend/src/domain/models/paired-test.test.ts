import { describe, expect, it } from '@jest/globals';
import { pairedTest, type SeriesComparison } from './paired-test.ts';

const comparisons = (servers: number, shadowLossOf: (server: number) => number, metrics = 2): SeriesComparison[] =>
  Array.from({ length: servers * metrics }, (_, i) => ({ serverId: `s${Math.floor(i / metrics)}`, championLoss: 1, shadowLoss: shadowLossOf(Math.floor(i / metrics)) }));

describe('the paired test of two models', () => {
  it('gives the figures of the example in docs/methods/model-lifecycle.md', () => {
    const losses = [0.9, 0.95, 0.85, 1, 0.9, 0.92, 0.97, 0.88];
    const test = pairedTest(losses.map((shadowLoss, i) => ({ serverId: `s${i}`, championLoss: 1, shadowLoss })))!;
    expect(test).toMatchObject({ unit: 'server', units: 8 });
    expect(test.difference).toBeCloseTo(-0.0416, 4);
    expect(test.low).toBeCloseTo(-0.0592, 3);
    expect(test.high).toBeCloseTo(-0.0240, 3);
    expect(test.lossRatio).toBeCloseTo(0.92, 2);
  });

  it('counts servers, not series: more metrics of the same servers do not make it surer', () => {
    const wobbling = (server: number) => (server % 2 === 0 ? 0.9 : 1.05);
    const few = pairedTest(comparisons(10, wobbling, 1))!;
    const many = pairedTest(comparisons(10, wobbling, 8))!;
    expect(many.units).toBe(10);
    expect(many.high).toBeCloseTo(few.high, 9);
  });

  it('compares series by series where there are few servers, and says so', () => {
    expect(pairedTest(comparisons(3, () => 0.9, 3))).toMatchObject({ unit: 'series', units: 9 });
  });

  it('is not sure when the differences go both ways', () => {
    const { low, high } = pairedTest(comparisons(10, (server) => (server % 2 === 0 ? 0.8 : 1.25)))!;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('says nothing without two units that lost anything', () => {
    expect(pairedTest([])).toBeNull();
    expect(pairedTest([{ serverId: 'a', championLoss: 0, shadowLoss: 0 }, { serverId: 'b', championLoss: 1, shadowLoss: 1 }])).toBeNull();
  });
});
