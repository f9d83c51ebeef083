import { css } from '@emotion/css';
import { speakerTitle, type WarningDetail } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Drawer, Icon, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { PageLink } from '../../components/PageLink.tsx';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Story } from '../../components/Story.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import type { MetricWords } from '../../view-models/metric-words.ts';
import { actionabilityOf, eventIcon, warningRow } from '../../view-models/warning-row.ts';
import { useWarning } from './use-warnings.ts';
import { WarningAnswerForm } from './WarningAnswerForm.tsx';
import { WarningTickets } from './WarningTickets.tsx';

interface Props {
  readonly warningId: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** One warning: what is expected, whether anything can be done, what people did, and what became of it. */
export function WarningDrawer({ warningId, onClose, onChanged }: Props) {
  const opened = useWarning(warningId, onChanged);
  const { data, fault } = opened;
  const words = useMetricWords();
  const row = data && warningRow(data, words);
  return (
    <Drawer title={row === null ? 'Warning' : `${row.server}: ${row.breach}`} size="md" onClose={onClose}>
      {fault && <FaultNotice fault={fault} onRetry={opened.reload} />}
      {data === null && fault === null && <Skeleton height={200} />}
      {data && <WarningFacts warning={data} words={words} />}
      {data && <WarningTickets groupId={data.groupId} />}
      {data && <WarningAnswerForm key={data.state} opened={opened} warning={data} />}
      {data && <WarningStory warning={data} />}
    </Drawer>
  );
}

function WarningFacts({ warning, words }: { readonly warning: WarningDetail; readonly words: MetricWords }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const row = warningRow(warning, words);
  const isOver = warning.state === 'cleared';
  return (
    <section aria-label="What is expected">
      {warning.staleSince !== null && (
        <PlainNotice severity="warning" title={`Nothing new is known since ${moments.short(Date.parse(warning.staleSince))}`} text="Missing data never clears a warning: it stays as it is until samples come again." />
      )}
      <div className={styles.badges}>
        <Badge text={row.severity.label} color={row.severity.color} icon={row.severity.icon} />
        <Badge text={row.outcome.label} color={row.outcome.color} icon={row.outcome.icon} />
        {row.isPaged && <Badge text="Worth a page" color="purple" icon="mobile-android" />}
      </div>
      <dl className={styles.facts}>
        <dt>Server</dt>
        <dd><PageLink href={row.serverHref} className={styles.link}>{row.server}</PageLink> <span className={styles.secondary}>{row.place}</span></dd>
        <dt>{isOver ? 'Last probability' : 'Probability'}</dt>
        <dd>{row.probabilityText}</dd>
        {isOver ? <><dt>Lead time</dt><dd>{row.leadText}</dd></> : <><dt>Expected</dt><dd>{row.when}</dd></>}
        <dt>Opened</dt>
        <dd>{moments.full(row.openedAtMs)}</dd>
        <dt>Forecast by</dt>
        <dd title={warning.speaker}>{speakerTitle(warning.speaker)}</dd>
      </dl>
      <h5 className={styles.heading}>{warning.actionable ? 'Something can be done' : 'What can be done'}</h5>
      <ul className={styles.list}>
        {actionabilityOf(warning).map(({ text, holds }) => (
          <li key={text}><Icon name={holds ? 'check' : 'times'} className={holds ? styles.good : styles.secondary} /> {text}</li>
        ))}
      </ul>
      {warning.group.length > 0 && (
        <>
          <h5 className={styles.heading}>One cause with</h5>
          <ul className={styles.list}>
            {warning.group.map((one) => warningRow(one, words)).map((other) => (
              <li key={other.warningId}><PageLink href={other.href} className={styles.link}>{other.server}: {other.breach}</PageLink> <span className={styles.secondary}>{other.group ?? 'leads the group'}</span></li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function WarningStory({ warning: { events } }: { readonly warning: WarningDetail }) {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="History">
      <h5 className={styles.heading}>History</h5>
      <Story events={events.map(({ at, kind, actor, text }) => ({ atMs: Date.parse(at), icon: eventIcon(kind), text, actor: actor === 'service' ? null : actor }))} />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  badges: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  facts: css({ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: theme.spacing(0.5, 2), dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }, dd: { margin: 0, overflowWrap: 'anywhere' } }),
  heading: css({ margin: theme.spacing(2, 0, 1) }),
  list: css({ listStyle: 'none', li: { marginBottom: theme.spacing(0.5) } }),
  // Underlined: text stands beside it, and colour alone does not tell a link.
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
  good: css({ color: theme.colors.success.text }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
