import type { DecisionFigure } from '@fleetcast/contract';
import { driftFigure } from './error-drift.ts';
import type { FleetExamination } from './fleet-examination.ts';
import { leastHistoryDays, type LifecycleLimits } from './lifecycle-limits.ts';

export type RetrainingTrigger = 'first-model' | 'unknown-servers' | 'fleet-drift' | 'input-drift' | 'error-drift' | 'schedule';

export interface RetrainingSituation {
  readonly examination: FleetExamination;
  readonly limits: LifecycleLimits;
  /** When the schedule comes round after the last retraining; null: never. */
  readonly scheduledMs: number | null;
  /** Null: never yet. */
  readonly lastRetrainingMs: number | null;
  /** Least time between two retrainings that nobody asked for. */
  readonly restMs: number;
  /** Why nothing may begin now, e.g. a trial or an incident; null: nothing speaks against it. */
  readonly occupied: string | null;
}

export interface RetrainingDecision {
  readonly outcome: 'go' | 'wait';
  readonly trigger: RetrainingTrigger | null;
  readonly reason: string;
  readonly figures: readonly DecisionFigure[];
}

/** Below 0: so long until it comes round. */
const scheduleName = 'schedule, hours since it came round';

/** Whether the fleet has moved away from its model, or the time has come; every figure is told, whatever the outcome. */
export function decideRetraining(situation: RetrainingSituation): RetrainingDecision {
  const { examination, limits, scheduledMs, lastRetrainingMs, restMs, occupied } = situation;
  const figures = triggerFigures(examination, limits, scheduledMs);
  const wait = (reason: string): RetrainingDecision => ({ outcome: 'wait', trigger: null, reason, figures });
  if (examination.historyDays < leastHistoryDays) return wait(`The fleet has ${examination.historyDays.toFixed(1)} of the ${leastHistoryDays} days of history that a training needs.`);
  const trigger = triggerOf(examination, figures);
  if (trigger === null) return wait('Nothing has moved beyond its limit, and the schedule is not due.');
  if (occupied !== null) return wait(`${sentenceOf(trigger, examination)} ${occupied}`);
  const restedMs = lastRetrainingMs === null ? Infinity : examination.atMs - lastRetrainingMs;
  if (restedMs < restMs) return wait(`${sentenceOf(trigger, examination)} The last training was ${hours(restedMs)} ago; there are at least ${hours(restMs)} between two.`);
  return { outcome: 'go', trigger, reason: sentenceOf(trigger, examination), figures };
}

/** What may start a retraining, with its limits. */
export function triggerFigures({ atMs, newServers, retiredServers, servers, unknownShare, stability, trial }: FleetExamination, limits: LifecycleLimits, scheduledMs: number | null): DecisionFigure[] {
  const known = newServers === null || retiredServers === null ? null : servers - newServers + retiredServers;
  const drift = known === null || known === 0 ? null : (newServers! + retiredServers!) / known;
  const figure = (name: string, value: number | null, limit: number): DecisionFigure => ({ name, value, limit, passed: value === null || value <= limit });
  return [
    figure('fleet drift', drift, limits.fleetDrift),
    figure('unknown share', unknownShare, limits.unknownShare),
    ...stability.map(({ metric, index }) => figure(`input drift: ${metric}`, index, limits.inputDrift)),
    driftFigure(trial.drift),
    { name: scheduleName, value: scheduledMs === null ? null : (atMs - scheduledMs) / 3_600_000, limit: 0, passed: scheduledMs === null || atMs < scheduledMs },
  ];
}

function triggerOf(examination: FleetExamination, figures: readonly DecisionFigure[]): RetrainingTrigger | null {
  const beyond = (prefix: string) => figures.some(({ name, passed }) => !passed && name.startsWith(prefix));
  if (examination.newServers === null) return 'first-model';
  if (beyond('error drift')) return 'error-drift';
  if (beyond('fleet drift')) return 'fleet-drift';
  if (beyond('unknown share')) return 'unknown-servers';
  if (beyond('input drift')) return 'input-drift';
  return beyond(scheduleName) ? 'schedule' : null;
}

function sentenceOf(trigger: RetrainingTrigger, { trial, newServers, retiredServers, unknownShare }: FleetExamination): string {
  switch (trigger) {
    case 'first-model':
      return `${trial.champion} has seen none of this fleet's servers.`;
    case 'error-drift':
      return `${trial.champion} has become worse against the simple forecasts than it was.`;
    case 'fleet-drift':
      return `${newServers} servers are new and ${retiredServers} are gone since ${trial.champion} was trained.`;
    case 'unknown-servers':
      return `${Math.round(100 * unknownShare)}% of the forecasts are for series that ${trial.champion} was not trained on.`;
    case 'input-drift':
      return 'What the model reads has moved away from what it was trained on.';
    case 'schedule':
      return 'The schedule has come round.';
  }
}

function hours(ms: number): string {
  return `${Math.round(ms / 360_000) / 10} h`;
}
