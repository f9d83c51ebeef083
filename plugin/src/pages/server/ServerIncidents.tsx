import { css } from '@emotion/css';
import type { ServerDetail } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useId, useMemo } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useIncidents } from '../../api/use-incidents.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { Incidents } from '../../components/incidents/Incidents.tsx';
import { PageLink } from '../../components/PageLink.tsx';
import { incidentsPath } from '../../view-models/plugin-paths.ts';
import { cardStyles } from './card-styles.ts';

/** Trouble of this server that was reported; no model learns from it. */
export function ServerIncidents({ server: { serverId, server } }: { readonly server: Pick<ServerDetail, 'serverId' | 'server'> }) {
  const styles = useStyles2(getStyles);
  const desk = useIncidents(useServiceClient(), serverId);
  const headingId = useId();
  const servers = useMemo(() => [{ value: serverId, label: server }], [serverId, server]);
  return (
    <section className={styles.card} aria-labelledby={headingId}>
      <header className={styles.head}>
        <h2 id={headingId} className={styles.title}>Incidents</h2>
        <PageLink href={incidentsPath} className={styles.link}>Of the whole fleet</PageLink>
      </header>
      <Incidents desk={desk} mayChange={mayVisitorOperate()} servers={servers} empty={<p className={styles.quiet}>None was reported. Training leaves out what is reported here.</p>} />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...cardStyles(theme),
  link: css({ color: theme.colors.text.link, fontSize: theme.typography.bodySmall.fontSize, '&:hover': { textDecoration: 'underline' } }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
});
