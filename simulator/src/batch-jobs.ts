/** Scheduled work of batch servers. A job's length is not drawn: it follows from its work and what the machine gives it. */
import { normal, type ParameterDraws } from './counter-random.ts';
import { ofJob } from './draw-purposes.ts';

export interface BatchJob {
  readonly name: string;
  /** The job starts whenever (local minutes - offset) passes a multiple of the period. */
  readonly periodMinutes: number;
  readonly offsetMinutes: number;
  readonly workCoreSeconds: number;
  /** Cores that it keeps busy when nothing else wants them. */
  readonly parallelCores: number;
  readonly diskKbPerCoreSecond: number;
  readonly networkKbPerCoreSecond: number;
  /** Queries to the application's database per core-second. */
  readonly queriesPerCoreSecond: number;
  /** How much one run differs from another. */
  readonly sizeNoise: number;
  readonly memoryPercent: number;
}

export function drawBatchJobs(draws: ParameterDraws, server: string, cores: number): readonly BatchJob[] {
  const nightly = drawJob(draws, `${server} nightly`, cores, 1440, draws.between(0, 5.5) * 60, draws.between(0.4, 2.5));
  const period = draws.pick([30, 60, 120, 180, 240, 360]);
  const regular = drawJob(draws, `${server} regular`, cores, period, draws.between(0, period), draws.between(0.06, 0.3) * (period / 60));
  // Weeks are counted from 1970-01-01, a Thursday: 3 days later is Sunday.
  const weekly = drawJob(draws, `${server} weekly`, cores, 7 * 1440, 3 * 1440 + draws.between(1, 8) * 60, draws.between(1, 5));
  return draws.chance(0.6) ? [nightly, regular, weekly] : [nightly, regular];
}

/** The database's own: nightly, on one core, hard on the disk. */
export function drawBackup(draws: ParameterDraws, server: string): BatchJob {
  const hours = draws.between(0.3, 2);
  return {
    ...drawJob(draws, `${server} backup`, 1, 1440, draws.between(0.5, 5) * 60, hours),
    workCoreSeconds: hours * 3600, parallelCores: 1, diskKbPerCoreSecond: draws.spread(4000, 40000), networkKbPerCoreSecond: draws.spread(500, 8000),
    queriesPerCoreSecond: 0, memoryPercent: draws.between(0.5, 3),
  };
}

function drawJob(draws: ParameterDraws, name: string, cores: number, periodMinutes: number, offset: number, hoursAlone: number): BatchJob {
  const parallelCores = cores * draws.between(0.35, 1);
  return {
    name,
    periodMinutes,
    offsetMinutes: Math.round(offset / 5) * 5,
    workCoreSeconds: hoursAlone * 3600 * parallelCores,
    parallelCores,
    diskKbPerCoreSecond: draws.spread(60, 2500),
    networkKbPerCoreSecond: draws.spread(20, 800),
    queriesPerCoreSecond: draws.chance(0.5) ? draws.spread(0.5, 12) : 0,
    sizeNoise: draws.between(0.05, 0.3),
    memoryPercent: draws.between(4, 30),
  };
}

/** Work that falls due in (fromLocalMinutes, toLocalMinutes], in core-seconds. */
export function workDue(seed: number, stream: number, job: BatchJob, index: number, fromLocalMinutes: number, toLocalMinutes: number): number {
  const last = Math.floor((toLocalMinutes - job.offsetMinutes) / job.periodMinutes);
  const before = Math.floor((fromLocalMinutes - job.offsetMinutes) / job.periodMinutes);
  let work = 0;
  for (let run = before + 1; run <= last; run++) work += job.workCoreSeconds * Math.exp(job.sizeNoise * normal(seed, stream, ofJob(index), run));
  return work;
}
