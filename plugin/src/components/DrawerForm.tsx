import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Drawer, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ServiceFault } from '../view-models/service-fault.ts';
import { FaultNotice } from './ServiceNotice.tsx';

interface Props {
  readonly title: string;
  readonly subtitle?: string;
  /** What the button says that sends it. */
  readonly send: string;
  /** What keeps it from being sent; null: nothing. */
  readonly fault: string | null;
  readonly isSending: boolean;
  /** Why the service did not take it. */
  readonly refused: ServiceFault | null;
  /** True once it is stored: the drawer closes. */
  readonly onSend: () => Promise<boolean>;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

/** A drawer with a form: its fields, what is still wrong with it, and the ways to send it and to leave it. */
export function DrawerForm({ title, subtitle, send, fault, isSending, refused, onSend, onClose, children }: Props) {
  const styles = useStyles2(getStyles);
  const store = async () => {
    if (await onSend()) onClose();
  };
  return (
    <Drawer title={title} subtitle={subtitle} size="md" onClose={onClose}>
      <form className={styles.form} onSubmit={(submitted) => { submitted.preventDefault(); void store(); }}>
        {refused && <FaultNotice fault={refused} />}
        {children}
        {fault !== null && <p className={styles.fault}>{fault}</p>}
        <Stack gap={1}>
          <Button type="submit" disabled={fault !== null || isSending}>{send}</Button>
          <Button variant="secondary" onClick={onClose}>Cancel</Button>
        </Stack>
      </form>
    </Drawer>
  );
}

/** Fields side by side where there is room. */
export function FieldPair({ children }: { readonly children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.pair}>{children}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  pair: css({ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))', gap: theme.spacing(2) }),
  fault: css({ margin: 0, color: theme.colors.text.secondary }),
});
