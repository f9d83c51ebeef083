import { MultiCombobox } from '@grafana/ui';
import React, { useId } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { usePolled } from '../../api/use-polled.ts';
import { mostCompared } from '../../view-models/comparison.ts';
import { changesText } from '../../view-models/scenario-words.ts';

interface Props {
  readonly scenarioIds: readonly string[];
  readonly onChange: (scenarioIds: readonly string[]) => void;
}

const mostListed = 200;

/** Which saved scenarios stand side by side; the newest are offered. */
export function ScenarioChoice({ scenarioIds, onChange }: Props) {
  const client = useServiceClient();
  const labelId = useId();
  const { data } = usePolled('scenarios', (signal) => client.get('scenarios', { query: { limit: mostListed }, signal }));
  const options = (data?.scenarios ?? []).map((scenario) => ({ value: scenario.scenarioId, label: scenario.name, description: `${scenario.server}: ${changesText(scenario)}` }));
  const chosen = scenarioIds.map((scenarioId) => ({ value: scenarioId, label: options.find(({ value }) => value === scenarioId)?.label ?? scenarioId }));
  return (
    <>
      {/* With scenarios chosen it has no placeholder, and of labels it knows only this one. */}
      <span id={labelId} className="sr-only">Scenarios</span>
      <MultiCombobox<string> aria-labelledby={labelId} placeholder={`Up to ${mostCompared} scenarios`} options={options} value={chosen} isClearable
        onChange={(scenarios) => onChange(scenarios.slice(0, mostCompared).map(({ value }) => value))} />
    </>
  );
}
