/** A server's history as it would have been with a job run at another time, or on fewer cores. */
import { levelAround, type JobFootprint, type JobRun, type JobTimes } from './job-footprint.ts';

/** Where a job's work goes: `bySteps` later; on `coreShare` of its cores, and for as much longer. */
export interface JobMove {
  readonly bySteps: number;
  readonly coreShare: number;
}

/** Hours before a run in which a server may have done the same other work as during it: other jobs repeat in such periods. */
const donorHours = [2, 3, 4, 6, 8, 12] as const;
/** Hours before a run over which donors are compared. */
const comparedHours = 3;

/** What one metric shows beyond its usual course while the job runs goes with it; `ceiling` is what the metric can reach. */
export function withMovedJob(values: Float32Array, job: JobFootprint, times: JobTimes, { bySteps, coreShare }: JobMove, stepSeconds: number, ceiling: number): Float32Array {
  const edited = values.slice();
  const placed = new Float32Array(values.length);
  for (const run of job.runs) {
    const without = courseWithout(values, run, times, Math.round(3600 / stepSeconds));
    const length = run.last - run.first + 1;
    const stretched = Math.round(length / coreShare);
    for (let i = 0; i < length; i++) if (Number.isFinite(without[i])) edited[run.first + i] = without[i];
    for (let i = 0; i < stretched; i++) {
      const at = run.first + bySteps + i;
      const from = Math.min(length - 1, Math.floor(i * coreShare));
      const extra = values[run.first + from] - without[from];
      if (at >= 0 && at < placed.length && Number.isFinite(extra)) placed[at] += coreShare * extra;
    }
  }
  return edited.map((value, i) => Math.min(ceiling, Math.max(0, value + placed[i])));
}

/**
 * What the server would have shown during a run, had it not run: what it showed some hours earlier, if the hours before the
 * run resemble those before that; else the level around the run.
 */
function courseWithout(values: Float32Array, run: JobRun, times: JobTimes, hourSteps: number): Float32Array {
  const length = run.last - run.first + 1;
  const level = levelAround(values, run, times);
  const from = run.first - 2 - comparedHours * hourSteps;
  const differenceTo = (other: (at: number) => number) => {
    let [sum, count] = [0, 0];
    for (let at = Math.max(0, from); at < run.first - 2; at++) {
      const difference = Math.abs(values[at] - other(at));
      if (!Number.isFinite(difference)) continue;
      sum += difference;
      count += 1;
    }
    return count < hourSteps ? Infinity : sum / count;
  };
  let best = { lag: 0, difference: differenceTo(() => level) };
  for (const hours of donorHours) {
    const lag = hours * hourSteps;
    if (lag < length + 3 || run.first - lag < 0 || lag + length > times.everySteps) continue;
    const difference = differenceTo((at) => values[at - lag]);
    if (difference < best.difference) best = { lag, difference };
  }
  return Float32Array.from({ length }, (_, i) => (best.lag === 0 ? level : values[run.first + i - best.lag]));
}
