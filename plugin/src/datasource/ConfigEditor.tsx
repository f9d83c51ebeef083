import { Alert } from '@grafana/ui';
import React from 'react';
import { PageLink } from '../components/PageLink.tsx';
import { configurationPath } from '../view-models/plugin-paths.ts';

/** There is nothing to set here: a second place for the URL and the token would be one that can disagree. */
export function ConfigEditor() {
  return (
    <Alert severity="info" title="This data source uses the Fleetcast app's connection">
      URL and token of the prediction service are set once, for the app. <PageLink href={configurationPath} style={{ textDecoration: 'underline' }}>Open Configuration</PageLink>
    </Alert>
  );
}
