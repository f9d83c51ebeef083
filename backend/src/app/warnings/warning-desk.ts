import type { Published } from '../answers/published.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { WarningFilter, WarningPosition, WarningRecord, WarningStore } from '../../io/state/warning-store.ts';
import { judgeCycle, type WarningChange } from '../../domain/warnings/judge.ts';
import { warningAfter, type WarningEvent } from '../../domain/warnings/lifecycle.ts';
import { openingProbability, type WarningPolicy } from '../../domain/warnings/policy.ts';
import { isActive, type Warning } from '../../domain/warnings/warning.ts';
import { fleetSightings } from './fleet-sightings.ts';
import type { WarningFacts } from './warning-facts.ts';

export interface WarningDeskOptions {
  readonly store: WarningStore;
  readonly policy: WarningPolicy;
  readonly facts: WarningFacts;
  readonly now: () => number;
  readonly log: Logger;
}

export type PersonsChange =
  | { readonly kind: 'done'; readonly warning: Warning }
  | { readonly kind: 'unknown' }
  /** What was asked for has no sense any more; the message says why. */
  | { readonly kind: 'too-late'; readonly message: string };

interface Held {
  readonly warning: Warning;
  readonly version: number;
}

/**
 * Holds the warnings that are active and everything that happens to them, one thing after another: what cycles show, after they
 * have published, and what people do. Written to the state first and believed then, so that a service that is killed at any
 * moment goes on from what was written: a judgement made again opens nothing twice.
 */
export class WarningDesk {
  private readonly options: WarningDeskOptions;
  private readonly held: Map<string, Held>;
  private readonly listeners: Array<(changes: readonly WarningChange[]) => void> = [];
  private turn: Promise<unknown> = Promise.resolve();
  private waiting: Published | null = null;
  private judgedAtMs: number | null = null;

  private constructor(options: WarningDeskOptions, held: Map<string, Held>) {
    this.options = options;
    this.held = held;
  }

  static async open(options: WarningDeskOptions): Promise<WarningDesk> {
    const active = await options.store.active();
    return new WarningDesk(options, new Map(active.map((stored) => [stored.warning.warningId, stored])));
  }

  /** Warnings that are not cleared. */
  get open(): readonly Warning[] {
    return [...this.held.values()].map(({ warning }) => warning).filter(({ state }) => state !== 'cleared');
  }

  /** When the last cycle was judged; null: none since the start. */
  get lastJudgedAtMs(): number | null {
    return this.judgedAtMs;
  }

