import { css } from '@emotion/css';
import { LoadingState, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { ServiceClient } from '../../api/service-client.ts';
import { useSavedScenarios } from '../../api/use-saved-scenarios.ts';
import { useWhatIfService } from '../../api/use-what-if-service.ts';
import { PanelNote } from '../../components/PanelNote.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { WhatIfView } from '../../components/what-if/WhatIfView.tsx';
import { errorsOf } from '../../view-models/panel-errors.ts';
import { factsOfFrame, type SeriesFacts } from '../../view-models/series-facts.ts';

export interface WhatIfPanelOptions {
  historyHours: number;
}

/** Follows the first forecast that its query finds: that server and metric are asked about. */
export function WhatIfPanel({ data, width, height, options, timeZone }: PanelProps<WhatIfPanelOptions>) {
  const facts = useMemo(() => data.series.map(factsOfFrame).find((one) => one !== null) ?? null, [data.series]);
  if (facts === null) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    const [title, text] = noteOf(errorsOf(data), data.series.length > 0);
    return <PanelNote title={title} text={text} />;
  }
  if (facts.learning !== null) {
    const { server, learning } = facts;
    return <PanelNote title={`${server} is still learning`} text={`Changes can be tried once there are ${learning.daysNeeded} days of history; there are ${learning.daysObserved.toFixed(1)}.`} />;
  }
  // Another server or metric begins with an empty form.
  return <AskingPanel key={`${facts.serverId}/${facts.metric}`} facts={facts} timeZone={timeZone} historyHours={options.historyHours} />;
}

interface AskingProps {
  readonly facts: SeriesFacts;
  readonly timeZone: string;
  readonly historyHours: number;
}

function AskingPanel({ facts: { serverId, server, metric, title }, timeZone, historyHours }: AskingProps) {
  const styles = useStyles2(getStyles);
  const client = useMemo(() => new ServiceClient(), []);
  const { place, ask } = useWhatIfService(client, serverId, metric, historyHours);
  const saved = useSavedScenarios(client, serverId, metric);
  return (
    // Focusable, because what does not fit must be reachable without a mouse.
    <div className={styles} role="region" aria-label={`What if: ${server} ${title}`} tabIndex={0}>
      {place.fault && <FaultNotice fault={place.fault} onRetry={place.reload} />}
      {place.data === null && place.fault === null && <Skeleton height="100%" />}
      {place.data && <WhatIfView place={place.data} ask={ask} saved={saved} timeZone={timeZone} historyHours={historyHours} />}
    </div>
  );
}

function noteOf(errors: readonly string[], hasOtherData: boolean): readonly [title: string, text: string] {
  if (errors.length > 0) return ['The server could not be read', errors.join(' ')];
  if (hasOtherData) return ['These data are not forecasts', 'This panel follows the Fleetcast predictions data source, queried for one series with its forecast.'];
  return ['No series matches', 'Choose another server or metric in the query; changes can be tried from the cycle after a server’s first samples.'];
}

const getStyles = () => css({ height: '100%', overflow: 'auto' });
