import { randomUUID } from 'node:crypto';
import { incident, incidentDraft, type Incident, type IncidentDraft, type IncidentHistory, type IncidentImport, type IncidentImportOutcome, type IncidentList, type RemovedIncidentList } from '@fleetcast/contract';
import { faultsOfIncident, incidentAfter, saysTheSame, type IncidentEvent } from '../../domain/incidents/incident-events.ts';
import type { LeftOutSpan } from '../../domain/incidents/left-out-steps.ts';
import { largeShare } from '../../domain/incidents/trouble-under-way.ts';
import type { IncidentStore } from '../../io/state/incident-store.ts';
import type { StateStore } from '../../io/state/state-store.ts';

/** So that a look at them stays short; older ones leave no trace in a training anyway. */
const mostIncidents = 5000;

/** Events carry the whole incident; the history tells only what people wrote. */
const whatItSays = incidentDraft.strip();

export type IncidentOutcome =
  | { readonly kind: 'done'; readonly incident: Incident }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'conflict'; readonly version: number };

type IncidentPage = Omit<IncidentList, 'incidents'> & { readonly incidents: Incident[] };

export interface ServiceIncidentsOptions {
  readonly store: IncidentStore;
  readonly audit: Pick<StateStore, 'eventsOf'>;
  readonly region: string;
  readonly now: () => number;
}

/** Trouble that people and other systems reported, with who did what. */
export class ServiceIncidents {
  private readonly options: ServiceIncidentsOptions;
  private readonly incidents: Map<string, Incident>;

  private constructor(options: ServiceIncidentsOptions, incidents: readonly Incident[]) {
    this.options = options;
    this.incidents = new Map(incidents.map((one) => [one.incidentId, one]));
  }

  static async open(options: ServiceIncidentsOptions): Promise<ServiceIncidents> {
    return new ServiceIncidents(options, await options.store.list());
  }

  /** Newest first; null: the cursor is not one of ours. */
  list({ serverId, limit, cursor }: { readonly serverId?: string; readonly limit: number; readonly cursor?: string }): IncidentPage | null {
    const from = cursor === undefined ? 0 : Number(/^at-(\d{1,6})$/.exec(cursor)?.[1] ?? NaN);
    if (Number.isNaN(from)) return null;
    const all = [...this.incidents.values()].filter(({ serverIds }) => serverId === undefined || serverIds.length === 0 || serverIds.includes(serverId));
    all.sort((a, b) => b.startMs - a.startMs || a.incidentId.localeCompare(b.incidentId));
    return { incidents: all.slice(from, from + limit), total: all.length, nextCursor: from + limit < all.length ? `at-${from + limit}` : null };
  }

  /** Who did what to it; null: nobody ever reported it. */
  async history(incidentId: string): Promise<IncidentHistory | null> {
    const events = await this.options.audit.eventsOf(`incident/${incidentId}`);
    if (events.length === 0) return null;
    return {
      changes: events.map(({ version, kind, actor, cause, atMs, data }) => ({
        version, kind: kind as IncidentHistory['changes'][number]['kind'], actor, cause, at: new Date(atMs).toISOString(), said: whatItSays.parse(data),
      })),
    };
  }

  async removed(limit: number): Promise<RemovedIncidentList> {
    const removals = await this.options.store.removals(limit);
    return { removed: removals.map(({ data, actor, atMs }) => ({ incident: incident.parse(data), removedAt: new Date(atMs).toISOString(), removedBy: actor })) };
  }

  async report(draft: IncidentDraft, actor: string): Promise<IncidentOutcome> {
    const faults = [...faultsOfIncident(draft, this.options.now()), ...this.roomFor(1)];
    if (faults.length > 0) return { kind: 'invalid', faults };
    return this.apply(null, this.reported(draft, 'person', null, actor), 'request');
  }

  async change(incidentId: string, expectedVersion: number, draft: IncidentDraft, actor: string): Promise<IncidentOutcome> {
    const before = this.incidents.get(incidentId);
    if (before === undefined) return { kind: 'unknown' };
    if (before.version !== expectedVersion) return { kind: 'conflict', version: before.version };
    const faults = faultsOfIncident(draft, this.options.now());
    if (faults.length > 0) return { kind: 'invalid', faults };
    return this.apply(before, { kind: 'changed', draft, actor, atMs: this.options.now() }, 'request');
  }

