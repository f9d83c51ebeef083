import { nameRanks, profileRanks } from '../../domain/publication/server-orders.ts';
import { ServerIndex } from '../../domain/publication/server-directory.ts';
import type { FleetWindows } from '../../domain/series/fleet-windows.ts';
import type { ObservedServer } from '../../domain/series/ports.ts';

/** Who has been met, and the directory of those that still have a value in the windows. */
export class FleetRoster {
  private readonly met = new Map<string, ObservedServer>();
  private edition = 0;
  private currentIndex = new ServerIndex({ directoryId: 'empty', servers: [] });
  private currentRanks: { byName: Int32Array; byProfile: Int32Array } = { byName: new Int32Array(0), byProfile: new Int32Array(0) };

  get index(): ServerIndex {
    return this.currentIndex;
  }

  get ranks(): { readonly byName: Int32Array; readonly byProfile: Int32Array } {
    return this.currentRanks;
  }

  known(serverId: string): ObservedServer | undefined {
    return this.met.get(serverId);
  }

  meet(servers: readonly ObservedServer[]): void {
    for (const server of servers) {
      const before = this.met.get(server.serverId);
      if (before === undefined || !isSame(before, server)) this.met.set(server.serverId, server);
    }
  }

  /** Brings the directory up to date with the windows; answers how many rows hold a value. */
  refresh(windows: FleetWindows): number {
    const present = new Set<string>();
    const inWindows = new Set<string>();
    let rows = 0;
    windows.rows.forEach(({ serverId }, row) => {
      inWindows.add(serverId);
      if (windows.window(row).findLastIndex((value) => !Number.isNaN(value)) < 0) return;
      present.add(serverId);
      rows++;
    });
    for (const serverId of this.met.keys()) if (!inWindows.has(serverId)) this.met.delete(serverId);
    this.list([...this.met.values()].filter((server) => present.has(server.serverId)), windows.originStep);
    return rows;
  }

  private list(servers: readonly ObservedServer[], originStep: number): void {
    const listed = this.currentIndex.directory.servers;
    if (listed.length === servers.length && servers.every((server, at) => server === listed[at])) return;
    this.currentIndex = new ServerIndex({ directoryId: `${originStep.toString(36)}-${(++this.edition).toString(36)}`, servers });
    this.currentRanks = { byName: nameRanks(servers), byProfile: profileRanks(servers) };
  }
}

/** Labels may differ from one series of a server to the next; who it is does not depend on them. */
function isSame(a: ObservedServer, b: ObservedServer): boolean {
  return a.server === b.server && a.region === b.region && a.profile === b.profile && a.tier === b.tier;
}
