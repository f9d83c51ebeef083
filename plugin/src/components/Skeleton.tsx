import { css, cx, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly width?: number | string;
  readonly height: number | string;
  readonly className?: string;
}

/** A grey place holder in the size of what is being loaded, so that nothing jumps when it comes. */
export function Skeleton({ width = '100%', height, className }: Props) {
  return <span aria-hidden="true" className={cx(useStyles2(getStyles), className)} style={{ width, height }} />;
}

const breathe = keyframes({ '0%, 100%': { opacity: 0.9 }, '50%': { opacity: 0.4 } });

const getStyles = (theme: GrafanaTheme2) =>
  css({
    display: 'block',
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    [theme.transitions.handleMotion('no-preference')]: { animation: `${breathe} 1.6s ease-in-out infinite` },
  });
