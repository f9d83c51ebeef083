import { randomUUID } from 'node:crypto';
import type { Scenario, ScenarioCourse, ScenarioDetail, ScenarioDraft, ScenarioList, ScenarioPrediction } from '@fleetcast/contract';
import { firstBeginsMs, movedInterventions } from '../../domain/whatif/moved-interventions.ts';
import { gradeScenario } from '../../domain/whatif/scenario-grade.ts';
import type { ScenarioStore, StoredScenario } from '../../io/state/scenario-store.ts';
import type { StateStore } from '../../io/state/state-store.ts';
import type { RecommendationAnalysis } from '../recommendation/recommendation-analysis.ts';
import type { AnalysedWhatIf } from '../whatif/what-if-answer.ts';
import type { AskedWhatIf, WhatIfAnalysis, WhatIfReply } from '../whatif/what-if-analysis.ts';

export interface ScenarioOptions {
  readonly store: ScenarioStore;
  readonly audit: Pick<StateStore, 'eventsOf'>;
  readonly whatIf: Pick<WhatIfAnalysis, 'answer'>;
  readonly observations: Pick<RecommendationAnalysis, 'observed' | 'originStep'>;
  readonly region: string;
  readonly stepMs: number;
  readonly horizonSteps: number;
  readonly now: () => number;
}

/** More than people look through; the state stays bounded. */
const mostScenarios = 1_000;
/** What was known at an older moment is no longer at hand in full. */
const oldestActionMs = 24 * 3_600_000;
/** Clocks differ a little. */
const latestActionMs = 60_000;
const gradedAtOnce = 20;

type Unanswered = Exclude<WhatIfReply, { kind: 'answered' }>;
export type SaveOutcome = { readonly kind: 'saved'; readonly scenario: Scenario } | { readonly kind: 'too-many'; readonly most: number } | { readonly kind: 'unanswered'; readonly reply: Unanswered };
export type ActionOutcome =
  | { readonly kind: 'recorded'; readonly scenario: Scenario }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'recorded-already' | 'conflict' }
  | { readonly kind: 'out-of-time'; readonly message: string }
  | { readonly kind: 'unanswered'; readonly reply: Unanswered };

/** Saved what-if questions: kept, asked again, and graded once their change was made. */
export class ServiceScenarios {
  private readonly options: ScenarioOptions;
  /** One grading at a time: a second would find the same scenarios due. */
  private grading: Promise<number> | null = null;

  constructor(options: ScenarioOptions) {
    this.options = options;
  }

  /** Asks the question once, and keeps it with what was said. */
  async save({ name, note, serverId, metric, interventions }: ScenarioDraft, actor: string): Promise<SaveOutcome> {
    const { store, region, now } = this.options;
    if ((await store.count(region)) >= mostScenarios) return { kind: 'too-many', most: mostScenarios };
    const reply = await this.ask({ serverId, metric, interventions });
    if (reply.kind !== 'answered') return { kind: 'unanswered', reply };
    const { answer } = reply;
    const scenario: Scenario = {
      serverId,
      server: answer.server,
      region: answer.region,
      profile: answer.profile,
      tier: answer.tier,
      scenarioId: randomUUID(),
      name,
      note,
      metric,
      interventions,
      savedAt: new Date(now()).toISOString(),
      savedBy: actor,
      prediction: predictionOf(answer),
      action: null,
      grade: null,
      version: 1,
    };
    await store.save({ scenario, course: null, dueAtMs: null }, this.eventOf(scenario, 'saved', actor, name));
    return { kind: 'saved', scenario };
  }

  /** Newest first; null: the cursor is not one of ours. */
  async list(serverId: string | undefined, limit: number, cursor: string | undefined): Promise<ScenarioList | null> {
    const after = cursor === undefined ? null : /^(\d{1,16})_([A-Za-z0-9_-]{1,64})$/.exec(cursor);
    if (cursor !== undefined && after === null) return null;
    const found = await this.options.store.list(this.options.region, serverId ?? null, limit + 1, after === null ? null : { savedAtMs: Number(after[1]), scenarioId: after[2] });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { scenarios: page, nextCursor: found.length > limit && last !== undefined ? `${Date.parse(last.savedAt)}_${last.scenarioId}` : null };
  }

