import { css } from '@emotion/css';
import type { Explanation, ExplanationSentence } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode, useId } from 'react';
import { useMomentFormat } from '../use-moment-format.ts';
import { counterfactualFigures, peerFigures, sumFigure, trendFigures } from '../../view-models/explanation-figures.ts';
import { reasonRows, sentencesAbout } from '../../view-models/explanation-reasons.ts';
import { figureId, FigureLink } from './FigureLink.tsx';
import { FigureList } from './FigureList.tsx';
import { ModelViewFigures } from './ModelViewFigures.tsx';
import { ReasonList } from './ReasonList.tsx';

/** An explanation in words and bars, every sentence leading to its figure; used by the panel and by the Server page alike. */
export function ExplanationText({ explanation }: { readonly explanation: Explanation }) {
  const styles = useStyles2(getStyles);
  const idPrefix = useId();
  const moments = useMomentFormat();
  const rows = reasonRows(explanation);
  const { method, pathSteps, notInputs, speaker, pastRevised, view } = explanation;
  const about = (figure: string) => sentencesAbout(explanation, figure);
  const sentences = (figure: string, otherwise: string) => <Sentences of={about(figure)} otherwise={otherwise} idPrefix={idPrefix} />;
  return (
    <div className={styles.text}>
      <p className={styles.lead}><Inline of={[...about('forecast'), ...about('speaker')]} idPrefix={idPrefix} /></p>
      {method === 'formula' && <p id={figureId(idPrefix, 'speaker')} tabIndex={-1} className={styles.quiet}>{speaker.reason}</p>}
      {pastRevised && <p className={styles.quiet}>A late sample has changed the past since this forecast was made; figures may differ a little from it.</p>}
      <Part title="Reasons">
        {rows.length > 0 ? <ReasonList rows={rows} idPrefix={idPrefix} /> : <p>Nothing in the past moved this forecast: it is the median of the last day.</p>}
        <FigureList idPrefix={idPrefix} figures={[sumFigure(explanation)]} />
        <p className={styles.quiet}>
          {method === 'integrated-gradients' ? `By Integrated Gradients, ${pathSteps} steps. ` : 'Exact, by the formula of the simple forecast. '}
          <Inline of={[...about('residual'), ...about('occlusion')]} idPrefix={idPrefix} />
        </p>
      </Part>
      <Part title="What would have avoided the breach">
        {sentences('counterfactual', 'This metric has no threshold, so there is no breach to avoid.')}
        <FigureList idPrefix={idPrefix} figures={counterfactualFigures(explanation)} />
      </Part>
      <Part title="Trends">
        {sentences('trend', 'No growth over the week, no leak and no worsening morning peak stands out.')}
        <FigureList idPrefix={idPrefix} figures={trendFigures(explanation, moments.short)} />
      </Part>
      {view !== null && (
        <Part title="The model's own view (where it looked, not what made the forecast)">
          <ModelViewFigures view={view} />
        </Part>
      )}
      {(about('peers').length > 0 || notInputs.length > 0) && (
        <Part title="Beside the forecast">
          {sentences('peers', '')}
          <FigureList idPrefix={idPrefix} figures={peerFigures(explanation)} />
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

interface SentencesProps {
  readonly of: readonly ExplanationSentence[];
  readonly idPrefix: string;
}

function Sentences({ of, otherwise, idPrefix }: SentencesProps & { readonly otherwise: string }) {
  const styles = useStyles2(getStyles);
  if (of.length === 0) return otherwise === '' ? null : <p className={styles.quiet}>{otherwise}</p>;
  return <>{of.map(({ text, figure }) => <p key={text}><FigureLink idPrefix={idPrefix} figure={figure}>{text}</FigureLink></p>)}</>;
}

/** One after the other in a line of text. */
function Inline({ of, idPrefix }: SentencesProps) {
  return <>{of.map(({ text, figure }, i) => <React.Fragment key={text}>{i > 0 && ' '}<FigureLink idPrefix={idPrefix} figure={figure}>{text}</FigureLink></React.Fragment>)}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), '& p': { margin: 0 } }),
  lead: css({ fontWeight: theme.typography.fontWeightMedium }),
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.75) }),
  title: css({ margin: 0, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
