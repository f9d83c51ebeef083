import { randomUUID } from 'node:crypto';
import type { ActionRecord, ActionRecordList, PlaybookSummary, RecommendationFeedback } from '@fleetcast/contract';
import { z } from 'zod';
import { measuredOutcome, type NextAction } from '../../domain/recommendation/outcome.ts';
import { openMinutes } from '../../domain/recommendation/lately-taken.ts';
import type { PlaybookAction } from '../../domain/recommendation/playbook.ts';
import { type CountedOutcome, posteriorOf } from '../../domain/recommendation/posterior.ts';
import type { OpenWarning } from '../../domain/recommendation/situation.ts';
import type { Reader } from '../../domain/recommendation/wording.ts';
import type { ObservedServer } from '../../domain/series/ports.ts';
import type { TakenActionStore } from '../../io/state/taken-action-store.ts';
import type { ActivePlaybook } from './playbook-source.ts';
import type { AdviceReply, AskedAdvice, Expectation, ExpectationReply, RecommendationAnalysis } from './recommendation-analysis.ts';

export interface RecommendationOptions {
  readonly store: TakenActionStore;
  readonly analysis: Pick<RecommendationAnalysis, 'advise' | 'expectation' | 'observed' | 'originStep'>;
  readonly playbook: ActivePlaybook;
  readonly region: string;
  readonly stepMs: number;
  readonly horizonSteps: number;
  /** From here on a breach is worth thinking about. */
  readonly leastProbability: number;
  /** Warnings that are open for a server. */
  readonly openWarnings: (serverId: string) => readonly OpenWarning[];
  readonly now: () => number;
}

/** Past actions that the posteriors rest on; older ones say little about today's fleet. */
const mostOutcomes = 2_000;
const pageSize = 200;
/** For so long a dismissed action is not recommended for that metric of that server. */
const dismissedForMs = 8 * 3_600_000;
/** "Not useful" counts as a failure, but no measured one. */
const notUsefulWeight = 0.5;
const dueAtOnce = 20;
/** An imported action that is older has no forecast without it at hand. */
const oldestImportMs = 2 * 3_600_000;

const expectationSchema: z.ZodType<Expectation> = z.object({
  originStep: z.number(),
  threshold: z.object({ value: z.number(), direction: z.enum(['above', 'below']) }).nullable(),
  probability: z.number().nullable(),
  series: z.array(z.object({ serverId: z.string(), median: z.array(z.number()), width: z.array(z.number()) })),
});

export interface TakenElsewhere {
  readonly actionId: string;
  readonly metric: string;
  readonly takenAtMs: number;
  readonly note: string | null;
}

export type RecordOutcome =
  | { readonly kind: 'recorded'; readonly record: ActionRecord }
  | { readonly kind: 'unknown-action' | 'unknown-server' | 'unknown-metric' | 'not-ready' }
  | { readonly kind: 'out-of-time'; readonly message: string };

/** Recommendations, what people did with them, and what became of it. */
export class ServiceRecommendations {
  private readonly options: RecommendationOptions;
  private counted: readonly CountedOutcome[] | null = null;

  constructor(options: RecommendationOptions) {
    this.options = options;
  }

  async advise(serverId: string, reader: Reader): Promise<AdviceReply> {
    const { analysis, playbook, leastProbability, store, region, openWarnings, now } = this.options;
    await playbook.refresh();
    const recent = await store.ofServer(region, serverId, now() - dismissedForMs);
    const dismissed = recent.filter(({ verdict }) => verdict !== 'taken').map(({ actionId, metric }) => ({ actionId, metric }));
    return analysis.advise({ serverId, reader, playbook: playbook.current, leastProbability, outcomes: await this.outcomes(), dismissed, warnings: openWarnings(serverId), taken: await this.latelyTaken() });
  }

  /** What was taken anywhere and may not have shown yet: the analysis knows who belongs to which tier. */
  private async latelyTaken(): Promise<AskedAdvice['taken']> {
    const { now } = this.options;
    const taken = await this.takenSince(now() - openMinutes * 60_000);
    return taken.map(({ actionId, at, serverId, tier }) => ({ actionId, minutesAgo: (now() - Date.parse(at)) / 60_000, serverId, tier }));
  }

  /** Faults of the playbook's file, in plain words. */
  get warnings(): readonly string[] {
    const { file, faults, current } = this.options.playbook;
    if (faults.length === 0) return [];
    const [{ line, message }] = faults;
    return [`The playbook ${file} has ${faults.length} fault${faults.length === 1 ? '' : 's'} (${line === null ? '' : `line ${line}: `}${message}); ${current.name} ${current.version} stays in force.`];
  }

