import type { WarningSeverity, WarningsQuery } from '@fleetcast/contract';
import type { SortOrder } from './fleet-filters.ts';

/** Which part of their life the page shows: waiting for somebody, looked after, over. */
export const warningViews = ['open', 'acknowledged', 'history'] as const;
export type WarningView = (typeof warningViews)[number];

/** What the Warnings page shows; lives in the URL, so a link shows a colleague the same. */
export interface WarningFilters {
  readonly view: WarningView;
  readonly severities: readonly WarningSeverity[];
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
  /** Only those worth waking somebody. */
  readonly pagedOnly: boolean;
  /** How the service orders warnings that are not cleared; the history is newest first. */
  readonly sort: WarningSort;
  readonly order: SortOrder;
}

export const noWarningFilters: WarningFilters = { view: 'open', severities: [], profiles: [], regions: [], pagedOnly: false, sort: 'urgency', order: 'desc' };

const warningSorts = ['urgency', 'server', 'probability', 'impact', 'opened'] as const;
export type WarningSort = (typeof warningSorts)[number];

/** Gravest first, names from a to z, likeliest, soonest and newest first. */
const naturalOrder: Readonly<Record<WarningSort, SortOrder>> = { urgency: 'desc', server: 'asc', probability: 'desc', impact: 'asc', opened: 'desc' };

const severities: readonly WarningSeverity[] = ['critical', 'warning'];

/** Reads the URL's query string; what is not understood there is left out. */
export function warningFiltersFromUrl(queryString: string): WarningFilters {
  const url = new URLSearchParams(queryString);
  const sort = warningSorts.find((candidate) => candidate === url.get('sort')) ?? noWarningFilters.sort;
  const order = url.get('order');
  return {
    view: warningViews.find((view) => view === url.get('view')) ?? 'open',
    severities: severities.filter((severity) => url.getAll('severity').includes(severity)),
    profiles: url.getAll('profile'),
    regions: url.getAll('region'),
    pagedOnly: url.get('paged') === 'true',
    sort,
    order: order === 'asc' || order === 'desc' ? order : naturalOrder[sort],
  };
}

/** The inverse of warningFiltersFromUrl; defaults are left out to keep links short. */
export function warningFiltersToUrl(filters: WarningFilters): string {
  const url = new URLSearchParams();
  if (filters.view !== 'open') url.set('view', filters.view);
  for (const severity of filters.severities) url.append('severity', severity);
  for (const profile of filters.profiles) url.append('profile', profile);
  for (const region of filters.regions) url.append('region', region);
  if (filters.pagedOnly) url.set('paged', 'true');
  if (filters.sort !== noWarningFilters.sort) url.set('sort', filters.sort);
  if (filters.order !== naturalOrder[filters.sort]) url.set('order', filters.order);
  return url.toString();
}

/** A click on a column's head: the column in its natural order first, reversed when it is sorted by already. */
export function warningsSortedBy(filters: WarningFilters, sort: WarningSort): WarningFilters {
  if (filters.sort !== sort) return { ...filters, sort, order: naturalOrder[sort] };
  return { ...filters, order: filters.order === 'asc' ? 'desc' : 'asc' };
}

export function isWarningFiltered({ severities: chosen, profiles, regions, pagedOnly }: WarningFilters): boolean {
  return pagedOnly || [chosen, profiles, regions].some((list) => list.length > 0);
}

export function warningsQueryOf({ view, severities: chosen, profiles, regions, pagedOnly, sort, order }: WarningFilters): WarningsQuery {
  return {
    ...(view === 'history' ? { state: ['cleared'] } : { state: [view], sort, order }),
    ...(chosen.length > 0 && { severity: [...chosen] }),
    ...(profiles.length > 0 && { profile: [...profiles] }),
    ...(regions.length > 0 && { region: [...regions] }),
    ...(pagedOnly && { paged: 'true' as const }),
  };
}
