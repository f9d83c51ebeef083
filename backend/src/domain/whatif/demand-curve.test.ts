import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../series/same-local-time.ts';
import { curveFactors, curvePieces } from './demand-curve.ts';

const originStep = 1000;
const fleet = { originStep, stepSeconds: 300, horizonSteps: 8, local: new LocalTime('UTC', 300_000), member: () => undefined, tier: () => [] };
const at = (step: number) => new Date(step * 300_000).toISOString();
const curve = (...points: ReadonlyArray<readonly [number, number]>) =>
  curveFactors({ kind: 'edit-input', target: { tier: 'web' }, input: 'demand', points: points.map(([step, factor]) => ({ at: at(originStep + step), factor })) }, fleet);

describe('a curve of demand', () => {
  it('runs straight between its points and stays at the outer ones', () => {
    expect([...curve([3, 1], [5, 2])]).toEqual([1, 1, 1, 1.5, 2, 2, 2, 2]);
    expect([...curve([4, 0.5])]).toEqual(new Array(8).fill(0.5));
  });

  it('is cut where it crosses 1; each piece knows its extreme', () => {
    const factors = Float64Array.of(1, 1.5, 2, 1, 0.5, 0.8, 1, 1);
    expect(curvePieces(factors, originStep)).toEqual([
      { fromStep: 1002, toStep: 1003, extreme: 2 },
      { fromStep: 1005, toStep: 1006, extreme: 0.5 },
    ]);
  });
});
