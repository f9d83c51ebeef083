import type { Warning as WarningAnswer } from '@fleetcast/contract';
import { severities, type Warning } from '../../domain/warnings/warning.ts';
import type { WarningFilter } from '../../io/state/warning-store.ts';

export type WarningSort = 'urgency' | 'server' | 'probability' | 'impact' | 'opened';

/** A warning beside what is said of it now. */
export interface ToldWarning {
  readonly warning: Warning;
  readonly answer: WarningAnswer;
}

/** What a warning is ordered by; compared part by part. */
type SortKey = ReadonlyArray<number | string>;

interface Place {
  readonly sort: WarningSort;
  readonly key: SortKey;
  readonly warningId: string;
}

export type SortedOutcome = { readonly kind: 'page'; readonly warnings: readonly WarningAnswer[]; readonly nextCursor: string | null } | { readonly kind: 'bad-cursor' };

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A breach that is under way has come before any that is expected; one that nothing is known of comes last. */
const underWay = 0;
const unknown = Number.MAX_SAFE_INTEGER;

const likelihood = ({ current, probability }: WarningAnswer) => current?.probability ?? probability;

/** In the first order of each: gravest and likeliest, names from a to z, likeliest, soonest, newest. */
const keyOf: Readonly<Record<WarningSort, (told: ToldWarning) => SortKey>> = {
  urgency: ({ answer }) => [severities.indexOf(answer.severity), -likelihood(answer)],
  server: ({ answer }) => [answer.server, answer.metric],
  probability: ({ answer }) => [-likelihood(answer)],
  impact: ({ warning, answer }) => [answer.current?.underWay === true ? underWay : answer.timeToImpact === null ? unknown : warning.impact.p50AtMs],
  opened: ({ warning }) => [-warning.openedAtMs],
};

/**
 * A page of warnings in the wanted order. A page begins behind the last warning of the page before it, by what it was ordered by then, so that
 * pages follow one another also where that warning has moved or cleared meanwhile.
 */
export function sortedWarnings(told: readonly ToldWarning[], sort: WarningSort, order: 'asc' | 'desc' | undefined, limit: number, cursor: string | undefined): SortedOutcome {
  const after = cursor === undefined ? null : placeOf(cursor, sort);
  if (after === undefined) return { kind: 'bad-cursor' };
  const firstOrder = sort === 'server' || sort === 'impact' ? 'asc' : 'desc';
  const sign = (order ?? firstOrder) === firstOrder ? 1 : -1;
  const compare = (a: Place, b: Place) => sign * compareKeys(a.key, b.key) || (a.warningId < b.warningId ? -1 : Number(a.warningId > b.warningId));
  const places = told.map((one) => ({ answer: one.answer, place: { sort, key: keyOf[sort](one), warningId: one.answer.warningId } }));
  const following = places.filter(({ place }) => after === null || compare(place, after) > 0).sort((a, b) => compare(a.place, b.place));
  const last = following[limit - 1];
  return {
    kind: 'page',
    warnings: following.slice(0, limit).map(({ answer }) => answer),
    nextCursor: following.length > limit && last !== undefined ? Buffer.from(JSON.stringify(last.place)).toString('base64url') : null,
  };
}

const lists = ['state', 'severity', 'outcome', 'serverId', 'region', 'profile', 'tier', 'metric'] as const;

/** Whether a warning that is not cleared is among those a filter lets through. */
export function letsThrough({ paged, group, toMs, ...accepted }: WarningFilter, warning: Warning): boolean {
  return (
    lists.every((column) => {
      const values: readonly (string | null)[] | undefined = accepted[column];
      return values === undefined || values.includes(warning[column]);
    }) &&
    (paged === undefined || paged === (warning.pagedAtMs !== null)) &&
    (group === undefined || group === warning.groupId) &&
    (toMs === undefined || warning.openedAtMs < toMs)
  );
}

function compareKeys(a: SortKey, b: SortKey): number {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    const difference = typeof one === 'number' && typeof other === 'number' ? one - other : names.compare(String(one), String(other));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Undefined: not a cursor of this order. */
function placeOf(cursor: string, sort: WarningSort): Place | undefined {
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Partial<Place> | null;
    const isOurs = place?.sort === sort && typeof place.warningId === 'string' && Array.isArray(place.key) && place.key.length > 0 && place.key.every((part) => ['number', 'string'].includes(typeof part));
    return isOurs ? (place as Place) : undefined;
  } catch {
    return undefined;
  }
}
