import { css } from '@emotion/css';
import type { Incident } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, InlineSwitch, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { endedAt, type ServerOption } from '../../view-models/incident.ts';
import { FaultNotice } from '../ServiceNotice.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { IncidentDrawer } from './IncidentDrawer.tsx';
import { IncidentHistoryDrawer } from './IncidentHistoryDrawer.tsx';
import { IncidentTable } from './IncidentTable.tsx';
import { RemovedIncidents } from './RemovedIncidents.tsx';

interface Props {
  readonly desk: IncidentDesk;
  readonly mayChange: boolean;
  /** Whom a new incident concerns, to begin with; none: the whole fleet. */
  readonly servers?: readonly ServerOption[];
  /** Whether those that were removed can be looked at. */
  readonly tellsRemoved?: boolean;
  /** What to say while there is none. */
  readonly empty: React.ReactNode;
}

/** What is being done: a report, a change, the question whether to remove one, or a look at its history. */
type Doing = { readonly kind: 'report' } | { readonly kind: 'change' | 'remove' | 'history'; readonly incident: Incident };

const noServers: readonly ServerOption[] = [];

/** Incidents and, for editors, the ways to report, end, change and remove them. */
export function Incidents({ desk, mayChange, servers = noServers, tellsRemoved = false, empty }: Props) {
  const styles = useStyles2(getStyles);
  const [doing, setDoing] = useState<Doing | null>(null);
  const { incidents, removed, total, fault, changeFault } = desk;
  const close = () => {
    desk.forgetFault();
    setDoing(null);
  };
  const onHistory = (incident: Incident) => setDoing({ kind: 'history', incident });
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
      {(mayChange || tellsRemoved) && (
        <div className={styles.bar}>
          {mayChange && <Button icon="plus" variant="secondary" onClick={() => setDoing({ kind: 'report' })}>Report an incident</Button>}
          {tellsRemoved && <InlineSwitch id="removed-incidents" label="Removed ones too" showLabel value={desk.wantsRemoved} onChange={({ currentTarget }) => desk.askForRemoved(currentTarget.checked)} />}
        </div>
      )}
      {incidents === null && fault === null && <Skeleton height={120} />}
      {incidents?.length === 0 && empty}
      {incidents !== null && incidents.length > 0 && <IncidentTable incidents={incidents} nameOf={desk.nameOf} nowMs={desk.answeredAtMs} actions={actions} onHistory={onHistory} />}
      {incidents !== null && total > incidents.length && <p className={styles.line}>The newest {incidents.length} of {total} are shown.</p>}
      {removed !== null && <RemovedIncidents removed={removed} nameOf={desk.nameOf} onHistory={onHistory} />}
      {doing?.kind === 'history' && <IncidentHistoryDrawer desk={desk} incident={doing.incident} onClose={close} />}
      {(doing?.kind === 'report' || doing?.kind === 'change') && (
        <IncidentDrawer key={doing.kind === 'change' ? doing.incident.incidentId : ''} desk={desk} incident={doing.kind === 'change' ? doing.incident : null} servers={servers} onClose={close} />
      )}
      {doing?.kind === 'remove' && (
        <ConfirmModal isOpen title={`Remove ${doing.incident.title}?`} body="For an incident that was reported by mistake: models learn from that time again. Who did what stays on record." confirmText="Remove" onDismiss={close}
          onConfirm={() => void desk.remove(doing.incident).then((removed) => removed && close())} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' }),
  line: css({ margin: 0, color: theme.colors.text.secondary }),
});
