import { randomUUID } from 'node:crypto';
import type { DecisionFigure, LifecycleDecision, TrainRequest } from '@fleetcast/contract';
import { largeTroubleInWords } from '../../domain/incidents/trouble-under-way.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { LifecycleLimits } from '../../domain/models/lifecycle-limits.ts';
import { judgeTrial, judgeWatch, passGate, type TrialTerms, type Verdict } from '../../domain/models/promotion-gate.ts';
import { judgeRegression } from '../../domain/models/regression.ts';
import { decideRetraining, triggerFigures } from '../../domain/models/retraining-triggers.ts';
import { datasetLimits } from '../../domain/training/dataset.ts';
import type { ModelRegistryStore } from '../../io/state/model-registry-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { FinishedTraining } from '../jobs/fleet-training.ts';
import type { TrainingOrder, TrainingOutcome } from '../jobs/ports.ts';
import type { StartOutcome } from '../jobs/training-jobs.ts';
import type { ChangeBy, ServiceModels } from './service-models.ts';

const hourMs = 3_600_000;
/** After a start the service first comes to rest: the first look comes with the first cycle after so long. */
const restAfterStartMs = 240_000;
/** Budget of a young fleet's first fine-tuning, so that it is done within half a minute. */
const youngBudgetSeconds = 15;
const youngDays = 11;

export interface LifecycleSettings {
  readonly region: string;
  /** False: nothing is trained, promoted or rolled back but by hand. */
  readonly automatic: boolean;
  readonly restHours: number;
  readonly trialHours: number;
  readonly watchHours: number;
  readonly servedShare: number;
  /** Hours between two light updates; 0: none. */
  readonly updateHours: number;
  readonly limits: LifecycleLimits;
}

export interface LifecyclePorts {
  readonly models: Pick<ServiceModels, 'registry' | 'champion' | 'championSpeaks' | 'challenge' | 'promote' | 'reject' | 'rollBack' | 'endWatch'>;
  readonly decisions: Pick<ModelRegistryStore, 'addDecision' | 'lastDecisionMs'>;
  readonly settings: LifecycleSettings;
  readonly examine: (nowMs: number) => Promise<FleetExamination | null>;
  readonly train: (order: TrainingOrder, by: string) => Promise<StartOutcome>;
  /** The job that runs; null: none. */
  readonly runningJob: () => string | null;
  /** When the schedule comes round after a moment; null: never. */
  readonly nextScheduledMs: (afterMs: number) => number | null;
  /** Reported trouble or maintenance under way, in words; null: none. */
  readonly troubleAt: (nowMs: number) => string | null;
  readonly log: Logger;
}

/**
 * Keeps the model good without anybody's hands: looks at fleet, inputs and errors, has models trained, lets them pass the gate and the
 * trial in the shadow, promotes them, watches what became of it and takes the word back. Each decision is kept with its figures.
 * Everything here is one look and at most one act; what survives a crash is in the registry, the decisions and the files.
 */
export class ModelLifecycle {
  private readonly ports: LifecyclePorts;
  private looking: Promise<void> = Promise.resolve();
  private latest: FleetExamination | null = null;
  private startedMs: number | null = null;
  private lookedHour = -1;

  constructor(ports: LifecyclePorts) {
    this.ports = ports;
  }

  /** What was seen last; null before the first look. */
  get examination(): FleetExamination | null {
    return this.latest;
  }

  /** Looks once an hour; asked more often it does nothing. Never rejects. */
  lookHourly(nowMs: number): Promise<void> {
    this.startedMs ??= nowMs;
    if (nowMs - this.startedMs < restAfterStartMs) return this.looking;
    const hour = Math.floor(nowMs / hourMs);
    if (hour === this.lookedHour) return this.looking;
    this.lookedHour = hour;
    this.looking = this.looking
      .then(() => this.runOnce(nowMs))
      .catch((error: unknown) => this.ports.log.error({ err: error }, 'the look at the models failed; the next one comes in an hour'));
    return this.looking;
  }

  async runOnce(nowMs: number): Promise<void> {
    const { models, settings, examine } = this.ports;
    this.startedMs ??= nowMs;
    const examination = await examine(nowMs);
    this.latest = examination ?? this.latest;
    if (examination === null || !settings.automatic) return;
    const { challenger, watch, reserve, champion } = models.registry;
    if (challenger !== null) await this.judgeChallenger(examination);
    else if (watch !== null) await this.judgeNewChampion(examination);
    else if (reserve !== null) await this.judgeOldChampion(examination);
    // what was seen of a champion that has just left says nothing about the one that speaks now
    if (models.registry.champion === champion) await this.considerTraining(examination);
  }

