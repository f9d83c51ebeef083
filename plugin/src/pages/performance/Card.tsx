import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly title: string;
  /** One sentence on what is shown and how to read it. */
  readonly reading: string;
  readonly actions?: React.ReactNode;
  readonly children: React.ReactNode;
}

/** A part of the page in a frame of its own. */
export function Card({ title, reading, actions, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {actions}
      </div>
      <p className={styles.reading}>{reading}</p>
      {children}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({ background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default, padding: theme.spacing(1.5, 2, 2), minWidth: 0 }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1) }),
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  reading: css({ margin: theme.spacing(0.25, 0, 1.5), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
