import { sha256 } from './sha256.ts';

const base64Url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Digits an id has: 20 of 6 bits are 120 bits, so a billion servers never share one by chance. */
const idLength = 20;

function base64UrlOf(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let digit = 0; digit < length; digit++) {
    const bit = digit * 6;
    const pair = (bytes[bit >> 3] << 8) | bytes[(bit >> 3) + 1];
    text += base64Url[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}

/**
 * The opaque, URL-safe, stable id of a server: a hash of its region and of the labels that tell it from all others there.
 * The order of the labels does not matter; any change of a name or value gives another id.
 */
export function serverIdOf(region: string, identity: Readonly<Record<string, string>>): string {
  const labels = Object.keys(identity).sort().map((name) => [name, identity[name]]);
  return base64UrlOf(sha256(JSON.stringify([region, labels])), idLength);
}
