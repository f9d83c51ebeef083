import { css } from '@emotion/css';
import type { Forecast } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, MultiCombobox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useElementWidth } from '../../components/use-element-width.ts';
import { type ComparedBy, comparedBy, type Comparison, type LagHours, lagChoices, mostCompared, type ServerComparison } from '../../view-models/comparison.ts';
import { minutesInWords } from '../../view-models/spans-of-time.ts';
import { toldApart } from '../../view-models/told-apart.ts';
import { ScenarioChoice } from './ScenarioChoice.tsx';

interface Props {
  readonly comparison: Comparison;
  readonly onChange: (comparison: Comparison) => void;
  /** What is known of the servers compared; their names and metrics come from it. */
  readonly forecasts: readonly Forecast[];
}

const kinds: { value: ComparedBy; label: string; description: string }[] = [
  { value: 'servers', label: 'Servers', description: 'One metric of up to four servers' },
  { value: 'outlook', label: 'Expected', description: 'Every metric of one server, now and in the next hours' },
  { value: 'windows', label: 'Windows', description: 'One metric of one server, now and some days earlier' },
  { value: 'scenarios', label: 'Scenarios', description: 'Saved what-if questions, asked again as of now' },
];
/** On a phone the names of the kinds would be cut off in buttons of the usual size. */
const widthOfLargeButtons = 420;
const lagOptions = lagChoices.map((hours) => ({ value: hours, label: `${minutesInWords(hours * 60)} earlier` }));

/** What is compared with what. */
export function ComparisonToolbar({ comparison, onChange, forecasts }: Props) {
  const styles = useStyles2(getStyles);
  const [width, widthRef] = useElementWidth();
  return (
    <div ref={widthRef} className={styles.bar}>
      <RadioButtonGroup aria-label="Compare" size={width > 0 && width < widthOfLargeButtons ? 'sm' : 'md'} options={kinds} value={comparison.by} onChange={(by) => onChange(comparedBy(comparison, by))} />
      {comparison.by === 'scenarios' ? (
        <div className={styles.servers}>
          <ScenarioChoice scenarioIds={comparison.scenarioIds} onChange={(scenarioIds) => onChange({ by: 'scenarios', scenarioIds })} />
        </div>
      ) : (
        <ServerChoice comparison={comparison} onChange={onChange} forecasts={forecasts} />
      )}
    </div>
  );
}

function ServerChoice({ comparison, onChange, forecasts }: Props & { readonly comparison: ServerComparison }) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const serversLabel = useId();
  const find = async (typed: string) => {
    const { servers } = await client.fleet({ ...(typed && { search: typed }), limit: 50, sort: typed ? 'server' : 'risk' });
    return servers.map(({ serverId, server, region, profile }) => ({ value: serverId, label: server, description: `${profile}, ${region}` }));
  };
  const nameOf = toldApart(forecasts);
  const names = new Map(forecasts.map((forecast) => [forecast.serverId, nameOf(forecast)]));
  const chosen = comparison.serverIds.map((serverId) => ({ value: serverId, label: names.get(serverId) ?? serverId }));
  const metrics = [...new Map(forecasts.map(({ metric, info }) => [metric, info.title]))].sort().map(([value, label]) => ({ value, label }));
  return (
    <>
      {comparison.by === 'servers' ? (
        <div className={styles.servers}>
          {/* With servers chosen it has no placeholder, and of labels it knows only this one. */}
          <span id={serversLabel} className="sr-only">Servers</span>
          <MultiCombobox<string> aria-labelledby={serversLabel} placeholder={`Up to ${mostCompared} servers`} options={find} value={chosen} isClearable
            onChange={(servers) => onChange({ ...comparison, serverIds: servers.slice(0, mostCompared).map(({ value }) => value) })} />
        </div>
      ) : (
        <div className={styles.server}>
          <Combobox<string> aria-label="Server" placeholder="Choose a server" options={find} value={chosen[0] ?? null}
            onChange={({ value }) => onChange({ ...comparison, serverIds: [value] })} />
        </div>
      )}
      {comparison.by !== 'outlook' && (
        <div className={styles.metric}>
          <Combobox<string> aria-label="Metric" placeholder="Metric" options={metrics} value={comparison.metric ?? metrics[0]?.value ?? null}
            onChange={({ value }) => onChange({ ...comparison, metric: value })} />
        </div>
      )}
      {comparison.by === 'windows' && (
        <RadioButtonGroup<LagHours> aria-label="Earlier window" options={lagOptions} value={comparison.lagHours} onChange={(lagHours) => onChange({ ...comparison, lagHours })} />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center', marginBottom: theme.spacing(2) }),
  servers: css({ flex: '2 1 260px', minWidth: 200 }),
  server: css({ flex: '1 1 200px', minWidth: 180, maxWidth: 360 }),
  metric: css({ flex: '1 1 140px', minWidth: 130, maxWidth: 240 }),
});
