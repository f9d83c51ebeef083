import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { usePolled } from '../../api/use-polled.ts';
import { faultNotice } from '../../view-models/service-fault.ts';
import { ticketLine } from '../../view-models/ticket-line.ts';

/** Tickets about a warning's group in other systems; nothing where there are none. */
export function WarningTickets({ groupId }: { readonly groupId: string }) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const { data, fault } = usePolled(groupId, (signal) => client.get('tickets', { query: { group: groupId }, signal }));
  if (fault !== null) return <p className={styles.secondary}>Tickets could not be read. {faultNotice(fault).text}</p>;
  if (data === null || data.tickets.length === 0) return null;
  return (
    <section aria-label="Tickets">
      <h5 className={styles.heading}>Tickets</h5>
      <ul className={styles.list}>
        {data.tickets.map(ticketLine).map(({ ticketId, name, url, state, trouble }) => (
          <li key={ticketId}>
            {url === null ? name : <TextLink href={url} external>{name}</TextLink>} <span className={styles.secondary}>{state}</span>
            {trouble !== null && <div className={styles.secondary}>{trouble}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ margin: theme.spacing(2, 0, 1) }),
  list: css({ listStyle: 'none', li: { marginBottom: theme.spacing(0.5), overflowWrap: 'anywhere' } }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
