import path from 'node:path';
import { nextRunMs } from '../../io/clock/cron-schedule.ts';
import type { ServiceCalendar } from '../calendar/service-calendar.ts';
import type { ServiceIncidents } from '../incidents/service-incidents.ts';
import { FleetTraining } from '../jobs/fleet-training.ts';
import { TrainingJobs } from '../jobs/training-jobs.ts';
import { LifecycleReports } from '../models/lifecycle-reports.ts';
import { maintenanceInWords, maintenanceSpans } from '../models/maintenance.ts';
import { ModelLifecycle } from '../models/model-lifecycle.ts';
import { ServiceModels } from '../models/service-models.ts';
import { CycleThread } from '../workers/cycle-thread.ts';
import { CycleSupervisor } from './cycle-supervisor.ts';
import type { Foundations } from './foundations.ts';
import type { RunningIntake } from './running-intake.ts';
import type { RunningLedger } from './running-ledger.ts';

export interface ModelSurroundings {
  readonly calendar: ServiceCalendar;
  readonly incidents: ServiceIncidents;
  /** Null: nothing is pushed. */
  readonly intake: RunningIntake | null;
  readonly ledger: RunningLedger;
  /** Where each cycle tells the analysis what it published. */
  readonly analysisChannel: string;
}

/** The models at work: the cycles they speak in, and all that replaces them by better ones. */
export interface RunningModels {
  readonly versions: ServiceModels;
  /** Not started yet: the first cycle is for whoever has built the rest. */
  readonly cycles: CycleSupervisor;
  readonly jobs: TrainingJobs;
  readonly lifecycle: ModelLifecycle;
  readonly reports: LifecycleReports;
}

export async function openModels(base: Foundations, around: ModelSurroundings): Promise<RunningModels> {
  const { config, clock, log, state, fleet } = base;
  const { calendar, incidents } = around;
  const { schedule } = config.models;
  const region = config.region.name;
  const servers = () => fleet.current()?.index.directory.servers ?? [];
  const nextScheduledMs = (afterMs: number) => (schedule === null ? null : nextRunMs(schedule, config.region.timeZone, afterMs));

  const versions = await ServiceModels.open(state.store, state.modelRegistry, { folder: path.join(config.dataFolder, 'models'), region, ...config.grid }, clock.now());
  const cycles = cyclesOf(base, around, versions, () => void lifecycle.lookHourly(clock.now()));
  const training = new FleetTraining({
    models: versions,
    workFolder: path.join(config.dataFolder, 'training'),
    grid: config.grid,
    region,
    historyDays: config.models.historyDays,
    budgetSeconds: config.models.budgetSeconds,
    now: clock.now,
    archive: (file, mostSeries, days) => cycles.archive(file, mostSeries, days),
    leftOut: (fromMs, toMs) => [...maintenanceSpans(calendar.current, servers(), fromMs, toMs), ...incidents.leftOut(fromMs, toMs)],
    decide: (end, order, jobId) => lifecycle.decide(end, order, jobId, clock.now()),
  });
  const jobs = new TrainingJobs(state.store, training, region, clock.now, log);
  await jobs.recover();
  const lifecycle: ModelLifecycle = new ModelLifecycle({
    models: versions,
    decisions: state.modelRegistry,
    settings: { region, ...config.models },
    examine: (nowMs) => cycles.examine(nowMs),
    train: (order, by) => jobs.start(order, by),
    runningJob: () => jobs.running,
    nextScheduledMs,
    troubleAt: (nowMs) => maintenanceInWords(calendar.current, nowMs) ?? incidents.underWay(nowMs, new Set(servers().map(({ serverId }) => serverId))),
    log,
  });
  const reports = new LifecycleReports({ region, settings: config.models, models: versions, store: state.modelRegistry, lifecycle, nextScheduledMs });
  return { versions, cycles, jobs, lifecycle, reports };
}

/** The cycles, told of every change of what they are given: models, intake, ledger and calendar. */
function cyclesOf({ config, clock, log, metrics, fleet }: Foundations, { calendar, intake, ledger, analysisChannel }: ModelSurroundings, versions: ServiceModels, onPublished: () => void): CycleSupervisor {
  const cycles = new CycleSupervisor(
    {
      startThread: async (inUse, onNews, onEnd) =>
        new CycleThread({ config, models: inUse, calendar: calendar.current.events, analysisChannel, intakePort: (await intake?.connect()) ?? null, ledgerPort: await ledger.connect() }, onNews, onEnd),
      fleet,
      timetable: { stepMs: config.grid.stepSeconds * 1000, settleMs: config.grid.settleSeconds * 1000 },
      onPublished,
      clock,
      metrics,
      log,
    },
    versions.inUse,
  );
  versions.onChange((inUse) => cycles.useModels(inUse));
  intake?.onRestart((port) => cycles.useIntake(port));
  ledger.onRestart((port) => cycles.useLedger(port));
  calendar.onChange((events) => cycles.useCalendar(events));
  return cycles;
}
