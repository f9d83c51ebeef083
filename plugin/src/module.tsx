import './public-path.ts';
import { AppPlugin, type AppRootProps, type PluginExtensionPanelContext, PluginExtensionPoints } from '@grafana/data';
import React, { lazy, Suspense } from 'react';
import type { FleetcastJsonData } from './api/plugin-settings.ts';
import { Skeleton } from './components/Skeleton.tsx';
import { serverOfPanel } from './view-models/panel-server.ts';
import { serverByNamePath, serversPath } from './view-models/plugin-paths.ts';

// This module is loaded with Grafana itself (the link in panel menus needs it): the pages come only when one is opened.
const LazyApp = lazy(() => import('./pages/App.tsx'));
const LazySettings = lazy(() => import('./pages/configuration/SettingsForm.tsx'));

function App(props: AppRootProps<FleetcastJsonData>) {
  return (
    <Suspense fallback={<Skeleton height="60vh" />}>
      <LazyApp {...props} />
    </Suspense>
  );
}

function Settings({ plugin }: { readonly plugin: { readonly meta: AppRootProps<FleetcastJsonData>['meta'] } }) {
  return (
    <Suspense fallback={<Skeleton height={240} />}>
      <LazySettings meta={plugin.meta} />
    </Suspense>
  );
}

export const plugin = new AppPlugin<FleetcastJsonData>()
  .setRootPage(App)
  .addConfigPage({ id: 'configuration', title: 'Configuration', icon: 'cog', body: Settings })
  .addLink<PluginExtensionPanelContext>({
    targets: [PluginExtensionPoints.DashboardPanelMenu],
    title: 'Forecast this server',
    description: 'The next 8 hours of the server that this panel shows',
    icon: 'chart-line',
    path: serversPath,
    configure: (panel) => {
      const shown = panel && serverOfPanel(panel);
      return shown ? { path: serverByNamePath(shown.server, shown.region) } : undefined;
    },
  });
