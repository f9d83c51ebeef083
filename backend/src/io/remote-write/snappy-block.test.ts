import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compressSync } from 'snappy';
import { declaredLength, uncompressBlock } from './snappy-block.ts';

const mostBytes = 1 << 20;

/** The length as snappy's format puts it in front: a varint. */
function lengthPrefix(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

describe('a snappy block', () => {
  it('gives back what was compressed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const block = compressSync(Buffer.from(bytes));
        expect(declaredLength(block)).toBe(bytes.length);
        expect(Buffer.from(uncompressBlock(block, mostBytes) as Buffer)).toEqual(Buffer.from(bytes));
      }),
      { seed: 7 },
    );
  });

  it('is refused by its declared length, before memory is asked for: six bytes that declare 4 GiB', () => {
    const before = process.memoryUsage().arrayBuffers;
    const refused = uncompressBlock(Buffer.from([...lengthPrefix(2 ** 32 - 1), 0]), mostBytes);
    expect(refused).toEqual({ kind: 'too-large', message: expect.stringContaining('declares 4294967295 bytes') });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mostBytes);
  });

  it('is refused when it declares more than its bytes can hold, though less than the limit', () => {
    expect(uncompressBlock(Buffer.from([...lengthPrefix(1_000_000), 0, 65]), mostBytes)).toMatchObject({ kind: 'malformed' });
  });

  it('takes the densest honest block: copies of 64 bytes out of 3', () => {
    const zeros = compressSync(Buffer.alloc(mostBytes));
    expect((uncompressBlock(zeros, mostBytes) as Buffer).length).toBe(mostBytes);
    expect(uncompressBlock(zeros, mostBytes - 1)).toMatchObject({ kind: 'too-large' });
  });

  it.each([
    ['nothing', []],
    ['a length without end', [255, 255, 255, 255, 255, 255]],
    ['a length of more than 32 bits', [255, 255, 255, 255, 127]],
    ['random bytes', [7, 99, 12, 200, 3]],
    ['the framed format', [0xff, 6, 0, 0, ...Buffer.from('sNaPpY')]],
    ['a copy from before the beginning', [4, 0x05, 0x09]],
  ])('of %s is malformed', (_, bytes) => {
    expect(uncompressBlock(Buffer.from(bytes), mostBytes)).toMatchObject({ kind: 'malformed' });
  });

  it('cut off anywhere is malformed', () => {
    const block = compressSync(Buffer.from('fleet_cpu fleet_memory fleet_cpu fleet_disk'.repeat(20)));
    for (let length = 0; length < block.length; length++) expect(uncompressBlock(block.subarray(0, length), mostBytes)).toMatchObject({ kind: 'malformed' });
  });
});
