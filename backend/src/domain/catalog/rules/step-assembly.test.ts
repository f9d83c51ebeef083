import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pushRuleSet, type PushRuleSetInput } from './push-rule.ts';
import { RuleBook } from './rule-book.ts';
import { StepAssembly } from './step-assembly.ts';

const minuteMs = 60_000;
const grid = { stepMs: 5 * minuteMs };
const range = { fromStep: 1, toStep: 3 };

type Pair = readonly [minute: number, value: number];

function samples(pairs: readonly Pair[]): { timesMs: Float64Array; values: Float64Array } {
  return { timesMs: Float64Array.from(pairs, ([minute]) => minute * minuteMs), values: Float64Array.from(pairs, ([, value]) => value) };
}

/** Steps 1 to 3 of the only reading that the rules make. */
function steps(rules: PushRuleSetInput['rules'], series: ReadonlyArray<readonly [labels: Readonly<Record<string, string>>, pairs: readonly Pair[]]>): Array<number | null> {
  const book = new RuleBook([pushRuleSet.parse({ name: 'test', rules })], 'eu');
  const assembly = new StepAssembly(grid, range);
  for (const [labels, pairs] of series) assembly.add(book.rolesOf({ server: 's', ...labels }), samples(pairs));
  const readings = assembly.readings();
  expect(readings.length).toBeLessThanOrEqual(1);
  return Array.from(readings[0]?.values ?? [], (value) => (Number.isNaN(value) ? null : Math.round(value * 1e4) / 1e4));
}

const gauge = { metric: 'queue', read: 'gauge' as const, of: { name: 'q' }, each: ['part'] };

describe('raw series put together', () => {
  it('are added up, averaged, or the largest is taken, over the parts observed in a step', () => {
    const parts = [
      [{ __name__: 'q', part: 'a' }, [[1, 10], [6, 20]]],
      [{ __name__: 'q', part: 'b' }, [[2, 30]]],
    ] as const;
    expect(steps([{ ...gauge, across: 'sum' }], parts)).toEqual([40, 20, null]);
    expect(steps([{ ...gauge, across: 'mean' }], parts)).toEqual([20, 20, null]);
    expect(steps([{ ...gauge, across: 'max' }], parts)).toEqual([30, 20, null]);
  });

  it('leave a share missing while either side is missing, or the whole is zero', () => {
    const share = { metric: 'memory', read: 'gauge', of: { name: 'free' }, per: { name: 'all' }, formula: 'percent-missing-of' } as const;
    const free = [{ __name__: 'free' }, [[1, 25], [6, 25], [11, 25]]] as const;
    expect(steps([share], [free, [{ __name__: 'all' }, [[1, 100], [11, 0]]]])).toEqual([75, null, null]);
    expect(steps([share], [free])).toEqual([]);
  });

  it('take the peak of a saturation: the least free space within the step', () => {
    const rule = { metric: 'filesystem', read: 'gauge', of: { name: 'free' }, per: { name: 'all' }, formula: 'percent-missing-of' } as const;
    expect(steps([rule], [[{ __name__: 'free' }, [[1, 50], [2, 5], [3, 50]]], [{ __name__: 'all' }, [[1, 100]]]])).toEqual([95, null, null]);
  });

  it('keep shares made of counters within 0 and 100', () => {
    const rule = { metric: 'cpu', read: 'rate', of: { name: 'idle' }, formula: 'percent-not-idle' } as const;
    expect(steps([rule], [[{ __name__: 'idle' }, [[0, 0], [1, 61], [2, 122], [3, 183], [4, 244], [5, 305]]]])).toEqual([0, null, null]);
  });

  it('go on through the reset of a counter', () => {
    const rule = { metric: 'disk', read: 'rate', of: { name: 'bytes' } } as const;
    const scrapes = Array.from({ length: 16 }, (_, minute) => [minute, minute < 8 ? 6e6 + 600 * minute : 600 * (minute - 8) + 300] as const);
    const [before, reset, after] = steps([rule], [[{ __name__: 'bytes' }, scrapes]]);
    expect([before, after]).toEqual([10, 10]);
    expect(reset).toBeCloseTo((4 * 600 + 300) / 300, 3);
  });

  it('are spoken for by the first rule that gives the metric, step by step', () => {
    const rules = [{ ...gauge, of: { name: 'better' } }, gauge];
    expect(steps(rules, [[{ __name__: 'q' }, [[1, 1], [6, 2], [11, 3]]], [{ __name__: 'better' }, [[6, 20]]]])).toEqual([1, 20, 3]);
  });

  it('do not depend on the order in which series come, nor on duplicates that arrive twice', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 1000 }));
    const part = fc.record({ part: fc.constantFrom('a', 'b', 'c'), host: fc.constantFrom('x', 'y'), pairs: fc.uniqueArray(pair, { selector: ([at]) => at, maxLength: 12 }) });
    const unique = fc.uniqueArray(part, { selector: (one) => `${one.part} ${one.host}`, maxLength: 6 });
    for (const rule of [gauge, { ...gauge, metric: 'disk', read: 'rate' as const }, { ...gauge, across: 'max' as const }]) {
      fc.assert(
        fc.property(unique, fc.integer({ min: 0, max: 5 }), (all, turn) => {
          const series = all.map((one) => [{ __name__: 'q', part: one.part, host: one.host }, one.pairs] as const);
          const turned = [...series.slice(turn), ...series.slice(0, turn)].map(([labels, pairs]) => [labels, [...pairs, ...[...pairs].reverse()]] as const);
          expect(steps([rule], turned)).toEqual(steps([rule], series));
        }),
        { seed: 7, numRuns: 100 },
      );
    }
  });
});

describe('a rule', () => {
  it.each([
    [{ ...gauge, formula: 'percent-of' }, 'need `per`'],
    [{ ...gauge, per: { name: 'x' } }, 'take none'],
    [{ ...gauge, of: { name: '(' } }, 'not a valid regular expression'],
    [{ ...gauge, metric: 'Not A Name' }, 'lower-case'],
    [{ ...gauge, unknown: 1 }, 'unknown'],
  ])('%j is refused with a reason', (rule, reason) => {
    const parsed = pushRuleSet.safeParse({ name: 'test', rules: [rule] });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(reason);
  });
});
