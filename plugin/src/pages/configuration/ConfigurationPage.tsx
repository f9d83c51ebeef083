import { PluginPage } from '@grafana/runtime';
import React from 'react';
import type { FleetcastMeta } from '../../api/plugin-settings.ts';
import { configurationPath } from '../../view-models/plugin-paths.ts';
import SettingsForm from './SettingsForm.tsx';

export function ConfigurationPage({ meta }: { readonly meta: FleetcastMeta }) {
  return (
    <PluginPage pageNav={{ text: 'Configuration', url: configurationPath }} subTitle="Where the Fleetcast service is, and how Grafana identifies itself to it">
      <SettingsForm meta={meta} />
    </PluginPage>
  );
}
