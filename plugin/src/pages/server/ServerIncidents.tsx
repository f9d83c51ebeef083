import { css } from '@emotion/css';
import type { ServerDetail } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useId, useMemo } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useIncidents } from '../../api/use-incidents.ts';
import { mayVisitorOperate } from '../../api/visitor-role.ts';
import { Incidents } from '../../components/incidents/Incidents.tsx';
import { PageLink } from '../../components/PageLink.tsx';
import { incidentsPath } from '../../view-models/plugin-paths.ts';

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
  card: css({
    display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), alignItems: 'baseline', justifyContent: 'space-between' }),
  title: css({ margin: 0, fontSize: theme.typography.h6.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  link: css({ color: theme.colors.text.link, fontSize: theme.typography.bodySmall.fontSize, '&:hover': { textDecoration: 'underline' } }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
});
