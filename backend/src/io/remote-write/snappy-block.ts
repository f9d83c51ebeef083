import { uncompressSync } from 'snappy';
import type { BodyFault } from '../../domain/intake/ports.ts';
import { reasonOf } from '../reason.ts';

/** The uncompressed length that a block in snappy's block format declares in its first bytes; null when there is none. */
export function declaredLength(block: Uint8Array): number | null {
  let length = 0;
  let weight = 1;
  for (let i = 0; i < Math.min(5, block.length); i++) {
    length += (block[i] & 127) * weight;
    if (block[i] < 128) return length < 2 ** 32 ? length : null;
    weight *= 128;
  }
  return null;
}

/**
 * Uncompresses a block (https://github.com/google/snappy/blob/main/format_description.txt). The declared length is checked
 * before anything is allocated, so a few bytes cannot ask for gigabytes.
 */
export function uncompressBlock(block: Uint8Array, mostBytes: number): Buffer | BodyFault {
  const length = declaredLength(block);
  if (length === null) return { kind: 'malformed', message: 'The body is no snappy block: it does not begin with a length. Send the block format, not the framed one.' };
  if (length > mostBytes) {
    return { kind: 'too-large', message: `The body declares ${length} bytes when uncompressed; at most ${mostBytes} are accepted. Send fewer samples a request.` };
  }
  // The densest element copies 64 bytes by 3, so no honest block grows by more than 22 times.
  if (length > 22 * block.length) return { kind: 'malformed', message: `The body declares ${length} bytes, which its ${block.length} compressed bytes cannot hold.` };
  try {
    const uncompressed = uncompressSync(block, { asBuffer: true }) as Buffer;
    if (uncompressed.length !== length) return { kind: 'malformed', message: `The body declares ${length} bytes and holds ${uncompressed.length}.` };
    return uncompressed;
  } catch (cause) {
    return { kind: 'malformed', message: `The body is no snappy block: ${reasonOf(cause)}.` };
  }
}