  get playbookName(): string {
    const { name, version } = this.options.playbook.current;
    return `${name} ${version}`;
  }

  /** Records what a person did with a recommendation. */
  async giveFeedback(server: ObservedServer, { actionId, metric, verdict, reason }: RecommendationFeedback, actor: string): Promise<RecordOutcome> {
    return this.record(server, { actionId, metric, verdict, reason: reason ?? null, origin: 'recommendation', atMs: this.options.now(), actor });
  }

  async importAction(server: ObservedServer, { actionId, metric, takenAtMs, note }: TakenElsewhere, actor: string): Promise<RecordOutcome> {
    const agoMs = this.options.now() - takenAtMs;
    if (agoMs < -60_000) return { kind: 'out-of-time', message: `it lies ${Math.round(-agoMs / 60_000)} minutes in the future` };
    if (agoMs > oldestImportMs) return { kind: 'out-of-time', message: `it was taken ${Math.round(agoMs / 60_000)} minutes ago; at most ${oldestImportMs / 60_000} are accepted, because the forecast without it must be at hand` };
    return this.record(server, { actionId, metric, verdict: 'taken', reason: note, origin: 'import', atMs: takenAtMs, actor });
  }

  /** Newest first; null: the cursor is not one of ours. */
  async list(limit: number, cursor: string | undefined): Promise<ActionRecordList | null> {
    const before = cursor === undefined ? null : /^(\d{1,16})_([0-9a-f-]{1,64})$/.exec(cursor);
    if (cursor !== undefined && before === null) return null;
    const records = await this.options.store.list(this.options.region, limit + 1, before === null ? null : { atMs: Number(before[1]), recordId: before[2] });
    const page = records.slice(0, limit);
    const last = page.at(-1);
    return { records: page, nextCursor: records.length > limit && last !== undefined ? `${Date.parse(last.at)}_${last.recordId}` : null };
  }

  async summary(): Promise<PlaybookSummary> {
    const { playbook } = this.options;
    await playbook.refresh();
    const outcomes = await this.outcomes();
    const { name, version, actions } = playbook.current;
    return {
      name,
      version,
      file: playbook.file,
      loadedAt: new Date(playbook.loadedAt).toISOString(),
      faults: playbook.faults.map(({ line, message }) => ({ line, message })),
      actions: actions.map((action) => {
        const posterior = posteriorOf(action.id, action.prior, action.when.profiles?.[0] ?? '', outcomes);
        return { actionId: action.id, title: action.title, class: action.class, profiles: action.when.profiles ?? [], priorSuccess: action.prior.success, success: posterior.mean, outcomes: posterior.outcomes };
      }),
    };
  }

  /** Measures what became of actions whose time has come; answers how many. */
  async measureDue(): Promise<number> {
    const { store, analysis, region, now, stepMs, horizonSteps } = this.options;
    const origin = await analysis.originStep();
    if (origin === null) return 0;
    let measured = 0;
    for (const { record, expectation: json, dueAtMs } of await store.due(region, now(), dueAtOnce)) {
      const expectation = expectationSchema.parse(JSON.parse(json));
      const from = expectation.originStep + 1;
      if (origin < from + horizonSteps - 1) continue;
      const seen = await analysis.observed(expectation.series.map(({ serverId }) => ({ serverId, metric: record.metric })), from, horizonSteps);
      const paths = expectation.series.map(({ median, width }, i) => ({ expected: { median, width }, actual: seen[i] ?? new Array<number>(horizonSteps).fill(NaN) }));
      const others = (await this.takenSince(Date.parse(record.at) - horizonSteps * stepMs)).filter(({ recordId }) => recordId !== record.recordId);
      // What was done to a peer meanwhile, or with it, makes it none.
      const isPeer = ({ serverId }: { readonly serverId: string }) => ![record, ...others].some((other) => this.touches(other, serverId, record.tier));
      const outcome = measuredOutcome({ own: paths[0], peers: paths.slice(1).filter((_, i) => isPeer(expectation.series[i + 1])), next: this.nextOn(record, others, expectation.originStep), threshold: expectation.threshold!, probability: expectation.probability!, title: record.title });
      const changed: ActionRecord = { ...record, version: record.version + 1, outcome: { ...outcome, measuredAt: new Date(now()).toISOString() } };
      const saved = await store.save({ record: changed, dueAtMs: null, expectation: json }, this.eventOf(changed, 'measured', 'service', `due at ${new Date(dueAtMs!).toISOString()}`));
      if (saved.kind === 'appended') measured++;
    }
    if (measured > 0) this.counted = null;
    return measured;
  }

