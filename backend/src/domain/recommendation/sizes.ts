/** Actions that come in sizes: how many servers, by what factor. The smallest that is enough is recommended. */
import type { PlaybookEffect } from './playbook.ts';

/** Of one size. */
export type SizedEffect = PlaybookEffect extends infer E ? (E extends PlaybookEffect ? Omit<E, 'atMost'> : never) : never;

/** Smallest first: every number of servers; of factors the smallest, one between, and the largest. */
export function sizesOf(effect: PlaybookEffect): readonly SizedEffect[] {
  switch (effect.kind) {
    case 'scale-out': {
      const { kind, servers, atMost = servers } = effect;
      return Array.from({ length: atMost - servers + 1 }, (_, more) => ({ kind, servers: servers + more }));
    }
    case 'scale-up': {
      const { kind, resource, factor, atMost = factor } = effect;
      const factors = atMost > factor ? [factor, (factor + atMost) / 2, atMost] : [factor];
      return factors.map((one) => ({ kind, resource, factor: Number(one.toFixed(2)) }));
    }
    case 'restart':
    case 'throttle':
    case 'move-load':
    case 'none':
      return [effect];
  }
}

/** Servers, or times the cores or memory; null where an action has no size. */
export function sizeOf(effect: SizedEffect): number | null {
  return effect.kind === 'scale-out' ? effect.servers : effect.kind === 'scale-up' ? effect.factor : null;
}

/** As a person reads it; null where an action has no size. */
export function sizeText(effect: SizedEffect): string | null {
  switch (effect.kind) {
    case 'scale-out':
      return effect.servers === 1 ? '1 server' : `${effect.servers} servers`;
    case 'scale-up':
      return `${Math.round(100 * (effect.factor - 1))}% more ${effect.resource === 'cpu' ? 'cores' : 'memory'}`;
    case 'restart':
    case 'throttle':
    case 'move-load':
    case 'none':
      return null;
  }
}

/** Capacity that it adds, in servers. */
export function addedServers(effect: SizedEffect): number {
  return effect.kind === 'scale-out' ? effect.servers : effect.kind === 'scale-up' ? effect.factor - 1 : 0;
}
