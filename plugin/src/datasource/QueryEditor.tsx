import type { Audience, SkillLevel, WarningState } from '@fleetcast/contract';
import type { QueryEditorProps } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow, Input, MultiCombobox } from '@grafana/ui';
import React from 'react';
import { chosenOptions, listOptions } from './list-options.ts';
import type { PredictionsDataSource } from './PredictionsDataSource.ts';
import { defaultQuery, mostSeries, type PredictionsQuery, type QueryType } from './predictions-query.ts';
import { useFacets } from './use-facets.ts';

type Props = QueryEditorProps<PredictionsDataSource, PredictionsQuery>;

const queryTypeOptions: { value: QueryType; label: string; description: string }[] = [
  { value: 'history-forecast', label: 'History and forecast', description: 'What was observed, then the median and its bands' },
  { value: 'forecast', label: 'Forecast', description: 'The median and its bands only' },
  { value: 'fleet', label: 'Fleet table', description: 'One row per server: status, risk, worst metric, breach' },
  { value: 'counts', label: 'Servers by status', description: 'How many servers have each status' },
  { value: 'recommendations', label: 'Recommendations', description: 'What to do about one server, the riskiest that matches' },
  { value: 'explanation', label: 'Explanation', description: 'Why one series, the riskiest that matches, is forecast as it is' },
  { value: 'performance', label: 'Model performance', description: 'One row per metric: skill, accuracy, bands held' },
  { value: 'performance-days', label: 'Model performance by day', description: 'Accuracy, skill and coverage over time' },
  { value: 'performance-warnings', label: 'What became of warnings', description: 'True, false and missed, precision and recall' },
  { value: 'performance-calibration', label: 'Calibration', description: 'Share of observed values below each quantile, by metric' },
  { value: 'performance-lead-times', label: 'Lead times of warnings', description: 'How many warnings came how long before their breach' },
  { value: 'performance-speakers', label: 'Champion, challenger and simple forecasts', description: 'One row per speaker and metric, on the same forecasts' },
  { value: 'performance-series', label: 'Model performance by server', description: 'One row per server and metric, least skill first' },
  { value: 'insights', label: 'Insights', description: 'Who is predicted to degrade, why, how sure, and what to do first' },
  { value: 'warnings', label: 'Warnings', description: 'One row per warning, newest first' },
  { value: 'warning-annotations', label: 'Warnings over time', description: 'For annotations: from the opening of each warning until it cleared' },
  { value: 'tiers', label: 'Tiers', description: 'How likely servers of a tier breach together, and after the loss of one' },
  { value: 'executive', label: 'Executive', description: 'One row: health score, what warnings were good for, time saved' },
  { value: 'executive-days', label: 'Warnings by day', description: 'What the warnings of each day were good for' },
  { value: 'time-to-detect', label: 'Time to detect', description: 'How early breaches were foreseen' },
  { value: 'time-to-resolve', label: 'Time to resolve', description: 'How long breaches lasted' },
  { value: 'top-risks', label: 'Top risks this week', description: 'Servers with most breaches that came or are expected' },
  { value: 'breaches', label: 'Predicted breaches', description: 'Thresholds that are expected to be crossed, and when' },
];

/** Queries whose answer may be longer than wanted. */
const limitedTypes: ReadonlySet<QueryType> = new Set<QueryType>(['history-forecast', 'forecast', 'fleet', 'breaches', 'insights', 'warnings', 'warning-annotations', 'tiers']);

const stateOptions: { value: WarningState; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'cleared', label: 'Cleared' },
];

const audienceOptions: { value: Audience; label: string; description: string }[] = [
  { value: 'administrator', label: 'Administrator', description: 'Best first, with commands' },
  { value: 'application-owner', label: 'Application owner', description: 'Best first, what to ask of whoever operates it' },
  { value: 'architect', label: 'Architect', description: 'What lasts first' },
];

const skillOptions: { value: SkillLevel; label: string; description: string }[] = [
  { value: 'novice', label: 'Novice', description: 'Every step, and what to look at afterwards' },
  { value: 'practised', label: 'Practised', description: 'Every step' },
  { value: 'expert', label: 'Expert', description: 'Commands only, where there are any' },
];

