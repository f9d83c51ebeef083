import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { InsightSummary } from '../../components/insights/InsightSummary.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type FleetFilters, filtersToUrl, insightsQueryOf, noFilters } from '../../view-models/fleet-filters.ts';
import { fleetPath } from '../../view-models/plugin-paths.ts';
import { useInsights } from './use-fleet.ts';

/** The fleet in a few sentences, above its table. When it cannot be read, the page says so already. */
export function FleetInsights({ filters }: { readonly filters: FleetFilters }) {
  const styles = useStyles2(getStyles);
  const { data, fault } = useInsights(insightsQueryOf(filters));
  if (fault !== null && data === null) return null;
  return (
    <section className={styles.card} aria-label="Insights">
      {data === null ? <Skeleton height={72} /> : <InsightSummary summary={data} profileHref={(profile) => `${fleetPath}?${filtersToUrl({ ...noFilters, profiles: [profile] })}`} />}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    containerType: 'inline-size', padding: theme.spacing(1.5, 2), marginBottom: theme.spacing(2), background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
  }),
});
