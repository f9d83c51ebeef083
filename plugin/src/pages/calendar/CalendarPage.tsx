import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService, PluginPage } from '@grafana/runtime';
import { EmptyState, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useIncidents } from '../../api/use-incidents.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { Incidents } from '../../components/incidents/Incidents.tsx';
import { calendarPath, incidentsPath } from '../../view-models/plugin-paths.ts';
import { KnownEvents } from './KnownEvents.tsx';

const subTitles = {
  events: 'What is known in advance enters the forecast; maintenance also mutes warnings and is left out of training',
  incidents: 'Trouble that was observed: training leaves it out, and while a large one goes on nothing is learned',
} as const;

/** What is known of times that are not as usual: events that were announced, and incidents that were reported. */
export function CalendarPage() {
  const styles = useStyles2(getStyles);
  const view = new URLSearchParams(useLocation().search).get('view') === 'incidents' ? 'incidents' : 'events';
  return (
    <PluginPage pageNav={{ text: 'Calendar', url: calendarPath }} subTitle={subTitles[view]}>
      <TabsBar className={styles.tabs}>
        <Tab label="Known events" active={view === 'events'} onChangeTab={() => locationService.replace(calendarPath)} />
        <Tab label="Incidents" active={view === 'incidents'} onChangeTab={() => locationService.replace(incidentsPath)} />
      </TabsBar>
      {view === 'events' ? <KnownEvents /> : <FleetIncidents />}
    </PluginPage>
  );
}

function FleetIncidents() {
  const desk = useIncidents(useServiceClient());
  const mayChange = mayVisitorOperate();
  return (
    <Incidents desk={desk} mayChange={mayChange} tellsRemoved
      empty={(
        <EmptyState variant="completed" message="No incident was reported">
          Breaches of critical thresholds are found by themselves. {mayChange ? 'Report' : 'Editors report'} what the metrics do not show, so that no model takes it for usual.
        </EmptyState>
      )} />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ tabs: css({ marginBottom: theme.spacing(2) }) });
