import type { MetricSource } from '../../domain/series/ports.ts';
import { contextDays } from '../../domain/series/fleet-windows.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import { FleetCycle, type CycleSettings } from '../cycle/fleet-cycle.ts';
import type { CycleOutlet } from '../cycle/ports.ts';
import { SourceReader } from '../cycle/source-reader.ts';
import { WindowQuantileFloor } from '../cycle/window-quantile-floor.ts';
import type { CycleWorkerData } from './cycle-messages.ts';

const dayMs = 86_400_000;

export function cycleSettings({ config, limits }: CycleWorkerData): CycleSettings {
  const stepMs = config.grid.stepSeconds * 1000;
  return {
    grid: { stepMs },
    settleMs: config.grid.settleSeconds * 1000,
    contextSteps: Math.round((contextDays * dayMs) / stepMs),
    historySteps: Math.round(dayMs / stepMs),
    chunkSteps: Math.max(12, Math.round(dayMs / stepMs)),
    rereadSteps: 3,
    limits,
  };
}

/** Builds what the cycle's thread needs; the only place of that thread that builds io. */
export function composeCycle(data: CycleWorkerData, outlet: CycleOutlet): FleetCycle {
  const { config } = data;
  const readers: SourceReader[] = [];
  const add = (kind: ConstructorParameters<typeof SourceReader>[0], source: MetricSource) => readers.push(new SourceReader(kind, source));
  void add;
  const forecaster = new WindowQuantileFloor(config.grid.stepSeconds * 1000, config.grid.horizonSteps);
  return new FleetCycle(cycleSettings(data), readers, forecaster, metricCatalogue(config.metrics), outlet);
}
