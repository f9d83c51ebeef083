import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, IconButton, RadioButtonGroup, Text, useStyles2, useTheme2 } from '@grafana/ui';
import * as React from 'react';

import { useBreadcrumbs } from './page-title';
import { ServiceLine } from './ServiceLine';

const roleChoices = (['Viewer', 'Editor', 'Admin'] as const).map((role) => ({ label: role, value: role }));

interface Props {
  readonly menuOpen: boolean;
  readonly onToggleMenu: () => void;
}

export function TopBar({ menuOpen, onToggleMenu }: Props): React.ReactElement {
  const styles = useStyles2(barStyles);
  const { isDark } = useTheme2();
  const crumbs = useBreadcrumbs();
  const { role } = window.fleetcastPreview.session;
  return (
    <header className={styles.bar}>
      <IconButton name="bars" size="lg" tooltip={menuOpen ? 'Close menu' : 'Open menu'} aria-expanded={menuOpen} onClick={onToggleMenu} />
      <nav aria-label="Breadcrumbs" className={styles.crumbs}>
        {crumbs.map((text, i) => (
          <React.Fragment key={i}>
            {i > 0 && <Icon name="angle-right" />}
            <Text truncate color={i === crumbs.length - 1 ? 'primary' : 'secondary'}>{text}</Text>
          </React.Fragment>
        ))}
      </nav>
      <ServiceLine />
      <div className={styles.visitor} title="In Grafana your account decides; the preview lets you try each role">
        <span className={styles.roleLabel}>
          <Text color="secondary" variant="bodySmall">Preview as</Text>
        </span>
        <RadioButtonGroup aria-label="Role in this preview" size="sm" options={roleChoices} value={role} onChange={(chosen) => void change({ role: chosen })} />
      </div>
      <IconButton name={'adjust-circle'} size="lg" tooltip={isDark ? 'Light theme' : 'Dark theme'} onClick={() => void change({ theme: isDark ? 'light' : 'dark' })} />
    </header>
  );
}

/** Role and theme are the server's to know, and Grafana's packages read them once, so the page starts again. */
async function change(session: { readonly role?: string; readonly theme?: string }): Promise<void> {
  await fetch('/preview/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(session) });
  window.location.reload();
}

const barStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'sticky', top: 0, zIndex: theme.zIndex.navbarFixed, display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), height: 40, padding: theme.spacing(0, 1.5),
    background: theme.colors.background.primary, borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  crumbs: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flex: 1, minWidth: 0, overflow: 'hidden', whiteSpace: 'nowrap' }),
  visitor: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  roleLabel: css({ [theme.breakpoints.down('md')]: { display: 'none' } }),
});
