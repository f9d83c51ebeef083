import { createFleet, seedRanges, type SimulatedMetric } from '@fleetcast/simulator';
import type { MetricKind } from '@fleetcast/contract';
import type { LongSeries } from '../../domain/training/window-batches.ts';

const kinds: Readonly<Record<SimulatedMetric, MetricKind>> = { cpu: 'percent', memory: 'percent', disk: 'unbounded', network: 'unbounded', latency: 'latency' };
const serversPerFleet = 24;

/** Series of simulated fleets over the same steps as the data; seeds must lie in the range kept for training. */
export function simulatedSeries(seeds: readonly number[], stepSeconds: number, fromStep: number, toStep: number): readonly LongSeries[] {
  const { first, last } = seedRanges.training;
  return seeds.flatMap((seed) => {
    if (seed < first || seed > last) throw new Error(`simulator seed ${seed} is not one for training: those are ${first} to ${last}`);
    const stepMs = stepSeconds * 1000;
    const fleet = createFleet({ seed, servers: serversPerFleet, startMs: (fromStep - 1) * stepMs, stepMs });
    return fleet.simulate(fromStep, toStep).series.map(({ server, metric, values }) => ({
      serverId: `simulated-${seed}-${server.server}`,
      metric,
      kind: kinds[metric],
      firstStep: fromStep,
      values,
      zone: 'Europe/Berlin',
    }));
  });
}
