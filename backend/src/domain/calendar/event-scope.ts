import type { EventScope } from '@fleetcast/contract';

/** What decides whether an event concerns a server. */
export interface ScopedServer {
  readonly serverId: string;
  readonly server: string;
  readonly region: string;
  readonly profile: string;
  readonly tier: string | null;
}

/** Whether an event of this scope concerns the server: every list that is not empty must name it. */
export function concerns(scope: EventScope, { serverId, server, region, profile, tier }: ScopedServer): boolean {
  const names = (list: readonly string[], ...own: ReadonlyArray<string | null>) => list.length === 0 || own.some((one) => one !== null && list.includes(one));
  return names(scope.regions, region) && names(scope.profiles, profile) && names(scope.tiers, tier) && names(scope.servers, server, serverId);
}