  /** What a person wants trained, whatever the figures say; kept among the decisions with what was seen last. */
  async trainByHand(request: TrainRequest, by: string, nowMs: number): Promise<StartOutcome> {
    const started = await this.ports.train({ update: false, request }, by);
    if (started.kind !== 'started') return started;
    const { decisions, nextScheduledMs, settings } = this.ports;
    const lastMs = await decisions.lastDecisionMs(settings.region, 'retraining', 'go');
    const figures = this.latest === null ? [] : [...triggerFigures(this.latest, settings.limits, nextScheduledMs(lastMs ?? this.startedMs ?? nowMs))];
    await this.record({ subject: 'retraining', outcome: 'go', reason: `${by} asked for it by hand.`, figures, version: null, jobId: started.job.jobId }, nowMs);
    return started;
  }

  /** What becomes of a training's result: through the gate into the shadow, or no further. */
  async decide(end: FinishedTraining, order: TrainingOrder, jobId: string, nowMs: number): Promise<TrainingOutcome> {
    if (end.kind === 'refused') {
      const { usable, historyDays, observedShare, newestHoursAgo } = end.figures;
      const figure = (name: string, value: number | null, limit: number, passed: boolean): DecisionFigure => ({ name, value, limit, passed });
      const figures = [
        figure('series with enough values', usable, datasetLimits.leastUsableShare * end.figures.series, usable >= datasetLimits.leastUsableShare * end.figures.series),
        figure('days of history', historyDays, datasetLimits.leastDays, historyDays >= datasetLimits.leastDays),
        figure('share of values that are there', observedShare, datasetLimits.leastObservedShare, observedShare >= datasetLimits.leastObservedShare),
        figure('age of the newest value, h', newestHoursAgo, datasetLimits.mostHoursOld, newestHoursAgo !== null && newestHoursAgo <= datasetLimits.mostHoursOld),
      ];
      await this.record({ subject: 'data', outcome: 'refused', reason: end.message, figures, version: null, jobId }, nowMs);
      return { kind: 'failed', message: end.message };
    }
    const { version, heldOut, training, parent } = end.manifest;
    const verdict: Verdict =
      parent !== null && training.bestStep === 0
        ? { outcome: 'refused', reason: `${training.steps} steps made nothing better than ${parent}.`, figures: [{ name: 'step of the best checkpoint', value: training.bestStep, limit: 1, passed: false }] }
        : passGate(heldOut ?? { judged: 0, candidate: null, parent: null, lossRatio: null, forgetting: null });
    await this.record({ subject: 'gate', outcome: verdict.outcome, reason: verdict.reason, figures: [...verdict.figures], version, jobId }, nowMs);
    const trained = `${version}: ${training.steps} steps.`;
    if (verdict.outcome !== 'go') return { kind: 'succeeded', message: `${trained} ${verdict.reason} ${this.ports.models.champion.version} goes on speaking.` };
    return { kind: 'succeeded', message: `${trained} ${verdict.reason} ${await this.introduce(version, order, nowMs)}` };
  }

  /** A trial needs a champion that speaks for somebody, and time. */
  private async introduce(version: string, { update }: TrainingOrder, nowMs: number): Promise<string> {
    const { models, settings } = this.ports;
    const comparable = models.championSpeaks && (this.latest === null || this.latest.seriesByModel > 0);
    const by = byService(update ? 'a light update passed the gate' : 'it passed the gate');
    if (comparable && settings.trialHours > 0) {
      const challenged = await models.challenge(version, update ? 'update' : 'retraining', settings.servedShare, by, nowMs);
      return challenged.kind === 'changed' ? `It forecasts the whole fleet in the shadow for ${settings.trialHours} h.` : `It does not go into the shadow: ${challenged.message}`;
    }
    const promoted = await models.promote(version, by, nowMs, comparable && settings.watchHours > 0);
    return promoted.kind === 'changed' ? 'It speaks from the next cycle on.' : `It does not speak: ${promoted.message}`;
  }

  private async judgeChallenger(examination: FleetExamination): Promise<void> {
    const { models, settings } = this.ports;
    const challenger = models.registry.challenger!;
    if (examination.trial.shadow !== challenger.version) return;
    const verdict = judgeTrial(examination.trial, this.termsOf(examination, challenger.since, settings.trialHours));
    await this.record({ subject: 'trial', outcome: verdict.outcome, reason: verdict.reason, figures: [...verdict.figures], version: challenger.version, jobId: null }, examination.atMs);
    if (verdict.outcome === 'go') this.told(await models.promote(challenger.version, byService(verdict.reason), examination.atMs, settings.watchHours > 0));
    if (verdict.outcome === 'refused') this.told(await models.reject(byService(verdict.reason), examination.atMs));
  }

