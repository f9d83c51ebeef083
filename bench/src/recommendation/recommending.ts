/** The recommendations of the service itself, over one world: its analysis, its playbook, its learning; only the state is kept in memory. */
import type { ActionRecord, Recommendation } from '@fleetcast/contract';
import { AnalysisEngine } from '@fleetcast/backend/src/app/analysis/analysis-engine.ts';
import { loadConfig } from '@fleetcast/backend/src/app/config/config.ts';
import type { ActivePlaybook } from '@fleetcast/backend/src/app/recommendation/playbook-source.ts';
import { RecommendationAnalysis } from '@fleetcast/backend/src/app/recommendation/recommendation-analysis.ts';
import { ServiceRecommendations } from '@fleetcast/backend/src/app/recommendation/service-recommendations.ts';
import { type FleetTerms, observedFleet } from '@fleetcast/backend/src/app/whatif/observed-fleet.ts';
import type { StoredAction, TakenActionStore } from '@fleetcast/backend/src/io/state/taken-action-store.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import type { PlaybookAction } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { settleMs, stepMs } from '../grid/product-grid.ts';
import type { DoneAction } from './done-actions.ts';
import { Limits, type Month, timeZone } from './month.ts';
import { type StillNeeded, stillNeeded } from './still-needed.ts';
import { grid, leastProbability, observed, region, type Watch } from './watch.ts';

const operator = 'bench';

export class Recommending {
  private readonly records: RecordsInMemory;
  private readonly engine: AnalysisEngine;
  private readonly service: ServiceRecommendations;
  private readonly terms: FleetTerms;
  private nowMs = 0;

  /** `records`: what was done before, and what became of it. */
  constructor(playbook: ActivePlaybook, { rules }: Month, records = new RecordsInMemory()) {
    this.records = records;
    const defaults = loadConfig(null, {});
    if (defaults.kind === 'invalid') throw new Error('the defaults are valid');
    this.engine = new AnalysisEngine({ ...defaults.config, region: { name: region, timeZone }, metrics: [...rules] });
    // Reasons of forecasts are left out: they move the match of one action a little and cost most of the time.
    this.terms = { ...grid, timeZone, metricInfo: new Limits(rules).info };
    const analysis = new RecommendationAnalysis(this.engine, this.terms, null);
    this.service = new ServiceRecommendations({ store: this.records, analysis, playbook, region, ...grid, stepMs, leastProbability, openWarnings: () => [], now: () => this.nowMs });
  }

  /** Takes the newest cycle, and measures what became of earlier actions. */
  async follow(watch: Watch): Promise<void> {
    const cycle = watch.served();
    this.nowMs = cycle.originStep * stepMs + settleMs;
    this.engine.receive(cycle);
    while ((await this.service.measureDue()) > 0);
  }

  async recommended(server: SimulatedServer): Promise<readonly Recommendation[]> {
    const reply = await this.service.advise(server.server, { audience: 'administrator', skill: 'practised' });
    if (reply.kind !== 'advised') throw new Error(`${server.server} cannot be advised: ${reply.kind}`);
    return reply.recommendations;
  }

  async took(server: SimulatedServer, { actionId, metric }: Recommendation): Promise<void> {
    const outcome = await this.service.giveFeedback(observed(server), { actionId, metric, verdict: 'taken' }, operator);
    if (outcome.kind !== 'recorded') throw new Error(`${actionId} on ${server.server} was not recorded: ${outcome.kind}`);
  }

  /** `tier`: its servers that are always there. Null: nothing tells. */
  async stillNeeded(done: DoneAction, smaller: readonly PlaybookAction[], tier: readonly SimulatedServer[]): Promise<StillNeeded | null> {
    const fleet = observedFleet(this.engine.fleet, this.terms);
    return fleet === null ? null : stillNeeded(done, smaller, tier, fleet, this.engine);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}

/** The state's repository of taken actions, in memory. */
export class RecordsInMemory implements TakenActionStore {
  private readonly byId = new Map<string, StoredAction>();

  get measured(): readonly ActionRecord[] {
    return [...this.byId.values()].map(({ record }) => record).filter(({ outcome }) => outcome !== null);
  }

  async save(action: StoredAction): ReturnType<TakenActionStore['save']> {
    this.byId.set(action.record.recordId, action);
    return { kind: 'appended', version: action.record.version };
  }

  async list(_region: string, limit: number, before: { readonly atMs: number; readonly recordId: string } | null): Promise<readonly ActionRecord[]> {
    const after = (record: ActionRecord) => before === null || Date.parse(record.at) < before.atMs || (Date.parse(record.at) === before.atMs && record.recordId < before.recordId);
    const newestFirst = (a: ActionRecord, b: ActionRecord) => Date.parse(b.at) - Date.parse(a.at) || (a.recordId < b.recordId ? 1 : -1);
    return [...this.byId.values()].map(({ record }) => record).filter(after).sort(newestFirst).slice(0, limit);
  }

  async due(_region: string, nowMs: number, limit: number): Promise<readonly StoredAction[]> {
    return [...this.byId.values()].filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs <= nowMs).slice(0, limit);
  }

  async ofServer(_region: string, serverId: string, sinceMs: number): Promise<readonly ActionRecord[]> {
    return [...this.byId.values()].map(({ record }) => record).filter((record) => record.serverId === serverId && Date.parse(record.at) >= sinceMs);
  }

  async prune(): Promise<number> {
    return 0;
  }
}
