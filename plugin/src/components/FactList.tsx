import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Tooltip, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ForecastFact } from '../view-models/speaker-line.ts';

/** Who speaks, how well so far, what is missing: label and value side by side, the reason on hover and focus. */
export function FactList({ facts }: { readonly facts: readonly ForecastFact[] }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {facts.map(({ key, label, value, explanation, tone }) => (
        <div key={key} className={styles.fact}>
          <dt className={styles.label}>{label}</dt>
          <Tooltip content={explanation}>
            {/* Focusable, because the explanation must be reachable without a mouse. */}
            <dd className={styles[tone]} tabIndex={0}>
              {value}
            </dd>
          </Tooltip>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const value = { margin: 0, cursor: 'help', textDecoration: `underline dotted ${theme.colors.border.strong}`, textUnderlineOffset: 3 };
  return {
    list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
    fact: css({ display: 'flex', gap: theme.spacing(0.5) }),
    label: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
    good: css({ ...value, color: theme.colors.success.text }),
    neutral: css({ ...value, color: theme.colors.text.primary }),
    caution: css({ ...value, color: theme.colors.warning.text }),
  };
};
