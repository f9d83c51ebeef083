import type { ModelRegistry } from '@fleetcast/contract';

/** What can happen to the versions of a region. */
export type RegistryEvent =
  /** The first champion: the model that comes with the program. */
  | { readonly kind: 'founded'; readonly version: string; readonly atMs: number }
  /** A version begins to forecast in the shadow. */
  | { readonly kind: 'challenged'; readonly version: string; readonly challengerKind: 'retraining' | 'update'; readonly servedShare: number; readonly atMs: number }
  | { readonly kind: 'share-set'; readonly servedShare: number; readonly atMs: number }
  /** A version speaks from now on; `watched`: the one before it goes on in reserve, so that a regression is seen. */
  | { readonly kind: 'promoted'; readonly version: string; readonly watched: boolean; readonly atMs: number }
  /** The challenger leaves the shadow without having spoken. */
  | { readonly kind: 'rejected'; readonly version: string; readonly atMs: number }
  /** The champion gives the word back to an earlier one. */
  | { readonly kind: 'rolled-back'; readonly version: string; readonly atMs: number }
  /** A version cannot be read any more and is out of the question; `successor` speaks should it have been the champion. */
  | { readonly kind: 'withdrawn'; readonly version: string; readonly successor: string; readonly atMs: number }
  | { readonly kind: 'pinned'; readonly by: string; readonly atMs: number }
  | { readonly kind: 'unpinned'; readonly atMs: number }
  | { readonly kind: 'watch-ended'; readonly atMs: number };

/** Former champions that are remembered, and whose files are kept. */
export const formerKept = 5;

/** The registry after an event, by the event's own time. */
export function registryAfter(registry: ModelRegistry | null, event: RegistryEvent): ModelRegistry {
  const at = new Date(event.atMs).toISOString();
  if (event.kind === 'founded') return { champion: event.version, since: at, former: [], pinned: null, challenger: null, watch: null, reserve: null };
  if (registry === null) throw new Error(`a registry begins with a first champion, not with a version being ${event.kind}`);
  switch (event.kind) {
    case 'challenged':
      return { ...registry, challenger: { version: event.version, kind: event.challengerKind, since: at, servedShare: event.servedShare }, watch: null };
    case 'share-set':
      return registry.challenger === null ? registry : { ...registry, challenger: { ...registry.challenger, servedShare: event.servedShare } };
    case 'rejected':
      return registry.challenger?.version === event.version ? { ...registry, challenger: null } : registry;
    case 'promoted':
      if (event.version === registry.champion) return registry;
      return {
        ...registry,
        champion: event.version,
        since: at,
        former: formerWith(registry, event.version),
        challenger: null,
        watch: event.watched ? { against: registry.champion, since: at } : null,
        reserve: event.watched ? { version: registry.champion, since: at } : null,
      };
    case 'rolled-back':
      return { ...registry, champion: event.version, since: at, former: registry.former.slice(registry.former.indexOf(event.version) + 1), challenger: null, watch: null, reserve: null };
    case 'withdrawn':
      return withdrawn(registry, event.version, event.successor, at);
    case 'pinned':
      return { ...registry, pinned: { by: event.by, at } };
    case 'unpinned':
      return { ...registry, pinned: null };
    case 'watch-ended':
      return { ...registry, watch: null };
  }
}

function formerWith({ champion, former }: ModelRegistry, promoted: string): string[] {
  return [champion, ...former].filter((version, at, all) => version !== promoted && all.indexOf(version) === at).slice(0, formerKept);
}

function withdrawn(registry: ModelRegistry, version: string, successor: string, at: string): ModelRegistry {
  const wasChampion = registry.champion === version;
  const champion = wasChampion ? successor : registry.champion;
  return {
    ...registry,
    champion,
    since: wasChampion ? at : registry.since,
    former: registry.former.filter((one) => one !== version && one !== champion),
    challenger: registry.challenger?.version === version ? null : registry.challenger,
    watch: wasChampion || registry.watch?.against === version ? null : registry.watch,
    reserve: wasChampion || registry.reserve?.version === version ? null : registry.reserve,
  };
}

/** Versions whose files somebody still needs. */
export function versionsInUse({ champion, former, challenger, reserve }: ModelRegistry): ReadonlySet<string> {
  return new Set([champion, ...former, ...(challenger === null ? [] : [challenger.version]), ...(reserve === null ? [] : [reserve.version])]);
}
