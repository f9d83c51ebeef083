import { css } from '@emotion/css';
import type { Confidence } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, MultiCombobox, useStyles2 } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { useFleetFacets } from '../../api/use-fleet-facets.ts';
import { FacetFilters } from '../../components/FacetFilters.tsx';
import { SortChoice } from '../../components/SortChoice.tsx';
import { type FleetFilters, type FleetSort, isFiltered, noFilters, sortedBy } from '../../view-models/fleet-filters.ts';
import { confidencePresentation } from '../../view-models/server-status.ts';

interface Props {
  readonly filters: FleetFilters;
  readonly onChange: (filters: FleetFilters) => void;
  /** Servers that match; null while unknown. */
  readonly shown: number | null;
}

/** Long enough to type a word, short enough to feel immediate. */
const searchDelayMs = 250;

const confidenceOptions = (['high', 'medium', 'low'] as const).map((value: Confidence) => ({ value, label: confidencePresentation[value].label, description: confidencePresentation[value].meaning }));
const sortOptions: ReadonlyArray<{ readonly value: FleetSort; readonly label: string }> = [
  { value: 'risk', label: 'Risk' },
  { value: 'breachAt', label: 'Time of breach' },
  { value: 'server', label: 'Name' },
  { value: 'profile', label: 'Profile' },
];

export function FleetToolbar({ filters, onChange, shown }: Props) {
  const styles = useStyles2(getStyles);
  const facets = useFleetFacets();
  const [search, setSearch] = useSearchText(filters, onChange);
  return (
    <div className={styles.bar} role="search">
      <div className={styles.search}>
        <FilterInput value={search} onChange={setSearch} placeholder="Search servers by name" aria-label="Search servers by name" escapeRegex={false} />
      </div>
      <FacetFilters facets={facets} chosen={filters} onChange={(part) => onChange({ ...filters, ...part })} />
      <div className={styles.filter}>
        <MultiCombobox aria-label="Confidence" placeholder="Any confidence" options={confidenceOptions} value={[...filters.confidences]} isClearable
          onChange={(chosen) => onChange({ ...filters, confidences: chosen.map(({ value }) => value) })} />
      </div>
      <SortChoice options={sortOptions} sort={filters.sort} order={filters.order} onSort={(sort) => onChange(sortedBy(filters, sort))} />
      <div className={styles.outcome} role="status">
        {shown !== null && `${shown.toLocaleString()} ${shown === 1 ? 'server' : 'servers'}`}
      </div>
      {isFiltered(filters) && (
        <Button variant="secondary" fill="text" icon="times" onClick={() => onChange({ ...noFilters, sort: filters.sort, order: filters.order })}>
          Clear
        </Button>
      )}
    </div>
  );
}

/** What is typed appears at once and becomes a filter after a pause; a filter that changes elsewhere (a link, Clear) replaces it. */
function useSearchText(filters: FleetFilters, onChange: (filters: FleetFilters) => void): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(filters.search);
  const [applied, setApplied] = useState(filters.search);
  if (applied !== filters.search) {
    setApplied(filters.search);
    setTyped(filters.search);
  }
  useEffect(() => {
    if (typed.trim() === filters.search) return undefined;
    const timer = setTimeout(() => onChange({ ...filters, search: typed.trim() }), searchDelayMs);
    return () => clearTimeout(timer);
  }, [typed, filters, onChange]);
  return [typed, setTyped];
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center', marginBottom: theme.spacing(2) }),
  search: css({ flex: '2 1 220px', minWidth: 180 }),
  filter: css({ flex: '1 1 150px', minWidth: 140, maxWidth: 280 }),
  outcome: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
});
