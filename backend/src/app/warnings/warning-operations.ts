import type { Warning } from '../../domain/warnings/warning.ts';
import type { WarningFilter, WarningPosition } from '../../io/state/warning-store.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import { freshnessOf, type Published } from '../answers/published.ts';
import { warningAnswerOf, warningDetailOf } from '../answers/warning-answer.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { answer, type OperationInput, type Operations } from '../http/operation.ts';
import { badCursor, refusal } from '../http/refusal.ts';
import { letsThrough, type SortedOutcome, sortedWarnings, type WarningSort } from './sorted-warnings.ts';
import type { PersonsChange, WarningDesk } from './warning-desk.ts';

type WarningRoute = 'warnings' | 'warning' | 'acknowledgeWarning' | 'commentWarning' | 'recordWarningAction';

type Listing = OperationInput<'warnings'>['query'];

/** Members of a group that one answer tells of. */
const mostOfGroup = 200;

/** What the routes of warnings do. */
export function warningOperations(desk: WarningDesk, fleet: PublishedFleet, metricInfo: MetricInfoFor): Pick<Operations, WarningRoute> {
  async function detail(warning: Warning, nowMs: number) {
    const [history, group] = await Promise.all([desk.history(warning.warningId), desk.list({ group: warning.groupId }, mostOfGroup, null)]);
    return answer(warningDetailOf(warning, history, group, fleet.current(), metricInfo, nowMs));
  }
  const unknown = (warningId: string) => refusal('unknown_warning', `No warning has the id ${warningId}; /v1/warnings lists those there are.`);
  async function changed(outcome: PersonsChange, warningId: string, nowMs: number) {
    switch (outcome.kind) {
      case 'done':
        return detail(outcome.warning, nowMs);
      case 'unknown':
        return unknown(warningId);
      case 'too-late':
        return refusal('warning_conflict', outcome.message);
    }
  }
  async function newestFirst(query: Listing, published: Published | null, nowMs: number): Promise<SortedOutcome> {
    const after = query.cursor === undefined ? null : positionOf(query.cursor);
    if (after === undefined) return { kind: 'bad-cursor' };
    const found = await desk.list(filterOf(query), query.limit + 1, after);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const nextCursor = found.length > query.limit && last !== undefined ? `${last.openedAtMs}.${last.warningId}` : null;
    return { kind: 'page', warnings: page.map((warning) => warningAnswerOf(warning, published, nowMs)), nextCursor };
  }
  function sortedPage(query: Listing & { readonly sort: WarningSort }, published: Published | null, nowMs: number): SortedOutcome {
    const filter = filterOf(query);
    const told = desk.open.filter((warning) => letsThrough(filter, warning)).map((warning) => ({ warning, answer: warningAnswerOf(warning, published, nowMs) }));
    return sortedWarnings(told, query.sort, query.order, query.limit, query.cursor);
  }
  return {
    warnings: async ({ query, nowMs }) => {
      if (query.sort !== undefined && query.state?.includes('cleared')) return refusal('bad_request', 'Only warnings that are not cleared can be sorted; leave sort out, or state=cleared.');
      const { open } = desk;
      const published = fleet.current();
      const page = query.sort === undefined ? await newestFirst(query, published, nowMs) : sortedPage({ ...query, sort: query.sort }, published, nowMs);
      if (page.kind === 'bad-cursor') return badCursor();
      return answer({
        freshness: published === null ? null : freshnessOf(published, nowMs),
        counts: {
          open: open.filter(({ state }) => state === 'open').length,
          acknowledged: open.filter(({ state }) => state === 'acknowledged').length,
          critical: open.filter(({ severity }) => severity === 'critical').length,
          stale: open.filter(({ staleSinceMs }) => staleSinceMs !== null).length,
        },
        warnings: [...page.warnings],
        nextCursor: page.nextCursor,
      });
    },
    warning: async ({ params, nowMs }) => {
      const found = await desk.find(params.warningId);
      return found === null ? unknown(params.warningId) : detail(found, nowMs);
    },
    acknowledgeWarning: async ({ params, body, principal, nowMs }) => changed(await desk.acknowledge(params.warningId, principal.login, body.comment), params.warningId, nowMs),
    commentWarning: async ({ params, body, principal, nowMs }) => changed(await desk.comment(params.warningId, principal.login, body.text), params.warningId, nowMs),
    recordWarningAction: async ({ params, body, principal, nowMs }) => changed(await desk.recordAction(params.warningId, principal.login, body.text), params.warningId, nowMs),
  };
}

function filterOf({ state, severity, outcome, paged, serverId, region, profile, tier, metric, group, from, to }: Listing): WarningFilter {
  return {
    state, severity, outcome, serverId, region, profile, tier, metric, group,
    paged: paged === undefined ? undefined : paged === 'true',
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}

function positionOf(cursor: string): WarningPosition | undefined {
  const parts = /^(\d{1,15})\.([a-f0-9]{20})$/.exec(cursor);
  return parts === null ? undefined : { openedAtMs: Number(parts[1]), warningId: parts[2] };
}