export function QueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const facets = useFacets(datasource.client);
  const { queryType = defaultQuery.queryType, limit = defaultQuery.limit, leastProbability = defaultQuery.leastProbability } = query;
  const change = (part: Partial<PredictionsQuery>) => {
    onChange({ ...query, ...part });
    onRunQuery();
  };
  const findServers = async (typed: string) => {
    const { servers } = await datasource.client.fleet({ ...(typed && { search: typed }), limit: 100, sort: 'server' });
    return listOptions([...new Set(servers.map(({ server }) => server))]);
  };
  const asksWarnings = queryType === 'warnings' || queryType === 'warning-annotations';
  const asksSeries = queryType === 'history-forecast' || queryType === 'forecast' || queryType === 'breaches' || queryType === 'explanation' || asksWarnings;
  const asksAdvice = queryType === 'recommendations';
  const id = (name: string) => `fleetcast-${query.refId}-${name}`;

  return (
    <>
      <InlineFieldRow>
        <InlineField label="Show" labelWidth={14}>
          <Combobox<QueryType> id={id('type')} width={30} options={queryTypeOptions} value={queryType} onChange={({ value }) => change({ queryType: value })} />
        </InlineField>
        {asksSeries && (
          <InlineField label="Metrics" labelWidth={14} tooltip="All metrics where none is chosen">
            <MultiCombobox id={id('metrics')} width={30} createCustomValue isClearable placeholder="All metrics" options={listOptions(facets.metrics)} value={chosenOptions(query.metrics)}
              onChange={(chosen) => change({ metrics: chosen.map(({ value }) => value) })} />
          </InlineField>
        )}
        {(asksSeries || asksAdvice) && (
          <InlineField label="Servers" labelWidth={14} tooltip="By name; none means the riskiest. Where several regions have a server of this name, choose the region too">
            <MultiCombobox id={id('servers')} width={40} createCustomValue isClearable placeholder="The riskiest" options={findServers} value={chosenOptions(query.servers)}
              onChange={(chosen) => change({ servers: chosen.map(({ value }) => value) })} />
          </InlineField>
        )}
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField label="Profiles" labelWidth={14}>
          <MultiCombobox id={id('profiles')} width={30} createCustomValue isClearable placeholder="All profiles" options={listOptions(facets.profiles)} value={chosenOptions(query.profiles)}
            onChange={(chosen) => change({ profiles: chosen.map(({ value }) => value) })} />
        </InlineField>
        <InlineField label="Regions" labelWidth={14}>
          <MultiCombobox id={id('regions')} width={30} createCustomValue isClearable placeholder="All regions" options={listOptions(facets.regions)} value={chosenOptions(query.regions)}
            onChange={(chosen) => change({ regions: chosen.map(({ value }) => value) })} />
        </InlineField>
        {limitedTypes.has(queryType) && (
          <InlineField label="Limit" labelWidth={14} tooltip={`Most ${queryType === 'fleet' ? 'servers' : 'series'} to fetch, at most ${mostSeries}`}>
            <Input id={id('limit')} type="number" width={12} min={1} max={mostSeries} defaultValue={limit} onBlur={({ currentTarget }) => change({ limit: Number(currentTarget.value) || defaultQuery.limit })} />
          </InlineField>
        )}
        {asksWarnings && (
          <InlineField label="States" labelWidth={14} tooltip="Without any: every warning of the time range">
            <MultiCombobox id={id('states')} width={30} isClearable placeholder="Any within the time range" options={stateOptions} value={query.warningStates ?? []}
              onChange={(chosen) => change({ warningStates: chosen.map(({ value }) => value) })} />
          </InlineField>
        )}
        {asksAdvice && (
          <>
            <InlineField label="For" labelWidth={14} tooltip="Changes order, wording and detail, never what is true">
              <Combobox<Audience> id={id('audience')} width={30} options={audienceOptions} value={query.audience ?? defaultQuery.audience} onChange={({ value }) => change({ audience: value })} />
            </InlineField>
            <InlineField label="Who is" labelWidth={14}>
              <Combobox<SkillLevel> id={id('skill')} width={20} options={skillOptions} value={query.skill ?? defaultQuery.skill} onChange={({ value }) => change({ skill: value })} />
            </InlineField>
          </>
        )}
        {queryType === 'breaches' && (
          <InlineField label="At least" labelWidth={14} tooltip="Least probability, from 0 to 1, of a breach to be listed">
            <Input id={id('probability')} type="number" width={12} min={0} max={1} step={0.05} defaultValue={leastProbability} onBlur={({ currentTarget }) => change({ leastProbability: Number(currentTarget.value) })} />
          </InlineField>
        )}
      </InlineFieldRow>
      {facets.problem && <div role="alert">{facets.problem}</div>}
    </>
  );
}
