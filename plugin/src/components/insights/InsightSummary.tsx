import { css } from '@emotion/css';
import type { Insight, InsightSummary as Summary } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { serverPath } from '../../view-models/plugin-paths.ts';
import { confidencePresentation, statusesByUrgency, statusPresentation } from '../../view-models/server-status.ts';
import { PageLink } from '../PageLink.tsx';
import { StatusBadge } from '../StatusBadge.tsx';

interface Props {
  readonly summary: Summary;
  /** Where the whole profile is shown; without it, profiles are no links. */
  readonly profileHref?: (profile: string) => string;
}

/** Who is predicted to degrade, why, how sure, and what to do first; used by the panel and by the Fleet page alike. */
export function InsightSummary({ summary, profileHref }: Props) {
  const styles = useStyles2(getStyles);
  const { headline, insights, degrading, groups } = summary;
  return (
    <div className={styles.block}>
      <p className={styles.headline} role="status">{headline}</p>
      {insights.length > 0 && (
        <ol className={styles.list} aria-label="Servers predicted to degrade">
          {insights.map((insight) => <li key={insight.serverId} className={styles.item}><OneInsight insight={insight} /></li>)}
        </ol>
      )}
      {degrading > insights.length && <p className={styles.quiet}>{`and ${degrading - insights.length} more`}</p>}
      {groups.length > 0 && (
        <ul className={styles.groups} aria-label="Servers by profile and status">
          {groups.map(({ profile, counts }) => (
            <li key={profile} className={styles.group}>
              {named(profile, profileHref)} <span className={styles.quiet}>{countsInWords(counts)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function OneInsight({ insight }: { readonly insight: Insight }) {
  const styles = useStyles2(getStyles);
  const { serverId, server, region, profile, status, sentence, confidence, action, actionMissing } = insight;
  return (
    <>
      <span className={styles.who}>
        <StatusBadge status={status} />
        <span className={styles.named}>
          <PageLink href={serverPath(serverId)} className={styles.server}>{server}</PageLink>
          <span className={styles.place}>{profile}, {region}</span>
        </span>
      </span>
      <span className={styles.what} title={confidencePresentation[confidence].meaning}>{sentence}</span>
      <span className={action === null ? styles.quiet : styles.what}>{action === null ? actionMissing : <><strong>Do:</strong> {action.title}</>}</span>
    </>
  );
}

function named(profile: string, profileHref: Props['profileHref']): ReactNode {
  return profileHref === undefined ? <strong>{profile}</strong> : <PageLink href={profileHref(profile)} style={{ textDecoration: 'underline' }}>{profile}</PageLink>;
}

/** "1 critical, 3 ok": what is not there is not told. */
function countsInWords(counts: Summary['groups'][number]['counts']): string {
  return statusesByUrgency.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${statusPresentation[status].label === 'OK' ? 'OK' : statusPresentation[status].label.toLowerCase()}`).join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  headline: css({ margin: 0, fontSize: theme.typography.h4.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  list: css({ margin: 0, padding: 0, listStyle: 'none' }),
  item: css({
    display: 'grid', gridTemplateColumns: 'minmax(180px, 1fr) minmax(240px, 2fr) minmax(200px, 2fr)', gap: theme.spacing(0.5, 2), alignItems: 'center', padding: theme.spacing(0.75, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    '@container (max-width: 640px)': { gridTemplateColumns: '1fr' },
  }),
  who: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center', minWidth: 0 }),
  server: css({ color: theme.colors.text.link, overflowWrap: 'anywhere', '&:hover': { textDecoration: 'underline' } }),
  named: css({ display: 'flex', flexDirection: 'column', minWidth: 0 }),
  place: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  what: css({ overflowWrap: 'anywhere' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
  groups: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: 0, padding: 0, listStyle: 'none' }),
  group: css({ fontSize: theme.typography.bodySmall.fontSize }),
});
