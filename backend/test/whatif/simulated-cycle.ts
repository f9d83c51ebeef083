/** A simulated fleet as a cycle would hand it to the analysis, and the same fleet with and without interventions afterwards. */
import { createFleet, type Fleet, type FleetEvent, type FleetOptions, type FleetSlice } from '@fleetcast/simulator';
import { type ServedCycle, servedCycleOf } from '../../src/app/analysis/served-cycle.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import { metricInfoOf } from '../../src/domain/catalog/metrics.ts';
import { Forecaster } from '../../src/domain/forecasting/forecaster.ts';
import { contextDays, FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import type { ObservedServer } from '../../src/domain/series/ports.ts';
import { readModel } from '../../src/io/model-store/model-folder.ts';
import { openModel } from '../../src/io/onnxruntime/session-model.ts';

export interface SimulatedCycle {
  /** Stands at the origin: fork it. */
  readonly fleet: Fleet;
  readonly cycle: ServedCycle;
  /** The cycle some steps on, had the fleet lived on with these interventions instead of its own. */
  later(steps: number, interventions: readonly FleetEvent[]): Promise<ServedCycle>;
}

/** `hoursAfterDays`: the origin lies so long after the windows are full. */
export async function simulatedCycle(options: Omit<FleetOptions, 'startMs'> & { readonly startMs?: number; readonly hoursAfterDays: number; readonly withThroughput: boolean }): Promise<SimulatedCycle> {
  const fleet = createFleet({ startMs: Date.UTC(2026, 4, 4), ...options });
  const origin = fleet.startStep + contextDays * 288 + options.hoursAfterDays * 12 - 1;
  const past = fleet.simulate(fleet.startStep, origin);
  return {
    fleet,
    cycle: await cycleOf([past], options.withThroughput),
    later: (steps, interventions) => cycleOf([past, fleet.fork(interventions).simulate(origin + 1, origin + steps)], options.withThroughput),
  };
}

/** The cycle at the end of slices that follow one another. */
async function cycleOf(slices: readonly FleetSlice[], withThroughput: boolean): Promise<ServedCycle> {
  const origin = slices.at(-1)!.toStep;
  const windows = new FleetWindows(contextDays * 288, origin, slices[0].series.length);
  const servers = new Map<string, ObservedServer>();
  const write = (serverId: string, metric: string, fromStep: number, values: Float32Array) => {
    if (values.every((value) => Number.isNaN(value))) return;
    windows.write(windows.ensureRow({ serverId, metric, kind: metricInfoOf(metric).kind }), fromStep, values);
  };
  for (const { fromStep, series, throughput } of slices) {
    for (const { server, metric, values } of series) {
      if (values.every((value) => Number.isNaN(value))) continue;
      servers.set(server.server, { serverId: server.server, server: server.server, region: server.region, profile: server.profile, tier: server.tier, labels: server.labels });
      write(server.server, metric, fromStep, values);
    }
    if (withThroughput) for (const [server, values] of throughput) if (!server.includes('batch')) write(server, 'throughput', fromStep, values);
  }
  const stored = await readModel(shippedModelFolder);
  if (stored.kind !== 'read') throw new Error(stored.message);
  const model = await openModel(stored.model, 64);
  const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: 96 });
  forecaster.useModel(model);
  const forecast = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
  windows.seal();
  await model.close();
  return servedCycleOf(`simulated-${origin}`, { directoryId: 'simulated', servers: [...servers.values()] }, windows, forecast, { champion: shippedModelFolder, challenger: null, reserve: null });
}
