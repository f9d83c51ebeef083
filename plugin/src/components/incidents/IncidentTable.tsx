import { css } from '@emotion/css';
import type { Incident, ToldIncident } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, Icon, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { concernedInWords, incidentLastsInWords, isUnderWay, unknownInWords } from '../../view-models/incident.ts';
import { FigureTable } from '../FigureTable.tsx';
import { useMomentFormat } from '../use-moment-format.ts';

/** What an editor can do about one incident. */
export interface IncidentActions {
  readonly onEnd: (incident: Incident) => void;
  readonly onEdit: (incident: Incident) => void;
  readonly onRemove: (incident: Incident) => void;
}

interface Props {
  readonly incidents: readonly ToldIncident[];
  readonly nameOf: IncidentDesk['nameOf'];
  readonly nowMs: number;
  /** Null: the visitor may only read. */
  readonly actions: IncidentActions | null;
  readonly onHistory: (incident: Incident) => void;
}

/** Trouble that was reported, newest first. */
export function IncidentTable({ incidents, nameOf, nowMs, actions, onHistory }: Props) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const rows = incidents.map((incident) => {
    const { incidentId, title, note, startMs, reportedBy, changedBy, changedAt } = incident;
    const unknown = unknownInWords(incident);
    const goesOn = isUnderWay(incident, nowMs);
    return {
      key: incidentId,
      cells: [
        <div key="title" className={styles.title}>{title}{note !== '' && <div className={styles.note}>{note}</div>}</div>,
        goesOn ? <Badge key="state" text="Goes on" color="red" icon="exclamation-circle" /> : <Badge key="state" text="Over" color="darkgrey" icon="check" />,
        moments.full(startMs),
        incidentLastsInWords(incident, nowMs),
        <div key="concerned">{concernedInWords(incident, nameOf)}{unknown !== null && <div className={styles.unknown}><Icon name="exclamation-triangle" /> {unknown}</div>}</div>,
        <Button key="by" fill="text" size="sm" variant="secondary" icon="history" aria-label={`${reportedBy}: history of ${title}`} tooltip={`Last changed by ${changedBy}, ${moments.full(Date.parse(changedAt))}`} onClick={() => onHistory(incident)}>
          {reportedBy}
        </Button>,
        ...(actions === null ? [] : [
          <Stack key="buttons" gap={1}>
            <Button size="sm" variant="secondary" icon="pen" aria-label={`Edit ${title}`} onClick={() => actions.onEdit(incident)} />
            <Button size="sm" variant="secondary" icon="trash-alt" aria-label={`Remove ${title}`} onClick={() => actions.onRemove(incident)} />
            {goesOn && <Button size="sm" variant="secondary" icon="check" aria-label={`${title} is over`} onClick={() => actions.onEnd(incident)}>It is over</Button>}
          </Stack>,
        ]),
      ],
    };
  });
  return <FigureTable label="Reported incidents" columns={['Incident', 'State', 'Began', 'Lasts', 'Whom it concerns', 'Reported by', ...(actions === null ? [] : ['Change'])]} rows={rows} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ minWidth: 160, maxWidth: 360, whiteSpace: 'normal', overflowWrap: 'anywhere' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  unknown: css({ maxWidth: 240, whiteSpace: 'normal', overflowWrap: 'anywhere', color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
