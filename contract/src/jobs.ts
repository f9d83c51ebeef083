import { z } from 'zod';
import { trainingProgress } from './models.ts';
import { cursor, limit } from './query-parameters.ts';
import { instant } from './units.ts';

export const job = z.object({
  jobId: z.string(),
  kind: z.enum(['training', 'fine-tuning', 'update']),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  requestedBy: z.string(),
  progress: trainingProgress.nullable(),
  message: z.string().nullable().describe('result or failure in plain words'),
});
export type Job = z.infer<typeof job>;

export const jobsQuery = z.strictObject({ limit: limit(50, 200), cursor });

export const jobList = z.object({ jobs: z.array(job), nextCursor: z.string().nullable() });
export type JobList = z.infer<typeof jobList>;
