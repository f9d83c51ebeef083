import { serverStatus, type ServerIdentity } from '@fleetcast/contract';
import { fleetHealthOf, healthScoreOf } from '../overview/health-score.ts';
import type { FleetSnapshot } from '../publication/fleet-snapshot.ts';
import { staleAfterSteps } from '../publication/judgement.ts';
import type { Gauge } from './gauge.ts';

const stale = serverStatus.options.indexOf('stale');

/** How each region fares as a whole: its health score, servers by profile and status, servers of which a threshold is passed. */
export function fleetGauges(snapshot: FleetSnapshot, servers: readonly Pick<ServerIdentity, 'region' | 'profile'>[], nowMs: number): readonly Gauge[] {
  const { serverStatus: judged, serverLastStep } = snapshot.columns;
  const seenSince = Math.floor(nowMs / snapshot.stepMs) - staleAfterSteps - 2;
  const statusOf = (server: number) => (serverLastStep[server] >= 0 && serverLastStep[server] < seenSince ? stale : judged[server]);
  const regions = new Map<string, number[]>();
  servers.forEach(({ region }, server) => {
    const own = regions.get(region);
    if (own === undefined) regions.set(region, [server]);
    else own.push(server);
  });
  return [...regions].flatMap(([region, own]) => {
    const health = fleetHealthOf(snapshot, own, statusOf);
    const { score } = healthScoreOf(health);
    const counts = new Map<string, number>();
    for (const server of own) {
      const key = `${statusOf(server)} ${servers[server].profile}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [
      ...(score === null ? [] : [{ name: 'fleetcast_fleet_health', labels: { region }, value: score }]),
      { name: 'fleetcast_fleet_servers_in_breach', labels: { region }, value: health.inBreach },
      ...[...counts].map(([key, value]): Gauge => {
        const at = key.indexOf(' ');
        return { name: 'fleetcast_fleet_servers', labels: { region, profile: key.slice(at + 1), status: serverStatus.options[Number(key.slice(0, at))] }, value };
      }),
    ];
  });
}
