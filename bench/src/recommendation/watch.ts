/** What the service sees of one world, look after look: the forecasts of the whole fleet, and who is at risk. */
import { configuredThresholds } from '@fleetcast/backend/src/app/config/metric-catalogue.ts';
import { type ServedCycle, servedCycleOf } from '@fleetcast/backend/src/app/analysis/served-cycle.ts';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import { type FleetForecast, medianPath } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import type { ServerDirectory } from '@fleetcast/backend/src/domain/publication/server-directory.ts';
import { headedForThreshold } from '@fleetcast/backend/src/domain/recommendation/trend.ts';
import { type AtRisk, breachesAtRisk, chanceOf, type MetricOutlook, type ServerOutlook } from '@fleetcast/backend/src/domain/recommendation/situation.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { ObservedServer } from '@fleetcast/backend/src/domain/series/ports.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import { daySteps, horizonSteps, hourSteps, stepMs } from '../grid/product-grid.ts';
import type { LivedMonth } from './lived-month.ts';
import { readMetrics, timeZone } from './month.ts';

export const grid = { stepSeconds: stepMs / 1000, horizonSteps } as const;
export const region = 'simulated';
/** The service's default for `risk.warning`. */
export const leastProbability = 0.3;
const contextSteps = contextDays * daySteps;

export interface ServerAtRisk {
  readonly server: SimulatedServer;
  /** Likeliest first. */
  readonly risks: readonly AtRisk[];
}

export class Watch {
  private readonly world: LivedMonth;
  private readonly windows: FleetWindows;
  private readonly forecaster: Forecaster;
  private readonly byId: ReadonlyMap<string, SimulatedServer>;
  private writtenTo: number;
  private forecast: FleetForecast | null = null;

  constructor(world: LivedMonth, model: QuantileModel) {
    this.world = world;
    this.byId = new Map(world.servers.map((server) => [server.server, server]));
    const first = world.month.firstStep - 1;
    this.windows = new FleetWindows(contextSteps, first, readMetrics.size * world.servers.length);
    this.writtenTo = first - contextSteps;
    this.forecaster = new Forecaster({
      ...grid,
      zoneOf: () => timeZone,
      thresholdsOf: ({ serverId, metric }) => configuredThresholds(world.limits.infoOf(this.byId.get(serverId)!, metric)),
      record: new SkillTracker(grid),
    });
    this.forecaster.useModel(model);
  }

  /** Servers that answered within the last hour. */
  get present(): readonly SimulatedServer[] {
    return this.world.servers.filter(({ server }) => {
      const row = this.windows.rowOf(server, 'cpu');
      return row !== undefined && this.windows.window(row).subarray(-hourSteps).some((value) => !Number.isNaN(value));
    });
  }

  /** Reads what was lived and forecasts every series. */
  async look(): Promise<void> {
    const { world, windows } = this;
    windows.advanceTo(world.now);
    for (const one of world.series.filter(({ metric }) => readMetrics.has(metric))) {
      const values = world.valuesOf(one, this.writtenTo + 1, world.now);
      if (windows.rowOf(one.server.server, one.metric) === undefined && values.every(Number.isNaN)) continue;
      windows.write(windows.ensureRow({ serverId: one.server.server, metric: one.metric, kind: world.limits.infoOf(one.server, one.metric).kind }), this.writtenTo + 1, values);
    }
    this.writtenTo = world.now;
    this.forecast = await this.forecaster.forecastFleet(windows, { signal: new AbortController().signal });
    windows.seal();
  }

  /** Who is worth a thought, likeliest first: as the service judges it. */
  atRisk(): readonly ServerAtRisk[] {
    const found = this.present.flatMap((server): ServerAtRisk[] => {
      const outlook = this.outlookOf(server);
      const foreseen = breachesAtRisk(outlook, leastProbability);
      const trends = headedForThreshold(outlook, grid.stepSeconds / 60).filter((one) => !foreseen.some((other) => other.outlook === one.outlook));
      const risks = [...foreseen, ...trends];
      return risks.length === 0 ? [] : [{ server, risks }];
    });
    return found.sort((a, b) => chanceOf(b.risks[0]) - chanceOf(a.risks[0]));
  }

  /** Highest median that is expected of a metric; NaN where it is not forecast. */
  expectedPeak(server: SimulatedServer, metric: string): number {
    const row = this.windows.rowOf(server.server, metric);
    return row === undefined || this.forecast === null ? NaN : Math.max(...medianPath(this.forecast, row));
  }

  /** As a cycle hands it to the analysis when it has published. */
  served(): ServedCycle {
    const servers = this.present.map(observed);
    const directory: ServerDirectory = { directoryId: servers.map(({ serverId }) => serverId).join(' '), servers };
    return servedCycleOf(String(this.forecast!.originStep), directory, this.windows, this.forecast!, { champion: shippedModelFolder, challenger: null, reserve: null });
  }

  private outlookOf(server: SimulatedServer): ServerOutlook {
    const outlooks = server.metrics.flatMap((metric): MetricOutlook[] => {
      const row = this.windows.rowOf(server.server, metric);
      if (row === undefined || this.forecast === null) return [];
      const breaches = this.forecast.breaches[row].map(({ threshold, severity, probability, underWay, timeToBreach }) => ({ threshold, severity, probability, underWay, minutes: timeToBreach?.p50Minutes ?? null, earliestMinutes: timeToBreach?.p10Minutes ?? null }));
      return [{ metric, info: this.world.limits.infoOf(server, metric), breaches, past: this.windows.window(row), median: medianPath(this.forecast, row) }];
    });
    return { ...observed(server), outlooks };
  }
}

export function observed({ server, profile, tier, labels }: SimulatedServer): ObservedServer {
  return { serverId: server, server, region, profile, tier, labels };
}
