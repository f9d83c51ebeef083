import { namingOfPreset } from '../../domain/catalog/presets/promql.ts';
import { serverNaming, type ServerNaming } from '../../domain/catalog/server-naming.ts';
import type { ConfiguredThreshold } from '../../domain/forecasting/breach-paths.ts';
import { Forecaster } from '../../domain/forecasting/forecaster.ts';
import type { MetricSource } from '../../domain/series/ports.ts';
import { contextDays } from '../../domain/series/fleet-windows.ts';
import { PrometheusSource } from '../../io/prometheus/prometheus-source.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import type { SourceSetting } from '../config/schema.ts';
import { FleetCycle, type CycleSettings } from '../cycle/fleet-cycle.ts';
import type { CycleOutlet } from '../cycle/ports.ts';
import { FleetRoster } from '../cycle/fleet-roster.ts';
import { SourceReader } from '../cycle/source-reader.ts';
import { IntakeSource } from './intake-source.ts';
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
  for (const setting of config.sources) add(setting.kind, metricSource(setting, config.region.name));
  if (data.intakePort !== null) add('intake', new IntakeSource(data.intakePort));
  const roster = new FleetRoster();
  const metricInfo = metricCatalogue(config.metrics);
  const forecaster = new Forecaster({
    stepSeconds: config.grid.stepSeconds,
    horizonSteps: config.grid.horizonSteps,
    zoneOf: () => config.region.timeZone,
    thresholdsOf({ serverId, metric }) {
      const { warning, critical } = metricInfo(metric, roster.known(serverId)!).thresholds;
      const set: ConfiguredThreshold[] = [];
      if (warning !== null) set.push({ threshold: warning, severity: 'warning' });
      if (critical !== null) set.push({ threshold: critical, severity: 'critical' });
      return set;
    },
  });
  return new FleetCycle(cycleSettings(data), roster, readers, forecaster, metricInfo, outlet);
}

function metricSource(setting: CycleWorkerData['config']['sources'][number], region: string): MetricSource {
  const { kind, name, ...options } = setting as SourceSetting;
  switch (kind) {
    case 'prometheus':
      return new PrometheusSource(name, { ...options, servers: inRegion(options.servers ?? serverNaming.parse((options.preset && namingOfPreset[options.preset]) ?? {}), region) });
  }
}

/** Servers whose labels name no region are in the configured one, unless their source says another. */
function inRegion(naming: ServerNaming, region: string): ServerNaming {
  const unset = naming.region.fallback === serverNaming.parse({}).region.fallback;
  return unset ? { ...naming, region: { ...naming.region, fallback: region } } : naming;
}
