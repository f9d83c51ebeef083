import { Button } from '@grafana/ui';
import type { Incident } from '@fleetcast/contract';
import React from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { concernedInWords } from '../../view-models/incident.ts';
import { FigureTable } from '../FigureTable.tsx';
import { useMomentFormat } from '../use-moment-format.ts';

interface Props {
  readonly removed: NonNullable<IncidentDesk['removed']>;
  readonly nameOf: IncidentDesk['nameOf'];
  readonly onHistory: (incident: Incident) => void;
}

/** Incidents that were none, and who said so. */
export function RemovedIncidents({ removed, nameOf, onHistory }: Props) {
  const moments = useMomentFormat();
  if (removed.length === 0) return <p>None was removed.</p>;
  const rows = removed.map(({ incident, removedAt, removedBy }) => ({
    key: incident.incidentId,
    cells: [
      incident.title,
      moments.full(incident.startMs),
      concernedInWords(incident, nameOf),
      moments.full(Date.parse(removedAt)),
      <Button key="by" fill="text" size="sm" variant="secondary" icon="history" aria-label={`${removedBy}: history of ${incident.title}`} onClick={() => onHistory(incident)}>{removedBy}</Button>,
    ],
  }));
  return <FigureTable label="Removed incidents" columns={['Incident', 'Began', 'Whom it concerned', 'Removed', 'Removed by']} rows={rows} />;
}