  /** Newest first. */
  private async takenSince(sinceMs: number): Promise<readonly ActionRecord[]> {
    const taken: ActionRecord[] = [];
    for (let cursor: string | undefined; ; ) {
      const page: ActionRecordList = (await this.list(pageSize, cursor))!;
      const recent = page.records.filter(({ at }) => Date.parse(at) >= sinceMs);
      taken.push(...recent.filter(({ verdict }) => verdict === 'taken'));
      if (page.nextCursor === null || recent.length < page.records.length) return taken;
      cursor = page.nextCursor;
    }
  }

  /** Whether it was done to the server, or to its whole tier. */
  private touches({ serverId, tier, actionId }: ActionRecord, on: string, ofTier: string | null): boolean {
    return serverId === on || (tier !== null && tier === ofTier && this.actionOf(actionId)?.scope === 'tier');
  }

  /** What was done to the server next. */
  private nextOn(record: ActionRecord, others: readonly ActionRecord[], originStep: number): NextAction | null {
    const later = others.filter((other) => Date.parse(other.at) > Date.parse(record.at) && this.touches(other, record.serverId, record.tier));
    const first = later.reduce((soonest: ActionRecord | null, one) => (soonest === null || Date.parse(one.at) < Date.parse(soonest.at) ? one : soonest), null);
    return first === null ? null : { step: Math.floor(Date.parse(first.at) / this.options.stepMs) - originStep, title: first.title, isForSame: first.metric === record.metric };
  }

  private async record(
    { serverId, server, region, profile, tier }: ObservedServer,
    done: Pick<ActionRecord, 'actionId' | 'metric' | 'verdict' | 'reason' | 'origin'> & { readonly atMs: number; readonly actor: string },
  ): Promise<RecordOutcome> {
    const { store, analysis, stepMs, horizonSteps } = this.options;
    const action = this.actionOf(done.actionId);
    if (action === undefined) return { kind: 'unknown-action' };
    const reply: ExpectationReply = await analysis.expectation(serverId, done.metric, done.atMs);
    if (reply.kind !== 'expected') return reply;
    const { expectation } = reply;
    const isMeasurable = done.verdict === 'taken' && expectation.threshold !== null;
    const record: ActionRecord = {
      serverId,
      server,
      region,
      profile,
      tier,
      recordId: randomUUID(),
      actionId: action.id,
      title: action.title,
      metric: done.metric,
      verdict: done.verdict,
      reason: done.reason,
      origin: done.origin,
      at: new Date(done.atMs).toISOString(),
      by: done.actor,
      probabilityBefore: expectation.probability,
      outcome: null,
      version: 1,
    };
    const dueAtMs = isMeasurable ? (expectation.originStep + horizonSteps) * stepMs : null;
    await store.save({ record, dueAtMs, expectation: JSON.stringify(expectation) }, this.eventOf(record, done.verdict, done.actor, done.reason ?? done.origin));
    this.counted = null;
    return { kind: 'recorded', record };
  }

  private eventOf(record: ActionRecord, kind: string, actor: string, cause: string) {
    const { region, now } = this.options;
    return { region, stream: `action/${record.recordId}`, expectedVersion: record.version - 1, kind, actor, cause, atMs: now(), data: { ...record } };
  }

  private actionOf(actionId: string): PlaybookAction | undefined {
    return this.options.playbook.current.actions.find(({ id }) => id === actionId);
  }

  /** What the posteriors rest on; read once, and again after each change. */
  private async outcomes(): Promise<readonly CountedOutcome[]> {
    if (this.counted !== null) return this.counted;
    const counted: CountedOutcome[] = [];
    for (let cursor: string | undefined; counted.length < mostOutcomes; ) {
      const page: ActionRecordList = (await this.list(pageSize, cursor))!;
      for (const { actionId, profile, verdict, outcome } of page.records) {
        if (verdict === 'not-useful') counted.push({ actionId, profile, success: 0, weight: notUsefulWeight });
        else if (outcome !== null && outcome.success !== null) counted.push({ actionId, profile, success: outcome.success, weight: outcome.weight });
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    return (this.counted = counted);
  }
}
