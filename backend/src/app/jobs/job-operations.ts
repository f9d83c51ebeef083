import { answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal } from '../http/refusal.ts';
import type { ModelLifecycle } from '../models/model-lifecycle.ts';
import type { TrainingJobs } from './training-jobs.ts';

export interface JobOperationPorts {
  readonly jobs: Pick<TrainingJobs, 'list' | 'find' | 'cancel'>;
  readonly trainByHand: ModelLifecycle['trainByHand'];
}

/** Trainings: asked for, looked at, cancelled. */
export function jobOperations({ jobs, trainByHand }: JobOperationPorts): Pick<Operations, 'jobs' | 'job' | 'train' | 'cancelJob'> {
  const unknownJob = (jobId: string) => refusal('unknown_job', `No job has the id ${jobId}; /v1/jobs lists those there are.`);
  return {
    jobs: async ({ query }) => {
      const page = await jobs.list(query.limit, query.cursor);
      return page === null ? badCursor() : answer(page);
    },
    job: async ({ params }) => {
      const found = await jobs.find(params.jobId);
      return found === null ? unknownJob(params.jobId) : answer(found);
    },
    train: async ({ body, principal, nowMs }) => {
      const outcome = await trainByHand(body, principal.login, nowMs);
      return outcome.kind === 'started' ? answer(outcome.job) : refusal('job_conflict', outcome.message);
    },
    cancelJob: async ({ params, principal }) => {
      const cancelled = await jobs.cancel(params.jobId, principal.login);
      return cancelled === null ? unknownJob(params.jobId) : answer(cancelled);
    },
  };
}
