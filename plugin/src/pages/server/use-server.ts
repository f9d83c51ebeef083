import { nameAndIdOf, type ServerDetail, type ServerSummary } from '@fleetcast/contract';
import { type LoadedForecasts, loadForecasts } from '../../api/every-page.ts';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';

interface ServerForecasts {
  readonly detail: ServerDetail;
  readonly forecasts: LoadedForecasts;
}

/** A server hardly has more metrics than this; further ones are left out. */
const mostMetrics = 200;

export function useServer(serverId: string, historyHours: number): Polled<ServerForecasts> {
  const client = useServiceClient();
  return usePolled(`${serverId} ${historyHours}`, async (signal) => {
    const [detail, forecasts] = await Promise.all([
      client.get('server', { params: { serverId }, signal }),
      loadForecasts(client, { serverId: [serverId], historyHours }, mostMetrics, signal),
    ]);
    return { detail, forecasts };
  });
}

/** Servers whose name is exactly this one, several where regions share it; or the one that is told by this name and id. */
export function useServersByName(server: string, region: string | null): Polled<readonly ServerSummary[]> {
  const client = useServiceClient();
  return usePolled(JSON.stringify([server, region]), async (signal) => {
    if (server === '') return [];
    const named = async (name: string) =>
      (await client.fleet({ search: name, ...(region !== null && { region: [region] }), sort: 'server' }, signal)).servers.filter((found) => found.server === name);
    const found = await named(server);
    const told = nameAndIdOf(server);
    return found.length > 0 || told === null ? found : (await named(told.server)).filter(({ serverId }) => serverId === told.serverId);
  });
}
