import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ErrorBoundaryAlert, useStyles2, useTheme2 } from '@grafana/ui';
import * as React from 'react';

import { Alerts } from './Alerts';
import { type NavItem, navSections } from './navigation';
import { SideMenu } from './SideMenu';
import { TopBar } from './TopBar';

/** Grafana's chrome around whatever page is open. */
export function Shell({ children }: React.PropsWithChildren): React.ReactElement {
  const styles = useStyles2(shellStyles);
  const theme = useTheme2();
  const narrow = React.useMemo(() => window.matchMedia(`(max-width: ${theme.breakpoints.values.md - 0.02}px)`), [theme]);
  const [menuOpen, setMenuOpen] = React.useState(!narrow.matches);
  // As in Grafana, the menu gives way when the window becomes narrow, and comes back.
  React.useEffect(() => {
    const follow = () => setMenuOpen(!narrow.matches);
    narrow.addEventListener('change', follow);
    return () => narrow.removeEventListener('change', follow);
  }, [narrow]);
  const [dashboards, setDashboards] = React.useState<readonly NavItem[]>([]);
  React.useEffect(() => {
    const load = async () => {
      const found = (await (await fetch('/api/search')).json()) as ReadonlyArray<{ readonly title: string; readonly url: string }>;
      setDashboards(found.map(({ title, url }) => ({ text: title, url, icon: 'apps' })));
    };
    void load();
  }, []);
  return (
    <div className={styles.shell}>
      <TopBar menuOpen={menuOpen} onToggleMenu={() => setMenuOpen(!menuOpen)} />
      <div className={styles.body}>
        {menuOpen && <SideMenu sections={navSections(dashboards)} onNavigate={() => narrow.matches && setMenuOpen(false)} />}
        <main className={styles.main}>
          <ErrorBoundaryAlert>{children}</ErrorBoundaryAlert>
        </main>
      </div>
      <Alerts />
    </div>
  );
}

const shellStyles = (theme: GrafanaTheme2) => ({
  shell: css({ minHeight: '100vh', display: 'flex', flexDirection: 'column', background: theme.colors.background.canvas }),
  body: css({ display: 'flex', flex: 1, minWidth: 0 }),
  main: css({ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }),
});
