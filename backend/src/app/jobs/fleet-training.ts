import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Job, TrainingProgress, TrainRequest } from '@fleetcast/contract';
import type { ServiceModels } from '../models/service-models.ts';
import { startTraining, type TrainingEnd, type TrainingProcess } from '../training/training-process.ts';
import type { TrainingRequest } from '../training/training-request.ts';
import type { ArchiveOutcome } from '../workers/cycle-messages.ts';
import type { TrainingOutcome, TrainingRun, TrainingRunner } from './ports.ts';

/** Series a training is given at most; of a larger fleet an even choice. Their windows are some 30 MB. */
const mostSeries = 2_000;
const defaultBudgetSeconds = 300;
const defaultSeed = 1;

export interface FleetTrainingPorts {
  readonly models: ServiceModels;
  /** Folder for what a training reads; emptied when it ends. */
  readonly workFolder: string;
  readonly grid: { readonly stepSeconds: number; readonly horizonSteps: number };
  readonly region: string;
  readonly now: () => number;
  readonly archive: (file: string, mostSeries: number) => Promise<ArchiveOutcome>;
}

/** Trains on the fleet's own windows in a process of its own; a version that is better than its parent speaks from then on. */
export class FleetTraining implements TrainingRunner {
  private readonly ports: FleetTrainingPorts;

  constructor(ports: FleetTrainingPorts) {
    this.ports = ports;
  }

  readonly kindOfNext = (): Job['kind'] => (this.ports.models.championSpeaks ? 'fine-tuning' : 'training');

  start(jobId: string, request: TrainRequest, onProgress: (progress: TrainingProgress) => void): TrainingRun {
    const cancelling = new AbortController();
    const finished = this.run(jobId, request, onProgress, cancelling.signal).catch(
      (error: unknown): TrainingOutcome => ({ kind: 'failed', message: `Training could not be carried out: ${error instanceof Error ? error.message : String(error)}` }),
    );
    return { finished, cancel: () => cancelling.abort() };
  }

  private async run(jobId: string, request: TrainRequest, onProgress: (progress: TrainingProgress) => void, cancelled: AbortSignal): Promise<TrainingOutcome> {
    const { workFolder, archive } = this.ports;
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true });
    try {
      const file = path.join(workFolder, `${jobId}.series`);
      const archived = await archive(file, mostSeries);
      if (archived.kind === 'not-archived') return { kind: 'failed', message: `The history could not be handed over: ${archived.message}. Try again after the next cycle.` };
      if (cancelled.aborted) return { kind: 'cancelled' };
      const child = startTraining(this.requestOf(jobId, request, file, archived.series), onProgress);
      return await this.follow(child, cancelled);
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }

  private async follow(child: TrainingProcess, cancelled: AbortSignal): Promise<TrainingOutcome> {
    const cancel = () => child.cancel();
    cancelled.addEventListener('abort', cancel);
    const end: TrainingEnd = await child.finished;
    cancelled.removeEventListener('abort', cancel);
    if (end.kind === 'cancelled') return { kind: 'cancelled' };
    if (end.kind !== 'trained') return { kind: 'failed', message: end.message };
    const { version, training, parent } = end.manifest;
    const judged = training.validationLoss === null ? '' : `, validation loss ${training.validationLoss.toFixed(4)}`;
    if (parent !== null && training.bestStep === 0) {
      return { kind: 'succeeded', message: `${training.steps} steps made nothing better than ${parent}${judged}; ${parent} goes on speaking.` };
    }
    const promoted = await this.ports.models.promote(version, { actor: 'service', cause: 'training finished', byItself: true }, this.ports.now(), true);
    if (promoted.kind !== 'changed') return { kind: 'succeeded', message: `${version} is trained${judged}, and does not speak: ${promoted.message}` };
    return { kind: 'succeeded', message: `${version}: ${training.steps} steps (best ${training.bestStep})${judged}; it speaks from the next cycle on.` };
  }

  private requestOf(jobId: string, request: TrainRequest, file: string, series: number): TrainingRequest {
    const { models, grid, region, now } = this.ports;
    const createdAt = new Date(now()).toISOString();
    const version = `fleet-${createdAt.slice(0, 16).replaceAll(/\D/g, '')}-${jobId.slice(0, 8)}`;
    return {
      data: { kind: 'archive', file },
      simulatedSeeds: [],
      out: models.folderOf(version),
      version,
      createdAt,
      origin: models.championSpeaks ? 'fine-tuned' : 'trained',
      trainedOn: `${series} series of region ${region}, up to ${createdAt}`,
      parent: models.championSpeaks ? models.champion.folder : null,
      stepSeconds: grid.stepSeconds,
      horizonSteps: grid.horizonSteps,
      seed: request.seed ?? defaultSeed,
      threads: 1,
      steps: request.steps ?? null,
      budgetSeconds: request.budgetSeconds ?? (request.steps === undefined ? defaultBudgetSeconds : null),
      untilStep: null,
      validateFromStep: null,
    };
  }
}
