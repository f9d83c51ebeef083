import { type AppPlugin, PluginContextProvider } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import * as React from 'react';

import { loadApp } from '../host/plugins';
import { theApp } from '../shell/navigation';

/** The app plugin's root page under /a/<id>/. */
export function AppView(): React.ReactElement {
  const { id } = theApp();
  const [app, setApp] = React.useState<AppPlugin>();
  const [fault, setFault] = React.useState<Error>();
  React.useEffect(() => {
    loadApp(id).then(setApp, setFault);
  }, [id]);
  if (fault !== undefined) throw fault;
  if (app?.root === undefined) return <LoadingPlaceholder text="Loading app" />;
  const Root = app.root;
  return (
    <PluginContextProvider meta={app.meta}>
      <Root meta={app.meta} basename={`/a/${id}`} path="" query={{}} onNavChanged={() => {}} />
    </PluginContextProvider>
  );
}
