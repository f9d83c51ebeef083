import { css, cx } from '@emotion/css';
import type { FleetPage, ServerStatus } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { statusesByUrgency, statusPresentation, type StatusColor } from '../../view-models/server-status.ts';

interface Props {
  readonly counts: FleetPage['counts'] | null;
  readonly chosen: readonly ServerStatus[];
  readonly onChoose: (statuses: readonly ServerStatus[]) => void;
}

/** How many servers have which status; each count is a switch of the filter. */
export function StatusSummary({ counts, chosen, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const toggle = (status: ServerStatus) => onChoose(chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status]);
  return (
    <div className={styles.tiles} role="group" aria-label="Servers by status">
      {statusesByUrgency.map((status) => {
        const { label, icon, meaning, color } = statusPresentation[status];
        const count = counts?.[status];
        return (
          <Tooltip key={status} content={meaning}>
            <button type="button" className={cx(styles.tile, chosen.includes(status) && styles.chosen)} aria-pressed={chosen.includes(status)} onClick={() => toggle(status)}>
              <span className={styles.count}>{counts === null ? '…' : (count ?? 0)}</span>
              <span className={styles.label}>
                <Icon name={icon} size="sm" style={{ color: iconColor(theme, color) }} /> {label}
              </span>
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

function iconColor(theme: GrafanaTheme2, color: StatusColor): string {
  return color === 'darkgrey' ? theme.colors.text.secondary : theme.visualization.getColorByName(color);
}

const getStyles = (theme: GrafanaTheme2) => ({
  tiles: css({ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(96px, 1fr))', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  tile: css({
    display: 'flex', flexDirection: 'column', alignItems: 'flex-start', padding: theme.spacing(1, 1.5), cursor: 'pointer', textAlign: 'left',
    background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default, color: theme.colors.text.primary,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 },
  }),
  chosen: css({ borderColor: theme.colors.primary.border, background: theme.colors.action.selected }),
  count: css({ fontSize: theme.typography.h3.fontSize, lineHeight: 1.2, fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, display: 'inline-flex', gap: theme.spacing(0.5), alignItems: 'center' }),
});
