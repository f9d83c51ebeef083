import type { LifecycleDecisionList, LifecycleStatus, ModelReserve, ModelTrial } from '@fleetcast/contract';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { DecisionPosition, ModelRegistryStore } from '../../io/state/model-registry-store.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';
import type { ServiceModels } from './service-models.ts';

const hourMs = 3_600_000;
/** Looks are hourly and a day is enough to find the newest one about retraining among trials and gates. */
const recentDecisions = 100;

export interface LifecycleReportPorts {
  readonly region: string;
  readonly settings: { readonly automatic: boolean; readonly trialHours: number; readonly watchHours: number };
  readonly models: Pick<ServiceModels, 'registry'>;
  readonly store: Pick<ModelRegistryStore, 'listDecisions'>;
  readonly lifecycle: Pick<ModelLifecycle, 'examination'>;
  readonly nextScheduledMs: (afterMs: number) => number | null;
}

/** What people are shown of the models' life: decisions with their figures, and the trial under way. */
export class LifecycleReports {
  private readonly ports: LifecycleReportPorts;

  constructor(ports: LifecycleReportPorts) {
    this.ports = ports;
  }

  /** Null: the cursor is not one of ours. */
  async decisions(limit: number, cursor: string | undefined): Promise<LifecycleDecisionList | null> {
    const after = cursor === undefined ? null : positionOf(cursor);
    if (after === undefined) return null;
    const found = await this.ports.store.listDecisions(this.ports.region, limit + 1, after);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { decisions: page, nextCursor: found.length > limit && last !== undefined ? `${Date.parse(last.at)}.${last.decisionId}` : null };
  }

  async status(nowMs: number): Promise<LifecycleStatus> {
    const { settings, lifecycle, nextScheduledMs, store, region } = this.ports;
    const { examination } = lifecycle;
    const next = settings.automatic ? nextScheduledMs(nowMs) : null;
    const recent = await store.listDecisions(region, recentDecisions, null);
    return {
      automatic: settings.automatic,
      examinedAt: examination === null ? null : new Date(examination.atMs).toISOString(),
      nextScheduledAt: next === null ? null : new Date(next).toISOString(),
      trial: examination === null ? null : this.trialOf(examination),
      reserve: examination === null ? null : this.reserveOf(examination),
      retraining: recent.find(({ subject }) => subject === 'retraining') ?? null,
    };
  }

  private reserveOf({ reserve }: FleetExamination): ModelReserve | null {
    const kept = this.ports.models.registry.reserve;
    if (kept === null || reserve?.trial.shadow !== kept.version) return null;
    const { trial, series, groups } = reserve;
    return { ...kept, judged: trial.judged, lossRatio: trial.test?.lossRatio ?? null, series, groups: [...groups] };
  }

  private trialOf({ trial: ofChallenger, reserve, cost }: FleetExamination): ModelTrial | null {
    const { challenger, watch } = this.ports.models.registry;
    const { trialHours, watchHours } = this.ports.settings;
    const under = challenger === null ? (watch === null ? null : { version: watch.against, since: watch.since, hours: watchHours, purpose: 'former-champion' as const }) : { version: challenger.version, since: challenger.since, hours: trialHours, purpose: 'challenger' as const };
    const trial = challenger === null ? reserve?.trial : ofChallenger;
    // the cycle takes a change over a moment later
    if (under === null || trial === undefined || trial.shadow !== under.version) return null;
    const { test, championFigures, shadowFigures, judged } = trial;
    return {
      champion: { version: trial.champion, floorRatio: championFigures?.floorRatio ?? null, coverage80: championFigures?.coverage80 ?? null, batchMs: cost?.championMs ?? null },
      shadow: { version: under.version, floorRatio: shadowFigures?.floorRatio ?? null, coverage80: shadowFigures?.coverage80 ?? null, batchMs: cost?.shadowMs ?? null },
      purpose: under.purpose,
      since: under.since,
      endsAt: new Date(Date.parse(under.since) + under.hours * hourMs).toISOString(),
      judged,
      difference: test === null ? null : { value: test.difference, low: test.low, high: test.high, units: test.units, unit: test.unit },
      lossRatio: test?.lossRatio ?? null,
      shadowBytes: cost?.shadowBytes ?? null,
    };
  }
}

function positionOf(cursor: string): DecisionPosition | undefined {
  const parts = /^(\d{1,15})\.([A-Za-z0-9-]{1,64})$/.exec(cursor);
  return parts === null ? undefined : { atMs: Number(parts[1]), decisionId: parts[2] };
}
