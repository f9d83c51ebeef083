import { workDue } from './batch-jobs.ts';
import type { MachineRun } from './machine-run.ts';

/** Runs a machine's scheduled jobs through one step; answers the queries a second that they ask of the database. */
export function runJobs(run: MachineRun, seed: number, fromLocalMinutes: number, toLocalMinutes: number, stepSeconds: number): number {
  const { cores } = run;
  const { jobs, stream } = run.machine;
  run.jobCores = 0;
  run.jobDiskKbPerSecond = 0;
  run.jobNetworkKbPerSecond = 0;
  run.jobMemoryPercent = 0;
  if (jobs.length === 0) return 0;
  let wantedCores = 0;
  jobs.forEach((job, i) => {
    const delay = run.jobDelays.get(i) ?? 0;
    const due = workDue(seed, stream, job, i, fromLocalMinutes - delay, toLocalMinutes - delay);
    // A scheduler does not pile up more than three runs.
    run.jobWork[i] = Math.min(run.jobWork[i] + due, 3 * job.workCoreSeconds);
    wantedCores += Math.min(job.parallelCores * (run.jobCoreShares.get(i) ?? 1), run.jobWork[i] / stepSeconds);
  });
  if (!run.present || wantedCores === 0) return 0;
  const granted = Math.min(1, (cores * (0.98 - run.stolenShare)) / wantedCores);
  let queriesPerSecond = 0;
  jobs.forEach((job, i) => {
    const used = Math.min(job.parallelCores * (run.jobCoreShares.get(i) ?? 1), run.jobWork[i] / stepSeconds) * granted;
    run.jobWork[i] = Math.max(0, run.jobWork[i] - used * stepSeconds);
    run.jobCores += used;
    run.jobDiskKbPerSecond += used * job.diskKbPerCoreSecond;
    run.jobNetworkKbPerSecond += used * job.networkKbPerCoreSecond;
    run.jobMemoryPercent += (job.memoryPercent * used) / job.parallelCores;
    queriesPerSecond += used * job.queriesPerCoreSecond;
  });
  return queriesPerSecond;
}
