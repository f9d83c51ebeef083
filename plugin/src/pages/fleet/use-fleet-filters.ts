import { locationService } from '@grafana/runtime';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'react-router';
import { type FleetFilters, filtersFromUrl, filtersToUrl } from '../../view-models/fleet-filters.ts';
import { fleetPath } from '../../view-models/plugin-paths.ts';

/** The filters in the URL. Changing them replaces the entry in the browser's history: Back leaves the page, not a filter. */
export function useFleetFilters(): readonly [FleetFilters, (filters: FleetFilters) => void] {
  const { search } = useLocation();
  const filters = useMemo(() => filtersFromUrl(search), [search]);
  const setFilters = useCallback((next: FleetFilters) => locationService.replace(`${fleetPath}?${filtersToUrl(next)}`), []);
  return [filters, setFilters];
}
