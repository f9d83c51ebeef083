import { type AppPlugin, PluginContextProvider } from '@grafana/data';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import * as React from 'react';
import { useLocation } from 'react-router';

import { loadApp } from '../host/plugins';
import { mayOpen, theApp } from '../shell/navigation';

/** The app plugin's root page under /a/<id>/. */
export function AppView(): React.ReactElement {
  const { id } = theApp();
  const { pathname } = useLocation();
  const [app, setApp] = React.useState<AppPlugin>();
  const [fault, setFault] = React.useState<Error>();
  React.useEffect(() => {
    loadApp(id).then(setApp, setFault);
  }, [id]);
  if (!mayOpen(pathname)) return <Alert severity="warning" title="Access denied">You do not have permission to see this page.</Alert>;
  if (fault !== undefined) throw fault;
  if (app?.root === undefined) return <LoadingPlaceholder text="Loading app" />;
  const Root = app.root;
  return (
    <PluginContextProvider meta={app.meta}>
      <Root meta={app.meta} basename={`/a/${id}`} path="" query={{}} onNavChanged={() => {}} />
    </PluginContextProvider>
  );
}