  async detail(scenarioId: string): Promise<ScenarioDetail | null> {
    const stored = await this.find(scenarioId);
    if (stored === null) return null;
    const events = await this.options.audit.eventsOf(streamOf(scenarioId));
    const history = events.map(({ atMs, actor, kind, cause }) => ({ at: new Date(atMs).toISOString(), by: actor, kind: kind as EventKind, text: cause }));
    return { ...stored.scenario, course: stored.course, history };
  }

  /** The scenario as of now: what was planned for two hours ahead is again two hours ahead. Null: there is none. */
  async run(scenarioId: string, historyHours: number, originMs: number): Promise<{ readonly scenario: Scenario; readonly interventions: Scenario['interventions']; readonly reply: WhatIfReply } | null> {
    const stored = await this.find(scenarioId);
    if (stored === null) return null;
    const { scenario } = stored;
    const { serverId, metric } = scenario;
    const interventions = movedInterventions(scenario.interventions, originMs - Date.parse(scenario.prediction.originAt), originMs);
    return { scenario, interventions, reply: await this.ask({ serverId, metric, interventions, historyHours }) };
  }

  /** Predicts the scenario as it was known when the change was made, and grades it once all of that has come. */
  async recordAction(scenarioId: string, takenAt: string | undefined, note: string, actor: string): Promise<ActionOutcome> {
    const { store, now, stepMs, horizonSteps } = this.options;
    const stored = await this.find(scenarioId);
    if (stored === null) return { kind: 'unknown' };
    const { scenario } = stored;
    if (scenario.action !== null) return { kind: 'recorded-already' };
    const nowMs = now();
    const takenAtMs = takenAt === undefined ? nowMs : Date.parse(takenAt);
    const outOfTime = whyOutOfTime(takenAtMs, nowMs);
    if (outOfTime !== null) return { kind: 'out-of-time', message: outOfTime };
    const { serverId, metric } = scenario;
    const byMs = takenAtMs - firstBeginsMs(scenario.interventions, Date.parse(scenario.prediction.originAt));
    const interventions = movedInterventions(scenario.interventions, byMs, takenAtMs);
    const reply = await this.ask({ serverId, metric, interventions, knownUntilMs: takenAtMs });
    if (reply.kind !== 'answered') return { kind: 'unanswered', reply };
    const { answer } = reply;
    const originStep = Date.parse(answer.originAt) / stepMs;
    const dueAtMs = (originStep + horizonSteps) * stepMs;
    const changed: Scenario = {
      ...scenario,
      action: { takenAt: new Date(takenAtMs).toISOString(), note, recordedAt: new Date(nowMs).toISOString(), recordedBy: actor, prediction: predictionOf(answer), dueAt: new Date(dueAtMs).toISOString() },
      version: scenario.version + 1,
    };
    const saved = await store.save({ scenario: changed, course: courseOf(answer, originStep, stepMs), dueAtMs }, this.eventOf(changed, 'action-recorded', actor, note === '' ? `taken at ${changed.action!.takenAt}` : note));
    return saved.kind === 'appended' ? { kind: 'recorded', scenario: changed } : { kind: 'conflict' };
  }

  async delete(scenarioId: string, actor: string): Promise<'deleted' | 'unknown' | 'conflict'> {
    const stored = await this.find(scenarioId);
    if (stored === null) return 'unknown';
    const gone = { ...stored.scenario, version: stored.scenario.version + 1 };
    const outcome = await this.options.store.remove(scenarioId, this.eventOf(gone, 'deleted', actor, gone.name));
    return outcome.kind === 'appended' ? 'deleted' : 'conflict';
  }

  /** Grades scenarios whose time has come; answers how many. */
  gradeDue(): Promise<number> {
    this.grading ??= this.gradeAll().finally(() => (this.grading = null));
    return this.grading;
  }

