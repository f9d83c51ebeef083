import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

/** What a panel says in place of a drawing: why there is none, and what to do. */
export function PanelNote({ title, text }: { readonly title: string; readonly text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles} role="status">
      <strong>{title}</strong>
      <span>{text}</span>
    </div>
  );
}

const getStyles = () => css({ height: '100%', display: 'flex', flexDirection: 'column', alignItems: 'center', justifyContent: 'center', gap: 4, textAlign: 'center', overflow: 'auto' });
