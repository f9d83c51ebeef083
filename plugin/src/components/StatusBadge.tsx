import type { ServerStatus } from '@fleetcast/contract';
import { Badge } from '@grafana/ui';
import React from 'react';
import { statusPresentation } from '../view-models/server-status.ts';

export function StatusBadge({ status }: { readonly status: ServerStatus }) {
  const { label, color, icon, meaning } = statusPresentation[status];
  // A title, not Grafana's tooltip: a table has one in each row, and scrolling would pay for all of them.
  return (
    <span title={meaning}>
      <Badge text={label} color={color} icon={icon} />
    </span>
  );
}
