import { css } from '@emotion/css';
import type { WhatIfAnswer, WhatIfServer } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React from 'react';
import { breachText, changeText, peakText, roleText } from '../../view-models/what-if-words.ts';

/** What the changes do: to the asked metric in full, to the rest in a table, and what the answer rests on. */
export function EffectList({ answer }: { readonly answer: WhatIfAnswer }) {
  const styles = useStyles2(getStyles);
  const [asked, ...others] = answer.servers as [WhatIfServer, ...WhatIfServer[]];
  const leading = asked.effects.find(({ metric }) => metric === answer.metric);
  const rest = asked.effects.filter(({ metric }) => metric !== answer.metric);
  return (
    <div className={styles.list}>
      {asked.role === 'gone' && <p className={styles.leading}><strong>{asked.server} would be gone.</strong> Its load goes to its tier:</p>}
      {leading && (
        <div className={styles.leading}>
          <p className={styles.figure}>{answer.info.title}, busiest half hour: <strong>{peakText(leading)}</strong></p>
          <p className={styles.figure}>{changeText(leading.info.unit, leading.peakChange)}</p>
          {leading.breaches.map((breach) => <p key={breach.after.severity} className={styles.figure}>{breachText(leading.info.unit, breach)}</p>)}
        </div>
      )}
      <div className={styles.scroll} role="region" aria-label="Effects on other metrics and servers" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr><th scope="col">Server</th><th scope="col">Metric</th><th scope="col">Busiest half hour</th><th scope="col">Change</th></tr>
          </thead>
          <tbody>
            {[...rest.map((effect) => ({ server: asked, effect })), ...others.flatMap((server) => server.effects.map((effect) => ({ server, effect })))].map(({ server, effect }) => (
              <tr key={`${server.serverId}/${effect.metric}`}>
                <th scope="row">{server.server}{server !== asked && <span className={styles.role}> {roleText(server.role)}</span>}</th>
                <td>{effect.info.title}</td>
                <td>{peakText(effect)}</td>
                <td>{changeText(effect.info.unit, effect.peakChange)}</td>
              </tr>
            ))}
            {others.filter(({ role }) => role === 'gone').map((server) => <tr key={server.serverId}><th scope="row">{server.server}</th><td colSpan={3}>would be gone</td></tr>)}
          </tbody>
        </table>
      </div>
      <details className={styles.rests}>
        <summary>What this rests on</summary>
        <ul>
          {answer.restsOn.map(({ kind, text }) => <li key={text}><Icon name={kind === 'measured' || kind === 'fitted' ? 'check-circle' : 'info-circle'} size="sm" /> {kind}: {text}</li>)}
        </ul>
      </details>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, fontSize: theme.typography.bodySmall.fontSize }),
  leading: css({ margin: 0, fontSize: theme.typography.body.fontSize }),
  figure: css({ margin: 0 }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%', fontVariantNumeric: 'tabular-nums',
    'th, td': { padding: theme.spacing(0.5, 1), textAlign: 'left', whiteSpace: 'nowrap', borderBottom: `1px solid ${theme.colors.border.weak}`, fontWeight: theme.typography.fontWeightRegular },
    'thead th': { color: theme.colors.text.secondary },
  }),
  role: css({ color: theme.colors.text.secondary }),
  rests: css({ color: theme.colors.text.secondary, '& ul': { margin: theme.spacing(0.5, 0, 0), paddingLeft: theme.spacing(2), listStyle: 'none' }, '& summary': { cursor: 'pointer' } }),
});
