import { nameWithId, type ServerIdentity } from '@fleetcast/contract';

type Named = Pick<ServerIdentity, 'serverId' | 'server' | 'region'>;

/** What servers that are shown together are called: by name, with the region where another one shares it, with the id where even that is shared. */
export function toldApart(shown: readonly Named[]): (one: Named) => string {
  const servers = [...new Map(shown.map((one) => [one.serverId, one])).values()];
  return (one) => {
    const namesakes = servers.filter(({ serverId, server }) => server === one.server && serverId !== one.serverId);
    if (namesakes.length === 0) return one.server;
    return namesakes.some(({ region }) => region === one.region) ? nameWithId(one) : `${one.server} (${one.region})`;
  };
}
