import { css } from '@emotion/css';
import type { FleetFacets } from '@fleetcast/contract';
import { MultiCombobox, useStyles2 } from '@grafana/ui';
import React from 'react';

interface Chosen {
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
}

interface Props {
  readonly facets: Pick<FleetFacets, 'profiles' | 'regions'>;
  readonly chosen: Chosen;
  readonly onChange: (part: Partial<Chosen>) => void;
}

/** Which profiles and regions a list shows; all where none is chosen. */
export function FacetFilters({ facets, chosen, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <>
      <div className={styles.filter}>
        <MultiCombobox aria-label="Profile" placeholder="All profiles" options={options(facets.profiles)} value={[...chosen.profiles]} isClearable
          onChange={(profiles) => onChange({ profiles: profiles.map(({ value }) => value) })} />
      </div>
      <div className={styles.filter}>
        <MultiCombobox aria-label="Region" placeholder="All regions" options={options(facets.regions)} value={[...chosen.regions]} isClearable
          onChange={(regions) => onChange({ regions: regions.map(({ value }) => value) })} />
      </div>
    </>
  );
}

const getStyles = () => ({ filter: css({ flex: '1 1 150px', minWidth: 140, maxWidth: 280 }) });
