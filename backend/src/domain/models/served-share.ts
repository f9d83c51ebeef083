import { unitHash } from '../series/unit-hash.ts';

/**
 * Which servers a challenger speaks for while a share of the fleet is its own: always the same ones for the same share, and
 * all metrics of a server together, so that nothing a person sees of one server comes from two models.
 */
export function isInShare(serverId: string, share: number): boolean {
  return unitHash(serverId) < share;
}
