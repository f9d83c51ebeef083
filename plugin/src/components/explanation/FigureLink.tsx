import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly idPrefix: string;
  /** The sentence's name for its figure, e.g. group:recent. */
  readonly figure: string;
  readonly children: string;
}

/** Where the figure of a sentence stands; what was not placed is told in the forecast's sum. */
export function figureId(idPrefix: string, figure: string): string {
  return `${idPrefix}${figure === 'residual' ? 'forecast' : figure}`;
}

/** A sentence that leads to the figure it was made from: pressed, that figure comes into view and takes the focus. */
export function FigureLink({ idPrefix, figure, children }: Props) {
  // What takes the focus is scrolled into view.
  const lead = () => document.getElementById(figureId(idPrefix, figure))?.focus();
  return <button type="button" className={useStyles2(getStyles)} data-figure={figure} onClick={lead}>{children}</button>;
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    display: 'inline', padding: 0, border: 'none', background: 'none', color: 'inherit', font: 'inherit', textAlign: 'left', cursor: 'pointer',
    textDecoration: `underline dotted ${theme.colors.border.strong}`, textUnderlineOffset: 3,
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 },
  });
