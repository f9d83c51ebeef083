import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** The frame, head and title of a card of the Server page. */
export const cardStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), alignItems: 'baseline', justifyContent: 'space-between' }),
  title: css({ margin: 0, fontSize: theme.typography.h6.fontSize, fontWeight: theme.typography.fontWeightMedium }),
});