  /** Is told of everything that has happened, once it is written. */
  onChange(listener: (changes: readonly WarningChange[]) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Judges a snapshot after it was published; nobody waits for it. Should snapshots come faster than they are judged, only the
   * newest is.
   */
  judge(published: Published): Promise<void> {
    this.waiting = published;
    return this.inTurn(async () => {
      const newest = this.waiting;
      this.waiting = null;
      if (newest !== null) await this.judgeNow(newest);
    });
  }

  async acknowledge(warningId: string, by: string, comment: string | undefined): Promise<PersonsChange> {
    return this.byPerson(warningId, by, (warning, atMs) => {
      if (warning.state === 'cleared') return 'The warning has cleared; there is nothing left to acknowledge. A comment can still be added.';
      const acknowledged: readonly WarningEvent[] = warning.state === 'open' ? [{ kind: 'acknowledged', by, atMs }] : [];
      return comment === undefined ? acknowledged : [...acknowledged, { kind: 'commented', by, text: comment, atMs }];
    });
  }

  async comment(warningId: string, by: string, text: string): Promise<PersonsChange> {
    return this.byPerson(warningId, by, (_, atMs) => [{ kind: 'commented', by, text, atMs }]);
  }

  async recordAction(warningId: string, by: string, text: string): Promise<PersonsChange> {
    return this.byPerson(warningId, by, (warning, atMs) => {
      if (warning.outcome !== 'pending') return `What became of the warning is known already (${warning.outcome}); an action recorded now could not have prevented anything. Add a comment instead.`;
      return [{ kind: 'action-recorded', by, text, atMs }];
    });
  }

  /** Writes what is recommended for warnings, by their id, where it is something else than was written. */
  advise(recommended: ReadonlyMap<string, string | null>): Promise<void> {
    return this.inTurn(async () => {
      const atMs = this.options.now();
      const changes = [...recommended].flatMap(([warningId, recommendation]): WarningChange[] => {
        const held = this.held.get(warningId);
        if (held === undefined || held.warning.state === 'cleared' || held.warning.actionability.recommendation === recommendation) return [];
        const event: WarningEvent = { kind: 'advised', recommendation, atMs };
        return [{ warningId, event, after: warningAfter(held.warning, event) }];
      });
      await this.write(changes, 'service', 'recommendations');
    });
  }

  /** Newest first. */
  list(filter: WarningFilter, limit: number, after: WarningPosition | null): Promise<readonly Warning[]> {
    return this.options.store.list(filter, limit, after);
  }

  async find(warningId: string): Promise<Warning | null> {
    return this.held.get(warningId)?.warning ?? (await this.options.store.find(warningId))?.warning ?? null;
  }

  async history(warningId: string): Promise<ReadonlyArray<{ readonly event: WarningEvent; readonly actor: string }>> {
    const recorded = await this.options.store.history(warningId);
    return recorded.map(({ kind, atMs, data, actor }) => ({ event: { ...data, kind, atMs } as WarningEvent, actor }));
  }

  /** Resolves when everything asked for so far is done. */
  async settled(): Promise<void> {
    await this.turn;
  }

  private async judgeNow(published: Published): Promise<void> {
    const { policy, facts } = this.options;
    const { generatedAtMs, snapshotId } = published.snapshot;
    const active = [...this.held.values()].map(({ warning }) => warning);
    const changes = judgeCycle(active, fleetSightings(published, openingProbability(policy), facts), policy, generatedAtMs);
    await this.write(changes, 'service', `cycle ${snapshotId}`);
    this.judgedAtMs = generatedAtMs;
  }

  private byPerson(warningId: string, by: string, eventsOf: (warning: Warning, atMs: number) => readonly WarningEvent[] | string): Promise<PersonsChange> {
    return this.inTurn(async () => {
      const stored = this.held.get(warningId) ?? (await this.options.store.find(warningId));
      if (stored === null) return { kind: 'unknown' };
      const events = eventsOf(stored.warning, this.options.now());
      if (typeof events === 'string') return { kind: 'too-late', message: events };
      let after = stored.warning;
      const changes = events.map((event) => {
        after = warningAfter(after, event);
        return { warningId, event, after };
      });
      if (!this.held.has(warningId)) this.held.set(warningId, stored);
      await this.write(changes, by, 'request');
      return { kind: 'done', warning: after };
    });
  }

  /** Writes, then believes what was written. A conflict means that somebody else writes to this state: read it anew. */
  private async write(changes: readonly WarningChange[], actor: string, cause: string): Promise<void> {
    if (changes.length === 0) return;
    const { store, log } = this.options;
    const seen = new Map<string, number>();
    const records = changes.map(({ warningId, event, after }): WarningRecord => {
      const expectedVersion = seen.get(warningId) ?? this.held.get(warningId)?.version ?? 0;
      seen.set(warningId, expectedVersion + 1);
      return { after, event, expectedVersion, actor, cause };
    });
    const outcomes = await store.saveAll(records);
    const written = changes.filter((_, at) => outcomes[at].kind === 'appended');
    changes.forEach(({ warningId, after }, at) => {
      const outcome = outcomes[at];
      if (outcome.kind === 'conflict') return;
      if (isActive(after)) this.held.set(warningId, { warning: after, version: outcome.version });
      else this.held.delete(warningId);
    });
    const conflicts = [...new Set(changes.filter((_, at) => outcomes[at].kind === 'conflict').map(({ warningId }) => warningId))];
    if (conflicts.length > 0) {
      log.warn({ warnings: conflicts }, 'warnings had changed in the state under our hands; they are read anew');
      await this.readAnew();
    }
    for (const listener of this.listeners) listener(written);
  }

  private async readAnew(): Promise<void> {
    this.held.clear();
    for (const stored of await this.options.store.active()) this.held.set(stored.warning.warningId, stored);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
