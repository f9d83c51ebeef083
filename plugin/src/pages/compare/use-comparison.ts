import type { Forecast } from '@fleetcast/contract';
import { locationService } from '@grafana/runtime';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'react-router';
import { loadForecasts } from '../../api/every-page.ts';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import { type Comparison, comparisonFromUrl, comparisonToUrl, type ServerComparison } from '../../view-models/comparison.ts';
import { comparePath } from '../../view-models/plugin-paths.ts';

/** All that the service holds in its windows: an earlier week needs it. */
const longestHistoryHours = 192;
const dayHours = 24;
const mostMetrics = 200;

/** The comparison in the URL. Changing it replaces the entry in the browser's history: Back leaves the page. */
export function useComparison(): readonly [Comparison, (comparison: Comparison) => void] {
  const { search } = useLocation();
  const comparison = useMemo(() => comparisonFromUrl(search), [search]);
  const setComparison = useCallback((next: Comparison) => locationService.replace(`${comparePath}?${comparisonToUrl(next)}`), []);
  return [comparison, setComparison];
}

/** Every metric of the compared servers: the figures of all of them, and the choice of one. */
export function useCompared(comparison: ServerComparison): Polled<readonly Forecast[]> {
  const client = useServiceClient();
  const { serverIds } = comparison;
  const historyHours = comparison.by === 'windows' ? longestHistoryHours : dayHours;
  return usePolled(JSON.stringify([serverIds, historyHours]), async (signal) => {
    if (serverIds.length === 0) return [];
    const { forecasts } = await loadForecasts(client, { serverId: [...serverIds], historyHours }, mostMetrics, signal);
    return forecasts;
  });
}
