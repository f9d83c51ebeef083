import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { type EmbeddedScene, UrlSyncContextProvider } from '@grafana/scenes';
import { Alert, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import * as React from 'react';
import { useParams } from 'react-router';

import { setBreadcrumbs } from '../shell/page-title';
import { type DashboardModel, dashboardScene } from './dashboard-scene';

/** One of the app's provisioned dashboards. */
export function DashboardView(): React.ReactElement {
  const { uid = '' } = useParams();
  const styles = useStyles2(dashboardStyles);
  const [scene, setScene] = React.useState<EmbeddedScene>();
  const [missing, setMissing] = React.useState(false);
  React.useEffect(() => {
    const load = async () => {
      const answer = await fetch(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
      if (!answer.ok) return setMissing(true);
      const { dashboard } = (await answer.json()) as { readonly dashboard: DashboardModel };
      setBreadcrumbs(['Dashboards', dashboard.title]);
      const built = dashboardScene(dashboard);
      window.__grafanaSceneContext = built;
      setScene(built);
    };
    void load();
    return () => {
      window.__grafanaSceneContext = undefined;
      setScene(undefined);
    };
  }, [uid]);
  if (missing) return <Alert severity="warning" title="No such dashboard in the plugin" />;
  if (scene === undefined) return <LoadingPlaceholder text="Loading dashboard" />;
  return (
    <div className={styles.page}>
      <UrlSyncContextProvider scene={scene} updateUrlOnInit={false}>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    </div>
  );
}

const dashboardStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', flex: 1, padding: theme.spacing(2), minWidth: 0 }),
});
