import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { NamedFigure } from '../../view-models/explanation-figures.ts';
import { figureId } from './FigureLink.tsx';

/** Figures by name, which sentences lead to. */
export function FigureList({ idPrefix, figures }: { readonly idPrefix: string; readonly figures: readonly NamedFigure[] }) {
  const styles = useStyles2(getStyles);
  if (figures.length === 0) return null;
  return (
    <dl className={styles}>
      {figures.map(({ figure, name, text }) => (
        <React.Fragment key={figure}>
          <dt>{name}</dt>
          <dd id={figureId(idPrefix, figure)} tabIndex={-1}>{text}</dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', gap: theme.spacing(0.25, 1.5), margin: 0, fontSize: theme.typography.bodySmall.fontSize,
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0 },
  });
