import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ExpectedValue } from '../../view-models/metric-outlook.ts';

/** The median, its change from now, and the 80% band below it. */
export function ExpectedCell({ expected }: { readonly expected: ExpectedValue }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {expected.median} <span className={styles.aside}>{expected.change}</span>
      <div className={styles.aside}>{expected.band}</div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  aside: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
