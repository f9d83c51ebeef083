import type { Job } from '@fleetcast/contract';

/** What can happen to a job. */
export type JobEvent =
  | { readonly kind: 'requested'; readonly jobId: string; readonly jobKind: Job['kind']; readonly requestedBy: string; readonly atMs: number }
  | { readonly kind: 'started'; readonly atMs: number }
  | { readonly kind: 'succeeded' | 'failed' | 'cancelled'; readonly message: string; readonly atMs: number };

export const finishedStates: ReadonlySet<Job['state']> = new Set(['succeeded', 'failed', 'cancelled']);

/** The job after an event, by the event's own time. What happens to a finished job changes nothing. */
export function jobAfter(job: Job | null, event: JobEvent): Job {
  const at = new Date(event.atMs).toISOString();
  if (event.kind === 'requested') {
    const { jobId, jobKind, requestedBy } = event;
    return { jobId, kind: jobKind, state: 'queued', createdAt: at, startedAt: null, finishedAt: null, requestedBy, progress: null, message: null };
  }
  if (job === null) throw new Error(`a job starts with being requested, not with being ${event.kind}`);
  if (finishedStates.has(job.state)) return job;
  if (event.kind === 'started') return { ...job, state: 'running', startedAt: at };
  return { ...job, state: event.kind, finishedAt: at, message: event.message };
}
