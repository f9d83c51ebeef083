import type { QueryEditorProps } from '@grafana/data';
import { Combobox, Field, MultiCombobox } from '@grafana/ui';
import React from 'react';
import { chosenOptions, listOptions } from './list-options.ts';
import type { PredictionsDataSource } from './PredictionsDataSource.ts';
import type { PredictionsQuery } from './predictions-query.ts';
import { useFacets } from './use-facets.ts';
import type { VariableQuery, VariableSubject } from './variable-query.ts';

type Props = QueryEditorProps<PredictionsDataSource, PredictionsQuery, object, VariableQuery>;

const subjectOptions: { value: VariableSubject; label: string }[] = [
  { value: 'server', label: 'Servers' },
  { value: 'profile', label: 'Profiles' },
  { value: 'region', label: 'Regions' },
  { value: 'metric', label: 'Metrics' },
];

export function VariableEditor({ datasource, query, onChange }: Props) {
  const facets = useFacets(datasource.client);
  const { subject = 'server' } = query;
  return (
    <>
      <Field label="List">
        <Combobox<VariableSubject> id="fleetcast-variable-subject" width={30} options={subjectOptions} value={subject} onChange={({ value }) => onChange({ ...query, subject: value })} />
      </Field>
      {subject === 'server' && (
        <>
          <Field label="Of profiles">
            <MultiCombobox id="fleetcast-variable-profiles" width={30} createCustomValue isClearable placeholder="All profiles" options={listOptions(facets.profiles)} value={chosenOptions(query.profiles)}
              onChange={(chosen) => onChange({ ...query, profiles: chosen.map(({ value }) => value) })} />
          </Field>
          <Field label="Of regions">
            <MultiCombobox id="fleetcast-variable-regions" width={30} createCustomValue isClearable placeholder="All regions" options={listOptions(facets.regions)} value={chosenOptions(query.regions)}
              onChange={(chosen) => onChange({ ...query, regions: chosen.map(({ value }) => value) })} />
          </Field>
        </>
      )}
      {facets.problem && <div role="alert">{facets.problem}</div>}
    </>
  );
}
