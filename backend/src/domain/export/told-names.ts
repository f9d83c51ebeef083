import { nameWithId, type ServerIdentity } from '@fleetcast/contract';

/**
 * Whoever shares name, region and tier with another server is told by name and id; everybody else stays as they are. Labels must
 * tell two servers apart, or one's figures would be taken for the other's.
 */
export class ToldNames {
  private readonly nameById: ReadonlyMap<string, string>;

  constructor(servers: readonly ServerIdentity[]) {
    const namesakes = Map.groupBy(servers, ({ server, region, tier }) => JSON.stringify([server, region, tier]));
    const shared = [...namesakes.values()].filter(({ length }) => length > 1).flat();
    this.nameById = new Map(shared.map((one) => [one.serverId, nameWithId(one)]));
  }

  told<T extends Pick<ServerIdentity, 'server' | 'serverId'>>(one: T): T {
    const server = this.nameById.get(one.serverId);
    return server === undefined ? one : { ...one, server };
  }
}
