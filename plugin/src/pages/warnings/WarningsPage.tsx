import type { WarningPage } from '@fleetcast/contract';
import { locationService, PluginPage } from '@grafana/runtime';
import { Button, EmptyState, Tab, TabsBar } from '@grafana/ui';
import React from 'react';
import { useLocation, useParams } from 'react-router';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { freshnessLine, staleNotice } from '../../view-models/freshness-notice.ts';
import { warningsPath } from '../../view-models/plugin-paths.ts';
import { isWarningFiltered, noWarningFilters, type WarningView, warningViews } from '../../view-models/warning-filters.ts';
import { useWarningFilters, useWarnings } from './use-warnings.ts';
import { WarningDrawer } from './WarningDrawer.tsx';
import { WarningTable } from './WarningTable.tsx';
import { WarningToolbar } from './WarningToolbar.tsx';

const viewTitles: Readonly<Record<WarningView, string>> = { open: 'Open', acknowledged: 'Acknowledged', history: 'History' };

/** Predicted breaches: what waits for somebody, what is looked after, and what became of the others. */
export function WarningsPage() {
  const { warningId } = useParams();
  const { search } = useLocation();
  const [filters, setFilters] = useWarningFilters();
  const warnings = useWarnings(filters);
  const moments = useMomentFormat();
  const { data, fault } = warnings;
  const stale = data?.freshness && staleNotice(data.freshness);
  const countOf = (view: WarningView): number | undefined => (view === 'history' ? undefined : data?.counts[view]);

  return (
    <PluginPage pageNav={{ text: 'Warnings', url: warningsPath }} subTitle={data?.freshness ? freshnessLine(data.freshness, moments.short) : 'Breaches that are expected within the horizon'}>
      {fault && <FaultNotice fault={fault} onRetry={warnings.reload} />}
      {!fault && stale && <PlainNotice {...stale} />}
      <TabsBar>
        {warningViews.map((view) => (
          <Tab key={view} label={viewTitles[view]} counter={countOf(view)} active={filters.view === view} onChangeTab={() => setFilters({ ...filters, view })} />
        ))}
      </TabsBar>
      <WarningToolbar filters={filters} onChange={setFilters} summary={data && summaryOf(data.counts)} />
      {data !== null && data.warnings.length === 0 ? (
        <NoWarnings view={filters.view} isForecast={data.freshness !== null} isFiltered={isWarningFiltered(filters)} onClear={() => setFilters({ ...noWarningFilters, view: filters.view, sort: filters.sort, order: filters.order })} />
      ) : (
        (data !== null || fault === null) && <WarningTable warnings={data?.warnings ?? null} filters={filters} onFilters={setFilters} query={search} />
      )}
      {data?.hasMore && (
        <Button variant="secondary" onClick={warnings.loadMore} disabled={warnings.isLoading}>
          Show more
        </Button>
      )}
      {warningId !== undefined && (
        <WarningDrawer key={warningId} warningId={warningId} onClose={() => locationService.push(`${warningsPath}${search}`)} onChanged={warnings.reload} />
      )}
    </PluginPage>
  );
}

function summaryOf({ critical, stale }: WarningPage['counts']): string {
  const parts = [critical > 0 && `${critical} critical`, stale > 0 && `${stale} without new data`].filter((part) => part !== false);
  return parts.join(', ');
}

const emptyTexts: Readonly<Record<WarningView, { readonly title: string; readonly text: string }>> = {
  open: { title: 'No warning is open', text: 'A warning opens when a breach becomes likely within the horizon, and nothing has crossed that threshold for an hour.' },
  acknowledged: { title: 'No warning is acknowledged', text: 'An open warning that somebody acknowledges moves here.' },
  history: { title: 'No warning has cleared yet', text: 'What became of each warning is kept here for 400 days.' },
};

interface NoWarningsProps {
  readonly view: WarningView;
  /** Whether anything was forecast in this run of the service. */
  readonly isForecast: boolean;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function NoWarnings({ view, isForecast, isFiltered, onClear }: NoWarningsProps) {
  if (isFiltered) {
    return (
      <EmptyState variant="not-found" message="No warning matches" button={<Button onClick={onClear}>Clear filters</Button>}>
        Other filters may find it.
      </EmptyState>
    );
  }
  const { title, text } = emptyTexts[view];
  if (view === 'open' && !isForecast) {
    return (
      <EmptyState variant="call-to-action" message={title} hideImage>
        Nothing has been forecast yet, so this says nothing about the fleet. The Fleet page says what the service waits for.
      </EmptyState>
    );
  }
  return (
    <EmptyState variant="completed" message={title}>
      {text}
    </EmptyState>
  );
}
