import type { Performance } from '@fleetcast/contract';
import { locationService } from '@grafana/runtime';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'react-router';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import { performancePath } from '../../view-models/plugin-paths.ts';

/** What the figures are about; kept in the URL. */
export interface PerformanceScope {
  readonly days: number;
  readonly metric: string | null;
  readonly profile: string | null;
  readonly serverId: string | null;
}

export const dayChoices = [1, 7, 30, 90] as const;

export function usePerformance({ days, metric, profile, serverId }: PerformanceScope): Polled<Performance> {
  const client = useServiceClient();
  const query = { days, metric: metric ?? undefined, profile: profile ?? undefined, serverId: serverId ?? undefined };
  return usePolled(JSON.stringify(query), (signal) => client.get('performance', { query, signal }));
}

export function usePerformanceScope(): readonly [PerformanceScope, (scope: PerformanceScope) => void] {
  const { search } = useLocation();
  const scope = useMemo(() => {
    const query = new URLSearchParams(search);
    const days = Number(query.get('days'));
    return { days: dayChoices.find((choice) => choice === days) ?? 7, metric: query.get('metric'), profile: query.get('profile'), serverId: query.get('server') };
  }, [search]);
  const setScope = useCallback(({ days, metric, profile, serverId }: PerformanceScope) => {
    const query = new URLSearchParams({ days: String(days), ...(metric && { metric }), ...(profile && { profile }), ...(serverId && { server: serverId }) });
    locationService.replace(`${performancePath}?${query}`);
  }, []);
  return [scope, setScope];
}
