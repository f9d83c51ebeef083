import { randomUUID } from 'node:crypto';
import type { Job, JobList, TrainingProgress } from '@fleetcast/contract';
import type { JobPosition, StateStore } from '../../io/state/state-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import { finishedStates, jobAfter, type JobEvent } from './job-events.ts';
import type { TrainingOrder, TrainingRun, TrainingRunner } from './ports.ts';

export type StartOutcome = { readonly kind: 'started'; readonly job: Job } | { readonly kind: 'conflict'; readonly message: string };

interface CurrentJob {
  readonly jobId: string;
  readonly run: TrainingRun;
  progress: TrainingProgress | null;
  cancelledBy: string | null;
}

/** Training on request: one at a time, every step of its life written to the state as an event. */
export class TrainingJobs {
  private readonly store: StateStore;
  private readonly runner: TrainingRunner;
  private readonly region: string;
  private readonly now: () => number;
  private readonly log: Logger;
  private current: CurrentJob | null = null;
  private starting = false;

  constructor(store: StateStore, runner: TrainingRunner, region: string, now: () => number, log: Logger) {
    this.store = store;
    this.runner = runner;
    this.region = region;
    this.now = now;
    this.log = log;
  }

  /** Jobs that ran when the service last ended did not survive it; says so. */
  async recover(): Promise<void> {
    for (const { jobId } of await this.store.unfinishedJobs()) {
      await this.record(jobId, { kind: 'failed', message: 'The service stopped while this job ran; start it again.', atMs: this.now() }, 'service', 'start of the service');
    }
  }

  async start(order: TrainingOrder, requestedBy: string): Promise<StartOutcome> {
    if (this.current !== null || this.starting) return { kind: 'conflict', message: `The job ${this.current?.jobId ?? 'just requested'} is training already; wait for it or cancel it.` };
    this.starting = true;
    try {
      const jobId = randomUUID();
      await this.record(jobId, { kind: 'requested', jobId, jobKind: this.runner.kindOf(order), requestedBy, atMs: this.now() }, requestedBy, 'request');
      const run = this.runner.start(jobId, order, (progress) => {
        if (this.current?.jobId === jobId) this.current.progress = progress;
      });
      this.current = { jobId, run, progress: null, cancelledBy: null };
      const job = await this.record(jobId, { kind: 'started', atMs: this.now() }, requestedBy, 'request');
      void this.follow(this.current);
      return { kind: 'started', job };
    } finally {
      this.starting = false;
    }
  }

  /** The job that runs; null: none. */
  get running(): string | null {
    return this.current?.jobId ?? null;
  }

  /** Null: no such job. Cancelling a finished job leaves it as it is. */
  async cancel(jobId: string, cancelledBy: string): Promise<Job | null> {
    if (this.current?.jobId === jobId) {
      const { run } = this.current;
      this.current.cancelledBy = cancelledBy;
      run.cancel();
      await run.finished;
      await this.settled;
    }
    return this.find(jobId);
  }

  async find(jobId: string): Promise<Job | null> {
    const found = await this.store.findJob(jobId);
    return found === null ? null : this.withProgress(found.job);
  }

  /** Null: the cursor is not one of ours. */
  async list(limit: number, cursor: string | undefined): Promise<JobList | null> {
    const after = cursor === undefined ? null : positionOf(cursor);
    if (after === undefined) return null;
    const jobs = await this.store.listJobs(limit + 1, after);
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    return { jobs: page.map((job) => this.withProgress(job)), nextCursor: jobs.length > limit && last !== undefined ? `${Date.parse(last.createdAt)}.${last.jobId}` : null };
  }

  /** Ends what runs; for the end of the service. */
  async stop(): Promise<void> {
    this.current?.run.cancel();
    await this.settled;
  }

  private settled: Promise<void> = Promise.resolve();

  private follow(current: CurrentJob): Promise<void> {
    this.settled = this.settle(current).catch((error: unknown) => this.log.error({ err: error, jobId: current.jobId }, 'the end of a training could not be recorded'));
    return this.settled;
  }

  private async settle(current: CurrentJob): Promise<void> {
    const outcome = await current.run.finished;
    const message = outcome.kind === 'cancelled' ? `Cancelled${current.cancelledBy === null ? '' : ` by ${current.cancelledBy}`}.` : outcome.message;
    try {
      await this.record(current.jobId, { kind: outcome.kind, message, atMs: this.now() }, current.cancelledBy ?? 'service', 'end of the training process');
    } finally {
      if (this.current === current) this.current = null;
    }
  }

  private async record(jobId: string, event: JobEvent, actor: string, cause: string): Promise<Job> {
    const before = await this.store.findJob(jobId);
    const after = jobAfter(before?.job ?? null, event);
    if (before !== null && finishedStates.has(before.job.state)) return after;
    const { kind, atMs, ...data } = event;
    const outcome = await this.store.saveJob(after, { region: this.region, stream: `job/${jobId}`, expectedVersion: before?.version ?? 0, kind, actor, cause, atMs, data });
    if (outcome.kind === 'conflict') throw new Error(`job ${jobId} changed under our hands: expected version ${before?.version ?? 0}, found ${outcome.version}`);
    return after;
  }

  private withProgress(job: Job): Job {
    return this.current?.jobId === job.jobId ? { ...job, progress: this.current.progress } : job;
  }
}

function positionOf(cursor: string): JobPosition | undefined {
  const parts = /^(\d{1,15})\.([A-Za-z0-9-]{1,64})$/.exec(cursor);
  return parts === null ? undefined : { createdAtMs: Number(parts[1]), jobId: parts[2] };
}
