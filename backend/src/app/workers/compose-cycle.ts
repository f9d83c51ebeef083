import type { Threshold } from '@fleetcast/contract';
import { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import { BreachCalibration } from '../../domain/evaluation/breach-calibration.ts';
import { ComparedNotes } from '../../domain/evaluation/compared-notes.ts';
import { leadSteps } from '../../domain/evaluation/ledger-entries.ts';
import { EventEffects } from '../../domain/event-effects/event-effects.ts';
import { Forecaster } from '../../domain/forecasting/forecaster.ts';
import type { ShadowTrial, TrackRecord } from '../../domain/forecasting/ports.ts';
import type { MetricSource } from '../../domain/series/ports.ts';
import { contextDays, type SeriesRow } from '../../domain/series/fleet-windows.ts';
import type { Config } from '../config/config.ts';
import { configuredThresholds, metricCatalogue } from '../config/metric-catalogue.ts';
import type { SourceSetting } from '../config/schema.ts';
import { FleetCycle, type CycleSettings } from '../cycle/fleet-cycle.ts';
import { FleetRoster } from '../cycle/fleet-roster.ts';
import { metricSource } from '../cycle/metric-source.ts';
import type { CycleOutlet } from '../cycle/ports.ts';
import { SourceReader } from '../cycle/source-reader.ts';
import { LedgerOutlet } from '../ledger/ledger-outlet.ts';
import type { CycleWorkerData } from './cycle-messages.ts';
import { IntakeSource } from './intake-source.ts';

const dayMs = 86_400_000;

function cycleSettings({ grid, risk }: Config): CycleSettings {
  const stepMs = grid.stepSeconds * 1000;
  const stepsPerDay = Math.round(dayMs / stepMs);
  return {
    grid: { stepMs },
    settleMs: grid.settleSeconds * 1000,
    contextSteps: Math.round(contextDays * stepsPerDay),
    historySteps: stepsPerDay,
    chunkSteps: stepsPerDay,
    rereadSteps: 3,
    limits: risk,
  };
}

/** What the cycle's thread works with. */
export interface ComposedCycle {
  readonly cycle: FleetCycle;
  readonly forecaster: Forecaster;
  readonly effects: EventEffects;
  readonly sources: readonly MetricSource[];
  /** Null: the metric has none, or the server is gone. */
  readonly criticalOf: (series: { readonly serverId: string; readonly metric: string }) => Threshold | null;
  readonly profileOf: (serverId: string) => string;
  readonly calibration: BreachCalibration;
  /** Null when intake is off. */
  readonly intake: IntakeSource | null;
  readonly ledger: LedgerOutlet;
}

/** Builds what the cycle's thread needs; the only place of that thread that builds sources. */
export function composeCycle({ config, intakePort, ledgerPort, calendar }: CycleWorkerData, record: TrackRecord, trial: ShadowTrial, outlet: CycleOutlet): ComposedCycle {
  const readers = config.sources.map((setting) => new SourceReader(setting.kind, metricSource(setting as SourceSetting, config.region.name)));
  const intake = config.intake.enabled ? new IntakeSource(intakePort) : null;
  if (intake !== null) readers.push(new SourceReader('intake', intake));
  const roster = new FleetRoster();
  const metricInfo = metricCatalogue(config.metrics);
  const thresholdsOf = ({ serverId, metric }: SeriesRow) => configuredThresholds(metricInfo(metric, roster.known(serverId)!));
  const criticalOf: ComposedCycle['criticalOf'] = ({ serverId, metric }) => {
    const server = roster.known(serverId);
    return server === undefined ? null : metricInfo(metric, server).thresholds.critical;
  };
  const profileOf = (serverId: string) => roster.known(serverId)?.profile ?? 'unknown';
  const notes = new ComparedNotes(record.leads, leadSteps(config.grid.stepSeconds, config.grid.horizonSteps));
  const grid = { stepSeconds: config.grid.stepSeconds, horizonSteps: config.grid.horizonSteps };
  const zoneOf = () => config.region.timeZone;
  const effects = new EventEffects({ ...grid, zoneOf, serverOf: (serverId) => roster.known(serverId) }, new EventCalendar(calendar));
  const calibration = new BreachCalibration(grid);
  const forecaster = new Forecaster({
    ...grid,
    zoneOf,
    profileOf: ({ serverId }) => profileOf(serverId),
    events: effects,
    breachRecord: calibration,
    record,
    notes,
    trial,
    thresholdsOf,
  });
  const cycle = new FleetCycle(cycleSettings(config), roster, readers, forecaster, metricInfo, outlet);
  return { cycle, forecaster, effects, calibration, sources: readers.map(({ source }) => source), criticalOf, profileOf, intake, ledger: new LedgerOutlet(ledgerPort, notes, thresholdsOf, config.grid) };
}