  private async judgeNewChampion(examination: FleetExamination): Promise<void> {
    const { models, settings } = this.ports;
    const watch = models.registry.watch!;
    const trial = examination.reserve?.trial;
    if (trial?.shadow !== watch.against) return;
    const verdict = judgeWatch(trial, this.termsOf(examination, watch.since, settings.watchHours));
    await this.record({ subject: 'watch', outcome: verdict.outcome, reason: verdict.reason, figures: [...verdict.figures], version: models.registry.champion, jobId: null }, examination.atMs);
    if (verdict.outcome === 'refused') this.told(await models.rollBack(byService(verdict.reason), examination.atMs));
    if (verdict.outcome === 'go') this.told(await models.endWatch(byService(verdict.reason), examination.atMs));
  }

  /** Of a champion whose watch is over: the one before it is still asked, and takes the word back should this one get worse. */
  private async judgeOldChampion(examination: FleetExamination): Promise<void> {
    const { models } = this.ports;
    const { champion, reserve, pinned } = models.registry;
    const trial = examination.reserve?.trial;
    if (pinned !== null || trial?.champion !== champion || trial.shadow !== reserve!.version) return;
    const verdict = judgeRegression(trial);
    await this.record({ subject: 'regression', outcome: verdict.outcome, reason: verdict.reason, figures: [...verdict.figures], version: champion, jobId: null }, examination.atMs);
    if (verdict.outcome === 'refused') this.told(await models.rollBack(byService(verdict.reason), examination.atMs));
  }

  private async considerTraining(examination: FleetExamination): Promise<void> {
    const { decisions, settings, nextScheduledMs, train } = this.ports;
    const { region, limits, restHours } = settings;
    const lastRetrainingMs = await decisions.lastDecisionMs(region, 'retraining', 'go');
    const decision = decideRetraining({ examination, limits, scheduledMs: nextScheduledMs(lastRetrainingMs ?? this.startedMs!), lastRetrainingMs, restMs: restHours * hourMs, occupied: this.occupied(examination) });
    let jobId: string | null = null;
    if (decision.outcome === 'go') {
      const started = await train({ update: false, request: examination.historyDays < youngDays ? { budgetSeconds: youngBudgetSeconds } : {} }, 'service');
      jobId = started.kind === 'started' ? started.job.jobId : null;
    }
    await this.record({ subject: 'retraining', outcome: decision.outcome, reason: decision.reason, figures: [...decision.figures], version: null, jobId }, examination.atMs);
    if (decision.outcome === 'wait') await this.considerUpdate(examination);
  }

  private async considerUpdate(examination: FleetExamination): Promise<void> {
    const { decisions, settings, models, train } = this.ports;
    const { region, updateHours } = settings;
    if (updateHours === 0 || examination.newServers === null || examination.seriesByModel === 0 || this.occupied(examination) !== null) return;
    const last = Math.max((await decisions.lastDecisionMs(region, 'update', 'go')) ?? -Infinity, Date.parse(models.registry.since));
    if (examination.atMs - last < updateHours * hourMs) return;
    const started = await train({ update: true, request: {} }, 'service');
    const reason = `${models.champion.version} has spoken for ${updateHours} h without an update.`;
    await this.record({ subject: 'update', outcome: 'go', reason, figures: [{ name: 'hours without an update', value: (examination.atMs - last) / hourMs, limit: updateHours, passed: false }], version: null, jobId: started.kind === 'started' ? started.job.jobId : null }, examination.atMs);
  }

  /** Why nothing may be trained now; null: nothing speaks against it. */
  private occupied({ atMs, troubledServers, servers }: FleetExamination): string | null {
    const { registry } = this.ports.models;
    const job = this.ports.runningJob();
    if (job !== null) return `The job ${job} is training already.`;
    if (registry.pinned !== null) return `${registry.champion} was pinned by ${registry.pinned.by}.`;
    if (registry.challenger !== null) return `${registry.challenger.version} is still on trial.`;
    if (registry.watch !== null) return `${registry.champion} is still watched against ${registry.watch.against}.`;
    const trouble = this.ports.troubleAt(atMs) ?? largeTroubleInWords(troubledServers, servers);
    return trouble === null ? null : `Nothing is learned during trouble: ${trouble}`;
  }

  private termsOf({ atMs, cost }: FleetExamination, since: string, setHours: number): TrialTerms {
    return { elapsedMs: atMs - Date.parse(since), setMs: setHours * hourMs, cost };
  }

  private async record(decision: Omit<LifecycleDecision, 'decisionId' | 'at'>, nowMs: number): Promise<void> {
    const { decisions, settings, log } = this.ports;
    await decisions.addDecision(settings.region, { decisionId: randomUUID(), at: new Date(nowMs).toISOString(), ...decision });
    if (decision.outcome !== 'wait') log.info({ subject: decision.subject, outcome: decision.outcome, version: decision.version, reason: decision.reason }, 'decided about models');
  }

  private told(outcome: { readonly kind: string; readonly message?: string }): void {
    if (outcome.kind !== 'changed') this.ports.log.warn({ message: outcome.message }, 'a change of models was not made');
  }
}

function byService(cause: string): ChangeBy {
  return { actor: 'service', cause, byItself: true };
}
