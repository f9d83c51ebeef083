import type { Warning, WarningDetail, WarningPage } from '@fleetcast/contract';
import { locationService } from '@grafana/runtime';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Changes, useChanges } from '../../api/use-changes.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import { type WarningFilters, warningFiltersFromUrl, warningFiltersToUrl, warningsQueryOf } from '../../view-models/warning-filters.ts';

const pageSize = 100;
const largestPage = 500;

/** The filters in the URL; changing them replaces the entry in the browser's history: Back leaves the page, not a filter. */
export function useWarningFilters(): readonly [WarningFilters, (filters: WarningFilters) => void] {
  const { pathname, search } = useLocation();
  const filters = useMemo(() => warningFiltersFromUrl(search), [search]);
  const setFilters = useCallback((next: WarningFilters) => locationService.replace(`${pathname}?${warningFiltersToUrl(next)}`), [pathname]);
  return [filters, setFilters];
}

export interface LoadedWarnings extends Omit<WarningPage, 'nextCursor'> {
  readonly hasMore: boolean;
}

/** The warnings that match, in the service's order; further ones are asked for page by page. */
export function useWarnings(filters: WarningFilters): Polled<LoadedWarnings> & { readonly loadMore: () => void } {
  const client = useServiceClient();
  const query = warningsQueryOf(filters);
  const key = JSON.stringify(query);
  const [wanted, setWanted] = useState({ key, count: pageSize });
  const count = wanted.key === key ? wanted.count : pageSize;
  const polled = usePolled<LoadedWarnings>(`${key} ${count}`, async (signal) => {
    // Between two pages the newest forecast may move a warning from one to the other: it is shown once.
    const found = new Map<string, Warning>();
    let cursor: string | undefined;
    for (;;) {
      const { nextCursor, ...page } = await client.get('warnings', { query: { ...query, limit: Math.min(largestPage, count - found.size), cursor } as Record<string, string | number | undefined>, signal });
      for (const warning of page.warnings) found.set(warning.warningId, warning);
      if (nextCursor === null || found.size >= count) return { ...page, warnings: [...found.values()], hasMore: nextCursor !== null };
      cursor = nextCursor;
    }
  });
  return { ...polled, loadMore: () => setWanted({ key, count: count + pageSize }) };
}

/** One warning with its history; `change` does something to it and shows what it has become. */
export interface OpenedWarning extends Polled<WarningDetail>, Omit<Changes, 'forgetFault'> {
  readonly change: (name: 'acknowledgeWarning' | 'commentWarning' | 'recordWarningAction', body: object) => Promise<boolean>;
}

export function useWarning(warningId: string, onChanged: () => void): OpenedWarning {
  const client = useServiceClient();
  const polled = usePolled(warningId, (signal) => client.get('warning', { params: { warningId }, signal }));
  const { doing, isChanging, changeFault } = useChanges();
  return {
    ...polled,
    isChanging,
    changeFault,
    async change(name, body) {
      const isStored = (await doing(() => client.send(name, { params: { warningId }, body }))) !== null;
      if (isStored) {
        polled.reload();
        onChanged();
      }
      return isStored;
    },
  };
}
