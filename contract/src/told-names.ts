import { serverId, type ServerIdentity } from './servers.ts';

/** What a server is called where only a name is written and others share it: the labels of series, and so the alerts and links made of them. */
export function nameWithId({ server, serverId: id }: Pick<ServerIdentity, 'server' | 'serverId'>): string {
  return `${server} (${id})`;
}

/** Name and id of what nameWithId made; null where no id stands behind the name. A name may end so by itself: look for the whole of it first. */
export function nameAndIdOf(told: string): Pick<ServerIdentity, 'server' | 'serverId'> | null {
  const [, server, id] = /^(.+) \(([^()]+)\)$/su.exec(told) ?? [];
  return server !== undefined && serverId.safeParse(id).success ? { server, serverId: id } : null;
}
