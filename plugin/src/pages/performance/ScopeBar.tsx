import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { metricWordsOf } from '../../view-models/metric-words.ts';
import { dayChoices, type PerformanceScope } from './use-performance.ts';

const dayOptions = dayChoices.map((days) => ({ value: days, label: days === 1 ? 'Today' : `${days} d` }));

interface Props {
  readonly scope: PerformanceScope;
  readonly onChange: (scope: PerformanceScope) => void;
  /** The chosen server's name; its id stands in while that is not known. */
  readonly server: string | null;
}

/** Which days, metric, profile and server the figures are about. */
export function ScopeBar({ scope, onChange, server }: Props) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const matching = (all: readonly string[], typed: string) => all.filter((one) => one.includes(typed.toLowerCase()));
  const metrics = async (typed: string) => {
    const [{ metrics: present }, catalogue] = await Promise.all([client.get('facets'), client.metrics()]);
    const { titleOf } = metricWordsOf(catalogue);
    return present.map((value) => ({ value, label: titleOf(value) })).filter(({ value, label }) => matching([value, label.toLowerCase()], typed).length > 0);
  };
  const profiles = async (typed: string) => matching((await client.get('facets')).profiles, typed).map((profile) => ({ value: profile, label: profile }));
  const servers = async (typed: string) => {
    const found = await client.fleet({ ...(typed && { search: typed }), limit: 50, sort: 'server' });
    return found.servers.map(({ serverId, server, region }) => ({ value: serverId, label: server, description: region }));
  };
  return (
    <div className={styles.bar}>
      <RadioButtonGroup size="md" aria-label="Days" options={dayOptions} value={scope.days} onChange={(days) => onChange({ ...scope, days })} />
      <div className={styles.choice}><Combobox<string> aria-label="Metric" placeholder="All metrics" isClearable options={metrics} value={scope.metric} onChange={(chosen) => onChange({ ...scope, metric: chosen?.value ?? null })} /></div>
      <div className={styles.choice}><Combobox<string> aria-label="Profile" placeholder="All profiles" isClearable options={profiles} value={scope.profile} onChange={(chosen) => onChange({ ...scope, profile: chosen?.value ?? null })} /></div>
      <div className={styles.choice}><Combobox<string> aria-label="Server" placeholder="All servers" isClearable options={servers} value={scope.serverId === null ? null : { value: scope.serverId, label: server ?? scope.serverId }} onChange={(chosen) => onChange({ ...scope, serverId: chosen?.value ?? null })} /></div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' }),
  choice: css({ width: 150 }),
});
