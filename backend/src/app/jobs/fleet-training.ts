import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Job, TrainingProgress } from '@fleetcast/contract';
import { reasonOf } from '../../io/reason.ts';
import type { ServiceModels } from '../models/service-models.ts';
import { startTraining, type TrainingEnd, type TrainingProcess } from '../training/training-process.ts';
import type { TrainingRequest } from '../training/training-request.ts';
import type { ArchivedHistory, ArchiveOutcome } from '../workers/cycle-messages.ts';
import type { LeftOut, TrainingOrder, TrainingOutcome, TrainingRun, TrainingRunner } from './ports.ts';

/** Series a training is given at most; of a larger fleet a sample of its servers. Their history is some 60 MB. */
const mostSeries = 2_000;
const defaultBudgetSeconds = 300;
const defaultSeed = 1;

/** How a training ended that was not cancelled and did not fail. */
export type FinishedTraining = Extract<TrainingEnd, { readonly kind: 'trained' | 'refused' }>;

export interface FleetTrainingPorts {
  readonly models: Pick<ServiceModels, 'champion' | 'championSpeaks' | 'folderOf'>;
  /** Folder for what a training reads; emptied when it ends. */
  readonly workFolder: string;
  readonly grid: { readonly stepSeconds: number; readonly horizonSteps: number };
  readonly region: string;
  /** Days of history that are read from the sources for a training. */
  readonly historyDays: number;
  /** Seconds that a training may take when nobody says otherwise. */
  readonly budgetSeconds?: number;
  readonly now: () => number;
  readonly archive: (file: string, mostSeries: number, days: number) => Promise<ArchiveOutcome>;
  readonly leftOut: LeftOut;
  /** What becomes of the new version; answers the job's last words. */
  readonly decide: (end: FinishedTraining, order: TrainingOrder, jobId: string) => Promise<TrainingOutcome>;
}

/** Trains on the fleet's history, read from its sources anew, in a process of its own. */
export class FleetTraining implements TrainingRunner {
  private readonly ports: FleetTrainingPorts;

  constructor(ports: FleetTrainingPorts) {
    this.ports = ports;
  }

  readonly kindOf = ({ update }: TrainingOrder): Job['kind'] => (update ? 'update' : this.ports.models.championSpeaks ? 'fine-tuning' : 'training');

  start(jobId: string, order: TrainingOrder, onProgress: (progress: TrainingProgress) => void): TrainingRun {
    const cancelling = new AbortController();
    const finished = this.run(jobId, order, onProgress, cancelling.signal).catch(
      (error: unknown): TrainingOutcome => ({ kind: 'failed', message: `Training could not be carried out: ${reasonOf(error)}` }),
    );
    return { finished, cancel: () => cancelling.abort() };
  }

  private async run(jobId: string, order: TrainingOrder, onProgress: (progress: TrainingProgress) => void, cancelled: AbortSignal): Promise<TrainingOutcome> {
    const { workFolder, archive, historyDays } = this.ports;
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true });
    try {
      const file = path.join(workFolder, `${jobId}.series`);
      const archived = await archive(file, mostSeries, historyDays);
      if (archived.kind === 'not-archived') return { kind: 'failed', message: `The history could not be read: ${archived.message}. Try again after the next cycle.` };
      if (cancelled.aborted) return { kind: 'cancelled' };
      const end = await this.follow(startTraining(this.requestOf(jobId, order, file, archived), onProgress), cancelled);
      if (end.kind === 'cancelled') return { kind: 'cancelled' };
      const gaps = archived.faults.length === 0 ? '' : ` The sources did not deliver all of the history: ${archived.faults.join(' ')}`;
      if (end.kind === 'refused') return await this.ports.decide({ ...end, message: `${end.message}${gaps}` }, order, jobId);
      if (end.kind === 'trained') return withMore(await this.ports.decide(end, order, jobId), gaps);
      return { kind: 'failed', message: end.message };
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }

  private async follow(child: TrainingProcess, cancelled: AbortSignal): Promise<TrainingEnd> {
    const cancel = () => child.cancel();
    cancelled.addEventListener('abort', cancel);
    const end = await child.finished;
    cancelled.removeEventListener('abort', cancel);
    return end;
  }

  private requestOf(jobId: string, { update, request }: TrainingOrder, file: string, { series, sampledShare, toStep, trouble }: ArchivedHistory): TrainingRequest {
    const { models, grid, region, now, historyDays, leftOut, budgetSeconds = defaultBudgetSeconds } = this.ports;
    const createdAt = new Date(now()).toISOString();
    const version = `fleet-${createdAt.slice(0, 16).replaceAll(/\D/g, '')}-${jobId.slice(0, 8)}`;
    const toMs = toStep * grid.stepSeconds * 1000;
    return {
      data: { kind: 'archive', file },
      simulatedSeeds: [],
      out: models.folderOf(version),
      version,
      createdAt,
      origin: update ? 'updated' : models.championSpeaks ? 'fine-tuned' : 'trained',
      trainedOn: `${series} series of region ${region}, up to ${createdAt}`,
      parent: models.championSpeaks ? models.champion.folder : null,
      stepSeconds: grid.stepSeconds,
      horizonSteps: grid.horizonSteps,
      seed: request.seed ?? defaultSeed,
      threads: 1,
      steps: request.steps ?? null,
      budgetSeconds: request.budgetSeconds ?? (request.steps === undefined ? budgetSeconds : null),
      untilStep: null,
      fleet: { endStep: toStep, sampledShare, update, leftOut: [...leftOut(toMs - historyDays * 86_400_000, toMs), ...trouble] },
      validateFromStep: null,
    };
  }
}

function withMore(outcome: TrainingOutcome, more: string): TrainingOutcome {
  return outcome.kind === 'cancelled' ? outcome : { ...outcome, message: `${outcome.message}${more}` };
}
