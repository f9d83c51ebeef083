import { css } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useMomentFormat } from './use-moment-format.ts';

interface StoryEvent {
  readonly atMs: number;
  readonly icon: IconName;
  readonly text: string;
  /** Null: the service itself. */
  readonly actor: string | null;
}

/** What happened, in its order, each with when and by whom. */
export function Story({ events }: { readonly events: readonly StoryEvent[] }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  return (
    <ol className={styles.story}>
      {events.map(({ atMs, icon, text, actor }, place) => (
        <li key={place} className={styles.event}>
          <Icon name={icon} />
          <div>
            <div className={styles.text}>{text}</div>
            <div className={styles.secondary}>{moments.full(atMs)}{actor !== null && `, ${actor}`}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  story: css({ listStyle: 'none' }),
  event: css({ display: 'flex', gap: theme.spacing(1), paddingBottom: theme.spacing(1) }),
  text: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
