/**
 * A scheduled job in a server's history: what stood above the level around it, at the times of its earlier runs. T steps of
 * context that end at the origin.
 */
import type { LocalTime } from '../series/same-local-time.ts';
import { median } from '../series/order-statistics.ts';

export interface JobTimes {
  /** Step in which its next run begins. */
  readonly fromStep: number;
  readonly steps: number;
  readonly everySteps: number;
}

/** One earlier run: places in the context, first and last, that it filled. */
export interface JobRun {
  readonly first: number;
  readonly last: number;
}

export interface JobFootprint {
  readonly runs: readonly JobRun[];
  /** Median rise of cpu while it ran. */
  readonly risePercent: number;
}

/** How far a run may begin early or end late, in shares of its length. */
const looseness = 0.75;
/** A step belongs to the run when it stands above the level around by this share of the run's rise. */
const belongsShare = 0.35;
const leastRisePercent = 3;
const hourSteps = 12;

/** Null when cpu does not rise at these times in at least two earlier runs. */
export function findJob(cpu: Float32Array, originStep: number, times: JobTimes, local: LocalTime): JobFootprint | null {
  const runs: JobRun[] = [];
  const rises: number[] = [];
  for (const expected of earlierStarts(cpu.length, originStep, times, local)) {
    const run = runAround(cpu, expected, times);
    if (run === null) continue;
    runs.push(run);
    rises.push(median(cpu.subarray(run.first, run.last + 1)) - levelAround(cpu, run, times));
  }
  const risePercent = median(rises);
  return runs.length >= 2 && risePercent >= leastRisePercent ? { runs, risePercent } : null;
}

/** Places in the context at which earlier runs should have begun, newest first. Whole days follow the local clock. */
function earlierStarts(length: number, originStep: number, { fromStep, everySteps }: JobTimes, local: LocalTime): number[] {
  const daySteps = local.lagSteps(fromStep, 1);
  const starts: number[] = [];
  for (let back = 1; ; back++) {
    const lag = everySteps % daySteps === 0 && (back * everySteps) / daySteps <= 14 ? local.lagSteps(fromStep, (back * everySteps) / daySteps) : back * everySteps;
    const start = fromStep - lag - originStep + length - 1;
    if (start < 0) return starts;
    if (start < length) starts.push(start);
  }
}

/** The run that is expected at a place: its true first and last step, or null where nothing ran or nothing was seen. */
function runAround(cpu: Float32Array, expected: number, { steps, everySteps }: JobTimes): JobRun | null {
  const slack = Math.max(2, Math.min(Math.round(looseness * steps), Math.floor((everySteps - steps) / 2)));
  const usual = { first: Math.max(0, expected), last: Math.min(cpu.length - 1, expected + steps - 1) };
  const level = levelAround(cpu, usual, { steps, everySteps });
  const rise = median(cpu.subarray(usual.first, usual.last + 1)) - level;
  if (!(rise >= leastRisePercent)) return null;
  const belongs = (at: number) => cpu[at] - level > belongsShare * rise;
  let { first, last } = usual;
  while (first < last && !belongs(first)) first += 1;
  while (last > first && !belongs(last)) last -= 1;
  while (first > 0 && expected - first < slack && belongs(first - 1)) first -= 1;
  while (last + 1 < cpu.length && last - (expected + steps - 1) < slack && belongs(last + 1)) last += 1;
  return { first, last };
}

/** Median of the hour before and the hour after a run, leaving out the steps next to it. */
export function levelAround(values: Float32Array, { first, last }: JobRun, { steps, everySteps }: Pick<JobTimes, 'steps' | 'everySteps'>): number {
  const reach = Math.max(2, Math.min(hourSteps, Math.floor((everySteps - steps) / 2)));
  const around = [...values.subarray(Math.max(0, first - reach - 2), Math.max(0, first - 2)), ...values.subarray(last + 3, last + 3 + reach)];
  return median(around);
}
