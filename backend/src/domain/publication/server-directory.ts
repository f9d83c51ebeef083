import type { ObservedServer } from '../series/ports.ts';

/** Who the servers of a snapshot are, in the order that its indices follow. Plain data: it crosses threads and goes to disk. */
export interface ServerDirectory {
  readonly directoryId: string;
  readonly servers: readonly ObservedServer[];
}

/** Ways to find a server in a directory. */
export class ServerIndex {
  readonly directory: ServerDirectory;
  /** Display names in lower case, for searching. */
  readonly searchable: readonly string[];
  private readonly byId = new Map<string, number>();
  private readonly byName = new Map<string, number[]>();

  constructor(directory: ServerDirectory) {
    this.directory = directory;
    this.searchable = directory.servers.map((server) => server.server.toLowerCase());
    directory.servers.forEach((server, index) => {
      this.byId.set(server.serverId, index);
      const namesakes = this.byName.get(server.server);
      if (namesakes === undefined) this.byName.set(server.server, [index]);
      else namesakes.push(index);
    });
  }

  indexOf(serverId: string): number | undefined {
    return this.byId.get(serverId);
  }

  /** Every server with this display name; several regions may use one name. */
  named(server: string): readonly number[] {
    return this.byName.get(server) ?? [];
  }
}
