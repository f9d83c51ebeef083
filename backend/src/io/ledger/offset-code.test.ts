import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeOffset, encodeOffset } from './offset-code.ts';

describe('the code of an offset', () => {
  it('keeps zero, powers of two and silence exactly', () => {
    for (const offset of [0, 1, -1, 0.5, -0.25, 2 ** 30, -(2 ** -20)]) expect(decodeOffset(encodeOffset(offset))).toBe(offset);
    expect(decodeOffset(encodeOffset(NaN))).toBeNaN();
  });

  it('is wrong by at most 1/128 of the offset, on its side of zero, and fits 13 bits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e11, max: 1e11, noNaN: true }).filter((offset) => Math.abs(offset) > 2 ** -23), (offset) => {
        const code = encodeOffset(offset);
        expect(code).toBeLessThan(2 ** 13);
        expect(Math.abs(decodeOffset(code) - offset)).toBeLessThanOrEqual(Math.abs(offset) / 127);
      }),
    );
  });

  it('never changes the order of two offsets', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (a, b) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)];
        expect(decodeOffset(encodeOffset(lower))).toBeLessThanOrEqual(decodeOffset(encodeOffset(higher)));
      }),
    );
  });

  it('takes what is too small for nothing and what is too large for the largest', () => {
    expect(decodeOffset(encodeOffset(1e-12))).toBe(0);
    expect(decodeOffset(encodeOffset(-1e30))).toBeLessThan(-(2 ** 39));
    expect(decodeOffset(encodeOffset(Infinity))).toBeGreaterThan(2 ** 39);
  });
});
