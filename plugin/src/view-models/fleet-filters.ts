import type { Confidence, FleetQuery, InsightsQuery, ServerStatus } from '@fleetcast/contract';

export const fleetSorts = ['risk', 'server', 'profile', 'breachAt'] as const;
export type FleetSort = (typeof fleetSorts)[number];
export type SortOrder = 'asc' | 'desc';

export type FleetView = 'servers' | 'tiers';

/** What the Fleet page shows; lives in the URL, so a link shows a colleague the same rows. */
export interface FleetFilters {
  readonly view: FleetView;
  readonly search: string;
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
  readonly statuses: readonly ServerStatus[];
  readonly confidences: readonly Confidence[];
  readonly sort: FleetSort;
  readonly order: SortOrder;
}

const naturalOrder: Readonly<Record<FleetSort, SortOrder>> = { risk: 'desc', server: 'asc', profile: 'asc', breachAt: 'asc' };

const statuses: readonly ServerStatus[] = ['critical', 'warning', 'ok', 'learning', 'stale', 'unknown'];
const confidences: readonly Confidence[] = ['high', 'medium', 'low'];

export const noFilters: FleetFilters = { view: 'servers', search: '', profiles: [], regions: [], statuses: [], confidences: [], sort: 'risk', order: 'desc' };

/** Reads the URL's query string; what is not understood there is left out. */
export function filtersFromUrl(queryString: string): FleetFilters {
  const url = new URLSearchParams(queryString);
  const known = <T extends string>(values: readonly T[], name: string) => values.filter((value) => url.getAll(name).includes(value));
  const sort = fleetSorts.find((candidate) => candidate === url.get('sort')) ?? 'risk';
  const order = url.get('order');
  return {
    view: url.get('view') === 'tiers' ? 'tiers' : 'servers',
    search: url.get('search') ?? '',
    profiles: url.getAll('profile'),
    regions: url.getAll('region'),
    statuses: known(statuses, 'status'),
    confidences: known(confidences, 'confidence'),
    sort,
    order: order === 'asc' || order === 'desc' ? order : naturalOrder[sort],
  };
}

/** The inverse of filtersFromUrl; defaults are left out to keep links short. */
export function filtersToUrl(filters: FleetFilters): string {
  const url = new URLSearchParams();
  if (filters.view !== 'servers') url.set('view', filters.view);
  if (filters.search) url.set('search', filters.search);
  filters.profiles.forEach((value) => url.append('profile', value));
  filters.regions.forEach((value) => url.append('region', value));
  filters.statuses.forEach((value) => url.append('status', value));
  filters.confidences.forEach((value) => url.append('confidence', value));
  if (filters.sort !== 'risk') url.set('sort', filters.sort);
  if (filters.order !== naturalOrder[filters.sort]) url.set('order', filters.order);
  return url.toString();
}

/** A click on a column's head: the column in its natural order first, reversed when it is sorted by already. */
export function sortedBy(filters: FleetFilters, sort: FleetSort): FleetFilters {
  if (filters.sort !== sort) return { ...filters, sort, order: naturalOrder[sort] };
  return { ...filters, order: filters.order === 'asc' ? 'desc' : 'asc' };
}

export function isFiltered(filters: FleetFilters): boolean {
  return [filters.search, filters.profiles, filters.regions, filters.statuses, filters.confidences].some((part) => part.length > 0);
}

export function fleetQueryOf(filters: FleetFilters): FleetQuery {
  return {
    ...(filters.search && { search: filters.search }),
    ...(filters.profiles.length > 0 && { profile: [...filters.profiles] }),
    ...(filters.regions.length > 0 && { region: [...filters.regions] }),
    ...(filters.statuses.length > 0 && { status: [...filters.statuses] }),
    ...(filters.confidences.length > 0 && { confidence: [...filters.confidences] }),
    sort: filters.sort,
    order: filters.order,
  };
}

/** The same question without the status, for the counts of the summary: choosing one status must not zero the others. */
export function countsQueryOf(filters: FleetFilters): FleetQuery {
  return { ...fleetQueryOf({ ...filters, statuses: [] }), limit: 1 };
}

/** Insights follow the filters that say which part of the fleet one looks after, not those that narrow the table. */
export function insightsQueryOf({ profiles, regions }: FleetFilters): InsightsQuery {
  return { ...(profiles.length > 0 && { profile: [...profiles] }), ...(regions.length > 0 && { region: [...regions] }) };
}
