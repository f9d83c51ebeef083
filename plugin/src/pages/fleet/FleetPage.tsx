import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, EmptyState, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import React from 'react';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { type FleetFilters, isFiltered, noFilters } from '../../view-models/fleet-filters.ts';
import { freshnessLine, staleNotice } from '../../view-models/freshness-notice.ts';
import { fleetPath } from '../../view-models/plugin-paths.ts';
import { DemoLink } from '../demo/DemoLink.tsx';
import { FleetInsights } from './FleetInsights.tsx';
import { FleetTable } from './FleetTable.tsx';
import { FleetToolbar } from './FleetToolbar.tsx';
import { StatusSummary } from './StatusSummary.tsx';
import { TierRisks } from './TierRisks.tsx';
import { type FleetQuestion, useFleet, useStatusCounts } from './use-fleet.ts';
import { useFleetFilters } from './use-fleet-filters.ts';

/** Every server, riskiest first. */
export function FleetPage() {
  const [filters, setFilters] = useFleetFilters();
  const fleet = useFleet(filters);
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const { data, fault } = fleet;
  const stale = data && staleNotice(data);

  return (
    <PluginPage
      pageNav={{ text: 'Fleet', url: fleetPath }}
      subTitle={data ? freshnessLine(data, moments.short) : 'The next hours of every server'}
      actions={<DemoLink />}
    >
      {fault && <FaultNotice fault={fault} onRetry={fleet.reload} />}
      {!fault && stale && <PlainNotice {...stale} />}
      {(data !== null || fault === null) && (
        <>
          {data?.total !== 0 && <FleetInsights filters={filters} />}
          <TabsBar className={styles.tabs}>
            <Tab label="Servers" active={filters.view === 'servers'} onChangeTab={() => setFilters({ ...filters, view: 'servers' })} />
            <Tab label="Tiers" active={filters.view === 'tiers'} onChangeTab={() => setFilters({ ...filters, view: 'tiers' })} />
          </TabsBar>
          {filters.view === 'tiers' ? <TierRisks filters={filters} /> : <Servers fleet={fleet} filters={filters} onFilters={setFilters} />}
        </>
      )}
    </PluginPage>
  );
}

interface ServersProps {
  readonly fleet: FleetQuestion;
  readonly filters: FleetFilters;
  readonly onFilters: (filters: FleetFilters) => void;
}

function Servers({ fleet, filters, onFilters: setFilters }: ServersProps) {
  const counts = useStatusCounts(filters);
  const { data } = fleet;
  return (
    <>
      <StatusSummary counts={counts} chosen={filters.statuses} onChoose={(statuses) => setFilters({ ...filters, statuses })} />
      <FleetToolbar filters={filters} onChange={setFilters} shown={data?.total ?? null} />
      {data !== null && data.total === 0 ? (
        <NoServers filtered={isFiltered(filters)} onClear={() => setFilters(noFilters)} />
      ) : (
        <FleetTable fleet={data} filters={filters} onFilters={setFilters} onNearEnd={fleet.loadMore} />
      )}
    </>
  );
}

function NoServers({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState variant="not-found" message="No server matches" button={<Button onClick={onClear}>Clear search and filters</Button>}>
        Other filters, or a shorter search, may find it.
      </EmptyState>
    );
  }
  return (
    <EmptyState variant="call-to-action" message="No server has sent metrics yet" hideImage>
      Point the service at a Prometheus or InfluxDB, or push samples to it by remote write. Servers appear here after the first cycle, forecasts with them.
    </EmptyState>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ tabs: css({ marginBottom: theme.spacing(2) }) });
