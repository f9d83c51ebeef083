import type { AppRootProps } from '@grafana/data';
import React from 'react';
import { Navigate, Route, Routes } from 'react-router';
import type { FleetcastJsonData } from '../api/plugin-settings.ts';
import { ServiceClientContext } from '../api/service-client-context.ts';
import { ServiceClient } from '../api/service-client.ts';
import { fleetPath } from '../view-models/plugin-paths.ts';
import { CalendarPage } from './calendar/CalendarPage.tsx';
import { ComparePage } from './compare/ComparePage.tsx';
import { DemoPage } from './demo/DemoPage.tsx';
import { ConfigurationPage } from './configuration/ConfigurationPage.tsx';
import { FleetPage } from './fleet/FleetPage.tsx';
import { ModelsPage } from './models/ModelsPage.tsx';
import { PerformancePage } from './performance/PerformancePage.tsx';
import { ServerChooserPage } from './server/ServerChooserPage.tsx';
import { ServerPage } from './server/ServerPage.tsx';
import { WarningsPage } from './warnings/WarningsPage.tsx';

const client = new ServiceClient();

/** The app's pages, below /a/fleetcast-forecasting-app. */
export default function App({ meta }: AppRootProps<FleetcastJsonData>) {
  return (
    <ServiceClientContext value={client}>
      <Routes>
        <Route path="fleet" element={<FleetPage />} />
        <Route path="servers" element={<ServerChooserPage />} />
        <Route path="servers/:serverId" element={<ServerPage />} />
        <Route path="compare" element={<ComparePage />} />
        <Route path="warnings" element={<WarningsPage />} />
        <Route path="warnings/:warningId" element={<WarningsPage />} />
        <Route path="calendar" element={<CalendarPage />} />
        <Route path="models" element={<ModelsPage />} />
        <Route path="performance" element={<PerformancePage />} />
        <Route path="demo" element={<DemoPage />} />
        <Route path="configuration" element={<ConfigurationPage meta={meta} />} />
        <Route path="*" element={<Navigate to={fleetPath} replace />} />
      </Routes>
    </ServiceClientContext>
  );
}
