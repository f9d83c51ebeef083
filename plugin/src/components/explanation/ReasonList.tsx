import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ReasonRow } from '../../view-models/explanation-reasons.ts';
import { figureId } from './FigureLink.tsx';

/** Parts of the past in the order of what they did to the forecast: a bar from the middle, the figure, and its sentence. */
export function ReasonList({ rows, idPrefix }: { readonly rows: readonly ReasonRow[]; readonly idPrefix: string }) {
  const styles = useStyles2(getStyles);
  return (
    <ol id={figureId(idPrefix, 'occlusion')} tabIndex={-1} className={styles.list} aria-label="Reasons, the largest first">
      {rows.map(({ key, title, effectText, raises, length, opinionText, sentence, isGappy }) => (
        <li key={key} id={figureId(idPrefix, `group:${key}`)} className={styles.row}>
          <span className={styles.title}>{title}</span>
          <span className={styles.effect}>{effectText}</span>
          <span className={styles.track} aria-hidden="true">
            <span className={cx(styles.bar, raises ? styles.raises : styles.lowers)} style={{ width: `${length * 50}%` }} />
          </span>
          <span className={styles.detail}>
            {sentence}
            {opinionText !== null && ` Second opinion: ${opinionText}.`}
            {isGappy && ' Partly not observed: what was not observed has no effect.'}
          </span>
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  row: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', columnGap: theme.spacing(1), alignItems: 'baseline' }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  effect: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  track: css({
    gridColumn: '1 / -1', position: 'relative', height: 8, margin: theme.spacing(0.25, 0), borderRadius: theme.shape.radius.default,
    background: `linear-gradient(to right, transparent calc(50% - 1px), ${theme.colors.border.strong} calc(50% - 1px), ${theme.colors.border.strong} calc(50% + 1px), transparent calc(50% + 1px)), ${theme.colors.background.secondary}`,
  }),
  bar: css({ position: 'absolute', top: 0, bottom: 0, minWidth: 2 }),
  raises: css({ left: '50%', background: theme.visualization.getColorByName('orange') }),
  lowers: css({ right: '50%', background: theme.visualization.getColorByName('blue') }),
  detail: css({ gridColumn: '1 / -1', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
