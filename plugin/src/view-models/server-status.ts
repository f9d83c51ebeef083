import type { Confidence, ServerStatus } from '@fleetcast/contract';
import type { IconName } from '@grafana/data';

/** Names of Grafana's badge colours that a status may take. */
export type StatusColor = 'red' | 'orange' | 'green' | 'blue' | 'purple' | 'darkgrey';

interface StatusPresentation {
  readonly label: string;
  readonly color: StatusColor;
  readonly icon: IconName;
  readonly meaning: string;
}

/** Worst first: the order of summaries and filters. */
export const statusesByUrgency: readonly ServerStatus[] = ['critical', 'warning', 'learning', 'stale', 'ok', 'unknown'];

export const statusPresentation: Readonly<Record<ServerStatus, StatusPresentation>> = {
  critical: { label: 'Critical', color: 'red', icon: 'exclamation-circle', meaning: 'A threshold will very likely be crossed within the horizon' },
  warning: { label: 'Warning', color: 'orange', icon: 'exclamation-triangle', meaning: 'A threshold may be crossed within the horizon' },
  learning: { label: 'Learning', color: 'blue', icon: 'clock-nine', meaning: 'Too little history for the model; a simple forecast stands in' },
  stale: { label: 'Stale', color: 'purple', icon: 'history', meaning: 'No new samples for more than two cycles' },
  ok: { label: 'OK', color: 'green', icon: 'check-circle', meaning: 'No threshold is likely to be crossed' },
  unknown: { label: 'Unknown', color: 'darkgrey', icon: 'question-circle', meaning: 'No metric has a threshold, or there are no data' },
};

export const confidencePresentation: Readonly<Record<Confidence, { readonly label: string; readonly meaning: string }>> = {
  high: { label: 'High', meaning: 'The forecast has proven better than simple ones on this series' },
  medium: { label: 'Medium', meaning: 'Too few forecasts have come true yet to prove it better than simple ones' },
  low: { label: 'Low', meaning: 'A simple forecast stands in, or input is missing' },
};