  async remove(incidentId: string, expectedVersion: number, actor: string): Promise<IncidentOutcome> {
    const before = this.incidents.get(incidentId);
    if (before === undefined) return { kind: 'unknown' };
    const { store, region, now } = this.options;
    const outcome = await store.save(incidentId, null, { region, stream: `incident/${incidentId}`, expectedVersion, kind: 'removed', actor, cause: 'request', atMs: now(), data: { ...before } });
    if (outcome.kind === 'conflict') return outcome;
    this.incidents.delete(incidentId);
    return { kind: 'done', incident: before };
  }

  /** What came before under the same external id is replaced where it differs. */
  async import({ incidents, dryRun }: IncidentImport, actor: string): Promise<Omit<IncidentImportOutcome, 'unknownServerIds'>> {
    const byExternalId = new Map([...this.incidents.values()].flatMap((one) => (one.externalId === null ? [] : [[one.externalId, one] as const])));
    const outcome = { added: 0, replaced: 0, unchanged: 0, faults: [] as string[] };
    const seen = new Set<string>();
    for (const { externalId, ...draft } of incidents) {
      const before = byExternalId.get(externalId) ?? null;
      const faults = [
        ...(seen.has(externalId) ? ['it stands twice in what was sent; the first one counts'] : []),
        ...faultsOfIncident(draft, this.options.now()),
        ...(before === null ? this.roomFor(dryRun ? outcome.added + 1 : 1) : []),
      ];
      seen.add(externalId);
      if (faults.length > 0) {
        outcome.faults.push(`${externalId}: ${faults.join('; ')}`);
        continue;
      }
      if (before !== null && saysTheSame(before, draft)) {
        outcome.unchanged += 1;
        continue;
      }
      const event: IncidentEvent = before === null ? this.reported(draft, 'import', externalId, actor) : { kind: 'changed', draft, actor, atMs: this.options.now() };
      const stored = dryRun ? null : await this.apply(before, event, 'import');
      if (stored?.kind === 'conflict') outcome.faults.push(`${externalId}: somebody else changed it meanwhile; import it again`);
      else if (before === null) outcome.added += 1;
      else outcome.replaced += 1;
    }
    return outcome;
  }

  /** What no model should learn from between two moments. */
  leftOut(fromMs: number, toMs: number): readonly LeftOutSpan[] {
    return [...this.incidents.values()]
      .filter(({ startMs, endMs }) => startMs < toMs && (endMs === null || endMs > fromMs))
      .flatMap(({ serverIds, startMs, endMs }) => (serverIds.length === 0 ? [null] : serverIds).map((serverId) => ({ cause: 'incident' as const, serverId, startMs, endMs })));
  }

  /** An incident under way that concerns a fifth of the known servers or more, in words; null: none. Smaller ones are only left out. */
  underWay(nowMs: number, servers: ReadonlySet<string>): string | null {
    const isLarge = (serverIds: readonly string[]) => serverIds.length === 0 || serverIds.filter((serverId) => servers.has(serverId)).length >= largeShare * servers.size;
    const large = [...this.incidents.values()].find(({ serverIds, startMs, endMs }) => startMs <= nowMs && (endMs === null || endMs > nowMs) && isLarge(serverIds));
    return large === undefined ? null : `incident ${large.title} since ${new Date(large.startMs).toISOString()}.`;
  }

  private reported(draft: IncidentDraft, origin: Incident['origin'], externalId: string | null, actor: string): IncidentEvent {
    return { kind: 'reported', incidentId: randomUUID(), region: this.options.region, origin, externalId, draft, actor, atMs: this.options.now() };
  }

  private async apply(before: Incident | null, event: IncidentEvent, cause: string): Promise<Extract<IncidentOutcome, { kind: 'done' | 'conflict' }>> {
    const after = incidentAfter(before, event);
    const { store, region } = this.options;
    const { kind, actor, atMs } = event;
    const outcome = await store.save(after.incidentId, after, { region, stream: `incident/${after.incidentId}`, expectedVersion: after.version - 1, kind, actor, cause, atMs, data: { ...after } });
    if (outcome.kind === 'conflict') return outcome;
    this.incidents.set(after.incidentId, after);
    return { kind: 'done', incident: after };
  }

  private roomFor(more: number): string[] {
    const full = this.incidents.size + more > mostIncidents;
    return full ? [`${this.incidents.size} incidents are kept, and at most ${mostIncidents}; remove some that are long over`] : [];
  }
}
