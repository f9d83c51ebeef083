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
  const isNarrow = () => window.innerWidth < theme.breakpoints.values.md;
  const [menuOpen, setMenuOpen] = React.useState(() => !isNarrow());
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
        {menuOpen && <SideMenu sections={navSections(dashboards)} onNavigate={() => isNarrow() && setMenuOpen(false)} />}
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
