/** What a scenario and its faults mean to the simulator, from one step on. */
import type { DemoFault, DemoScenario } from '@fleetcast/contract';
import type { FleetEvent, SimulatedProfile, SimulatedServer } from '../../simulator/src/index.ts';

/** They go on until something else is asked for. */
const forever = 100_000;

export function demoEvents({ scenario, faults }: { readonly scenario: DemoScenario; readonly faults: readonly DemoFault[] }, servers: readonly SimulatedServer[], fromStep: number): readonly FleetEvent[] {
  const span = { fromStep, toStep: fromStep + forever };
  const applications = [...new Set(servers.map(({ application }) => application))];
  const [first] = applications;
  const serverOf = (application: string, profile: SimulatedProfile) => servers.find((server) => server.application === application && server.profile === profile)?.server;
  const onServer = (server: string | undefined, event: (server: string) => FleetEvent): FleetEvent[] => (server === undefined ? [] : [event(server)]);
  const surge = (factor: number): FleetEvent[] => applications.map((application) => ({ kind: 'demand', application, factor, announced: false, ...span }));
  const leak = (percentPerHour: number) => onServer(serverOf(first, 'web'), (server) => ({ kind: 'leak', server, percentPerHour, ...span }));
  const slowDatabase = (factor: number): FleetEvent[] => [{ kind: 'slow-database', application: first, factor, ...span }];
  const byScenario: Readonly<Record<DemoScenario, () => FleetEvent[]>> = {
    healthy: () => [],
    degrading: () => [...surge(1.4), ...leak(8)],
    critical: () => [...surge(2.2), ...leak(20), ...slowDatabase(2)],
  };
  const byFault: Readonly<Record<DemoFault, () => FleetEvent[]>> = {
    leak: () => leak(12),
    'runaway-job': () => onServer(serverOf(first, 'app'), (server) => ({ kind: 'runaway-job', server, coreShare: 0.7, ...span })),
    'slow-database': () => slowDatabase(3),
    'lost-server': () => onServer(serverOf(first, 'web'), (server) => ({ kind: 'server-lost', server, ...span })),
    'traffic-surge': () => surge(1.8),
  };
  return [...byScenario[scenario](), ...faults.flatMap((fault) => byFault[fault]())];
}
