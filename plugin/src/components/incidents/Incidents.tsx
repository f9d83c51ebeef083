import { css } from '@emotion/css';
import type { Incident } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { endedAt, type ServerOption } from '../../view-models/incident.ts';
import { FaultNotice } from '../ServiceNotice.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { IncidentDrawer } from './IncidentDrawer.tsx';
import { IncidentTable } from './IncidentTable.tsx';

interface Props {
  readonly desk: IncidentDesk;
  readonly mayChange: boolean;
  /** Whom a new incident concerns, to begin with; none: the whole fleet. */
  readonly servers?: readonly ServerOption[];
  /** What to say while there is none. */
  readonly empty: React.ReactNode;
}

/** What is being done: a report, a change, or the question whether to remove one. */
type Doing = { readonly kind: 'report' } | { readonly kind: 'change' | 'remove'; readonly incident: Incident };

const noServers: readonly ServerOption[] = [];

/** Incidents and, for editors, the ways to report, end, change and remove them. */
export function Incidents({ desk, mayChange, servers = noServers, empty }: Props) {
  const styles = useStyles2(getStyles);
  const [doing, setDoing] = useState<Doing | null>(null);
  const { incidents, total, fault, changeFault } = desk;
  const close = () => {
    desk.forgetFault();
    setDoing(null);
  };
  const actions = mayChange && !desk.isChanging ? {
    onEnd: (incident: Incident) => void desk.change(incident, endedAt(incident, Date.now())),
    onEdit: (incident: Incident) => setDoing({ kind: 'change', incident }),
    onRemove: (incident: Incident) => setDoing({ kind: 'remove', incident }),
  } : null;
  return (
    <div className={styles.block}>
      {fault && <FaultNotice fault={fault} onRetry={desk.reload} />}
      {/* The drawer tells its own faults. */}
      {(doing === null || doing.kind === 'remove') && changeFault && <FaultNotice fault={changeFault} />}
      {mayChange && <div><Button icon="plus" variant="secondary" onClick={() => setDoing({ kind: 'report' })}>Report an incident</Button></div>}
      {incidents === null && fault === null && <Skeleton height={120} />}
      {incidents?.length === 0 && empty}
      {incidents !== null && incidents.length > 0 && <IncidentTable incidents={incidents} nameOf={desk.nameOf} nowMs={desk.answeredAtMs} actions={actions} />}
      {incidents !== null && total > incidents.length && <p className={styles.line}>The newest {incidents.length} of {total} are shown.</p>}
      {(doing?.kind === 'report' || doing?.kind === 'change') && (
        <IncidentDrawer key={doing.kind === 'change' ? doing.incident.incidentId : ''} desk={desk} incident={doing.kind === 'change' ? doing.incident : null} servers={servers} onClose={close} />
      )}
      {doing?.kind === 'remove' && (
        <ConfirmModal isOpen title={`Remove ${doing.incident.title}?`} body="For trouble that was none: models learn from that time again. Who did what stays on record." confirmText="Remove" onDismiss={close}
          onConfirm={() => void desk.remove(doing.incident).then((removed) => removed && close())} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  line: css({ margin: 0, color: theme.colors.text.secondary }),
});
