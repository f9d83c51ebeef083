import type { Incident } from '@fleetcast/contract';
import { Drawer } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import type { AskedHistory, IncidentDesk } from '../../view-models/incident-desk.ts';
import { incidentStory } from '../../view-models/incident-history.ts';
import { FaultNotice } from '../ServiceNotice.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { Story } from '../Story.tsx';
import { useMomentFormat } from '../use-moment-format.ts';

interface Props {
  readonly desk: Pick<IncidentDesk, 'historyOf' | 'nameOf'>;
  readonly incident: Incident;
  readonly onClose: () => void;
}

/** Who reported an incident, changed it and removed it, and when. */
export function IncidentHistoryDrawer({ desk: { historyOf, nameOf }, incident: { incidentId, title }, onClose }: Props) {
  const moments = useMomentFormat();
  const [asked, setAsked] = useState<AskedHistory | null>(null);
  useEffect(() => {
    const closed = new AbortController();
    void historyOf(incidentId, closed.signal).then((answer) => !closed.signal.aborted && setAsked(answer));
    return () => closed.abort();
  }, [historyOf, incidentId]);
  return (
    <Drawer title={title} subtitle="Who did what, and when" size="md" onClose={onClose}>
      {asked === null && <Skeleton height={120} />}
      {asked?.kind === 'fault' && <FaultNotice fault={asked.fault} />}
      {asked?.kind === 'history' && <Story events={incidentStory(asked.history, { nameOf, momentOf: moments.short })} />}
    </Drawer>
  );
}
