import type { WarningSeverity, WarningsQuery } from '@fleetcast/contract';

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
}

export const noWarningFilters: WarningFilters = { view: 'open', severities: [], profiles: [], regions: [], pagedOnly: false };

const severities: readonly WarningSeverity[] = ['critical', 'warning'];

/** Reads the URL's query string; what is not understood there is left out. */
export function warningFiltersFromUrl(queryString: string): WarningFilters {
  const url = new URLSearchParams(queryString);
  return {
    view: warningViews.find((view) => view === url.get('view')) ?? 'open',
    severities: severities.filter((severity) => url.getAll('severity').includes(severity)),
    profiles: url.getAll('profile'),
    regions: url.getAll('region'),
    pagedOnly: url.get('paged') === 'true',
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
  return url.toString();
}

export function isWarningFiltered({ severities: chosen, profiles, regions, pagedOnly }: WarningFilters): boolean {
  return pagedOnly || [chosen, profiles, regions].some((list) => list.length > 0);
}

export function warningsQueryOf({ view, severities: chosen, profiles, regions, pagedOnly }: WarningFilters): WarningsQuery {
  return {
    state: [view === 'history' ? 'cleared' : view],
    ...(chosen.length > 0 && { severity: [...chosen] }),
    ...(profiles.length > 0 && { profile: [...profiles] }),
    ...(regions.length > 0 && { region: [...regions] }),
    ...(pagedOnly && { paged: 'true' as const }),
  };
}
