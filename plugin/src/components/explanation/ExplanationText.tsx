import { css } from '@emotion/css';
import type { Explanation } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode, useId } from 'react';
import { reasonRows, sentencesAbout, signedText } from '../../view-models/explanation-reasons.ts';
import { ModelViewFigures } from './ModelViewFigures.tsx';
import { ReasonList } from './ReasonList.tsx';

/** An explanation in words and bars; used by the panel and by the Server page alike. */
export function ExplanationText({ explanation }: { readonly explanation: Explanation }) {
  const styles = useStyles2(getStyles);
  const rows = reasonRows(explanation);
  const { method, pathSteps, residual, info, notInputs, speaker, pastRevised, view } = explanation;
  const trends = sentencesAbout(explanation, 'trend');
  const peers = sentencesAbout(explanation, 'peers');
  return (
    <div className={styles.text}>
      <p className={styles.lead}>{[...sentencesAbout(explanation, 'forecast'), ...sentencesAbout(explanation, 'speaker')].join(' ')}</p>
      {method === 'formula' && <p className={styles.quiet}>{speaker.reason}</p>}
      {pastRevised && <p className={styles.quiet}>A late sample has changed the past since this forecast was made; figures may differ a little from it.</p>}
      <Part title="Reasons">
        {rows.length > 0 ? <ReasonList rows={rows} /> : <p>Nothing in the past moved this forecast: it is the median of the last day.</p>}
        <p className={styles.quiet}>
          {sentencesAbout(explanation, 'occlusion').join(' ')}{' '}
          {method === 'integrated-gradients' ? `Integrated Gradients, ${pathSteps} steps` : 'Exact, by the formula of the naive forecast'}; not placed: {signedText(residual, info.unit)}.
        </p>
      </Part>
      <Part title="What would have avoided the breach">
        <Sentences of={sentencesAbout(explanation, 'counterfactual')} otherwise="This metric has no threshold, so there is no breach to avoid." />
      </Part>
      <Part title="Trends">
        <Sentences of={trends} otherwise="No growth over the week, no leak and no worsening morning peak stands out." />
      </Part>
      {view !== null && (
        <Part title="The model's own view (where it looked, not what made the forecast)">
          <ModelViewFigures view={view} />
        </Part>
      )}
      {(peers.length > 0 || notInputs.length > 0) && (
        <Part title="Beside the forecast">
          {peers.length > 0 && <Sentences of={peers} otherwise="" />}
          {notInputs.length > 0 && <p className={styles.quiet}>The model does not look at: {notInputs.join(', ')}.</p>}
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h3 id={id} className={styles.title}>{title}</h3>
      {children}
    </section>
  );
}

function Sentences({ of, otherwise }: { readonly of: readonly string[]; readonly otherwise: string }) {
  const styles = useStyles2(getStyles);
  if (of.length === 0) return <p className={styles.quiet}>{otherwise}</p>;
  return <>{of.map((text) => <p key={text}>{text}</p>)}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), '& p': { margin: 0 } }),
  lead: css({ fontWeight: theme.typography.fontWeightMedium }),
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.75) }),
  title: css({ margin: 0, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
