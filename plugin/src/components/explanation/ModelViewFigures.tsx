import { css } from '@emotion/css';
import { type ModelView, simpleForecastTitle } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

const mostNamed = 3;
const percent = (share: number) => `${Math.round(share * 100)}%`;

/** The model's own view: where its attention went, which variables and simple forecasts it leaned on. */
export function ModelViewFigures({ view }: { readonly view: ModelView }) {
  const styles = useStyles2(getStyles);
  const { lastTwoHours, sameTimeYesterday, restOfDay, timeAhead } = view.attention;
  const attended = [
    { name: 'last 2 hours', share: lastTwoHours },
    { name: 'same time yesterday', share: sameTimeYesterday },
    { name: 'rest of the last day', share: restOfDay },
    { name: 'what is known of the time ahead', share: timeAhead },
  ];
  return (
    <dl className={styles}>
      <dt>Attention</dt>
      <dd>{attended.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}</dd>
      <dt>Variables</dt>
      <dd>{named(view.variables)}</dd>
      <dt>Simple forecasts mixed</dt>
      <dd>{named(view.candidates.map(({ name, share }) => ({ name: `“${simpleForecastTitle(name)}”`, share })))}</dd>
    </dl>
  );
}

function named(weighed: ModelView['variables']): string {
  return weighed.slice(0, mostNamed).map(({ name, share }) => `${name} ${percent(share)}`).join(', ');
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', gap: theme.spacing(0.25, 1.5), margin: 0, fontSize: theme.typography.bodySmall.fontSize,
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0 },
  });
