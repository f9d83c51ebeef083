import type { ServerStatus } from '@fleetcast/contract';
import { Badge } from '@grafana/ui';
import React from 'react';
import { statusPresentation } from '../view-models/server-status.ts';

export function StatusBadge({ status }: { readonly status: ServerStatus }) {
  const { label, color, icon, meaning } = statusPresentation[status];
  return <Badge text={label} color={color} icon={icon} tooltip={meaning} />;
}