  private async gradeAll(): Promise<number> {
    const { store, observations, region, now, stepMs, horizonSteps } = this.options;
    const origin = await observations.originStep();
    if (origin === null) return 0;
    let graded = 0;
    for (const { scenario, course, dueAtMs } of await store.due(region, now(), gradedAtOnce)) {
      const from = Date.parse(course!.startAt) / stepMs;
      if (origin < from + horizonSteps - 1) continue;
      const [observed] = await observations.observed([scenario], from, horizonSteps);
      const changed: Scenario = { ...scenario, grade: { ...judged(scenario, course!, observed, horizonSteps), gradedAt: new Date(now()).toISOString() }, version: scenario.version + 1 };
      const seen: ScenarioCourse = { ...course!, observed: observed === null ? null : observed.map((value) => (Number.isFinite(value) ? value : null)) };
      const outcome = await store.save({ scenario: changed, course: seen, dueAtMs: null }, this.eventOf(changed, 'graded', 'service', `due at ${new Date(dueAtMs!).toISOString()}`));
      if (outcome.kind === 'appended') graded++;
    }
    return graded;
  }

  private find(scenarioId: string): Promise<StoredScenario | null> {
    return this.options.store.find(this.options.region, scenarioId);
  }

  private ask(question: Pick<AskedWhatIf, 'serverId' | 'metric' | 'interventions' | 'knownUntilMs'> & { readonly historyHours?: number }): Promise<WhatIfReply> {
    return this.options.whatIf.answer({ historyHours: 0, ...question });
  }

  private eventOf({ scenarioId, version, name, serverId, metric }: Scenario, kind: EventKind, actor: string, cause: string) {
    return { region: this.options.region, stream: streamOf(scenarioId), expectedVersion: version - 1, kind, actor, cause, atMs: this.options.now(), data: { name, serverId, metric } };
  }
}

type EventKind = ScenarioDetail['history'][number]['kind'];

function streamOf(scenarioId: string): string {
  return `scenario/${scenarioId}`;
}

function whyOutOfTime(takenAtMs: number, nowMs: number): string | null {
  const agoMs = nowMs - takenAtMs;
  if (agoMs < -latestActionMs) return `it lies ${Math.round(-agoMs / 60_000)} minutes in the future; record it when the change is made`;
  if (agoMs > oldestActionMs) return `it was taken ${Math.round(agoMs / 3_600_000)} hours ago; at most ${oldestActionMs / 3_600_000} are accepted, because what was known then must be at hand`;
  return null;
}

/** What is said of the asked server and metric. */
function predictionOf({ originAt, holdsFrom, holdsTo, servers, metric, speaker, after }: AnalysedWhatIf): ScenarioPrediction {
  const effect = after === null ? null : (servers[0].effects.find((one) => one.metric === metric) ?? null);
  return { originAt, holdsFrom, holdsTo, effect, speaker };
}

function courseOf({ before, after, stepSeconds }: AnalysedWhatIf, originStep: number, stepMs: number): ScenarioCourse {
  return { startAt: new Date((originStep + 1) * stepMs).toISOString(), stepSeconds, before, after, observed: null };
}

function judged({ action }: Scenario, { before, after, stepSeconds, startAt }: ScenarioCourse, observed: readonly number[] | null, horizonSteps: number) {
  const { effect, holdsFrom, holdsTo } = action!.prediction;
  const stepOf = (at: string) => Math.round((Date.parse(at) - Date.parse(startAt)) / (stepSeconds * 1000));
  const isJudged = new Uint8Array(horizonSteps).fill(1, stepOf(holdsFrom), stepOf(holdsTo) + 1);
  const nothing = { p10: NaN, p50: NaN, p90: NaN };
  return gradeScenario({ before, after: effect === null ? null : after, peakBefore: effect?.peakBefore ?? nothing, peakAfter: effect?.peakAfter ?? nothing, isJudged, stepSeconds }, observed);
}
