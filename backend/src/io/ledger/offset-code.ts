/**
 * A number in 13 bits, for how far a forecast lies from what was last observed: sign (lowest bit), 6 bits of exponent, 6 of
 * mantissa. The error is at most 1/128 of the offset, not of the value, either way and on average 0, so that a memory of 62.31 % that moves by hundredths
 * keeps its hundredths. Offsets below 2^-24 become 0, those above 2^39 that. One more code says that nothing was said.
 */
const silence = 0xffff;
const leastExponent = -24;
const mantissaBits = 6;
/** What the float's own bits are shortened by, and what its shortened exponent begins at. */
const droppedBits = 23 - mantissaBits;
const firstCode = (127 + leastExponent) << mantissaBits;
const lastCode = (1 << (6 + mantissaBits)) - 1;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

export function encodeOffset(offset: number): number {
  if (Number.isNaN(offset)) return silence;
  float[0] = Math.abs(offset);
  const code = ((bits[0] + (1 << (droppedBits - 1))) >>> droppedBits) - firstCode;
  if (code <= 0) return 0;
  return 2 * Math.min(code, lastCode) + (offset < 0 ? 1 : 0);
}

/** NaN where nothing was said. */
export function decodeOffset(code: number): number {
  if (code === silence) return NaN;
  if (code === 0) return 0;
  bits[0] = ((code >>> 1) + firstCode) << droppedBits;
  return code & 1 ? -float[0] : float[0];
}
