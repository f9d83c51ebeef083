/**
 * Which servers a challenger speaks for while a share of the fleet is its own: always the same ones for the same share, and
 * all metrics of a server together, so that nothing a person sees of one server comes from two models.
 */
export function isInShare(serverId: string, share: number): boolean {
  return unitHash(serverId) < share;
}

/** FNV-1a with a final mix (murmur3's), as a number in [0, 1): neighbouring names fall far apart. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
