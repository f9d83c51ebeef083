import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { InlineSwitch, MultiCombobox, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useFleetFacets } from '../../api/use-fleet-facets.ts';
import { FacetFilters } from '../../components/FacetFilters.tsx';
import { SortChoice } from '../../components/SortChoice.tsx';
import { type WarningFilters, type WarningSort, warningsSortedBy } from '../../view-models/warning-filters.ts';
import { severityPresentation } from '../../view-models/warning-row.ts';

interface Props {
  readonly filters: WarningFilters;
  readonly onChange: (filters: WarningFilters) => void;
  /** What to know of all warnings at a glance; null while unknown. */
  readonly summary: string | null;
}

const severityOptions = (['critical', 'warning'] as const).map((value) => ({ value, label: severityPresentation[value].label, description: severityPresentation[value].meaning }));
/** As the heads of the table's columns, which a phone does not show; the history is newest first. */
const sortOptions: ReadonlyArray<{ readonly value: WarningSort; readonly label: string }> = [
  { value: 'urgency', label: 'Severity' },
  { value: 'impact', label: 'Time of breach' },
  { value: 'probability', label: 'Probability' },
  { value: 'opened', label: 'Opened' },
  { value: 'server', label: 'Server' },
];

export function WarningToolbar({ filters, onChange, summary }: Props) {
  const styles = useStyles2(getStyles);
  const facets = useFleetFacets();
  return (
    <div className={styles.bar} role="search" aria-label="Filters">
      <div className={styles.filter}>
        <MultiCombobox aria-label="Severity" placeholder="Any severity" options={severityOptions} value={[...filters.severities]} isClearable
          onChange={(chosen) => onChange({ ...filters, severities: chosen.map(({ value }) => value) })} />
      </div>
      <FacetFilters facets={facets} chosen={filters} onChange={(part) => onChange({ ...filters, ...part })} />
      <InlineSwitch id="paged-only" label="Worth a page" showLabel value={filters.pagedOnly} onChange={() => onChange({ ...filters, pagedOnly: !filters.pagedOnly })} />
      {filters.view !== 'history' && <SortChoice options={sortOptions} sort={filters.sort} order={filters.order} onSort={(sort) => onChange(warningsSortedBy(filters, sort))} />}
      <div className={styles.summary} role="status">{summary}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center', margin: theme.spacing(2, 0) }),
  filter: css({ flex: '1 1 150px', minWidth: 140, maxWidth: 280 }),
  summary: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
});
