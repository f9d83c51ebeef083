import type { Warning, WarningEvent, WarningOutcome, WarningSeverity } from '@fleetcast/contract';
import type { IconName } from '@grafana/data';
import { type MetricWords, metricsUnknown, valueInUnit } from './metric-words.ts';
import { serverPath, warningPath } from './plugin-paths.ts';
import { riskInWords } from './risk.ts';
import type { StatusColor } from './server-status.ts';
import { breachInWords, medianInWords, minutesInWords } from './spans-of-time.ts';

interface Presentation {
  readonly label: string;
  readonly color: StatusColor;
  readonly icon: IconName;
  readonly meaning: string;
}

export const severityPresentation: Readonly<Record<WarningSeverity, Presentation>> = {
  critical: { label: 'Critical', color: 'red', icon: 'exclamation-circle', meaning: 'Likely and near' },
  warning: { label: 'Warning', color: 'orange', icon: 'exclamation-triangle', meaning: 'Likely within the horizon' },
};

const outcomePresentation: Readonly<Record<WarningOutcome, Presentation>> = {
  pending: { label: 'Not known yet', color: 'blue', icon: 'clock-nine', meaning: 'The time it spoke of has not passed' },
  'came-true': { label: 'Came true', color: 'orange', icon: 'check', meaning: 'The breach came, at least 30 minutes after the warning' },
  late: { label: 'Came too late', color: 'purple', icon: 'hourglass', meaning: 'The breach came less than 30 minutes after the warning' },
  prevented: { label: 'Prevented', color: 'green', icon: 'shield', meaning: 'No breach came, and somebody had recorded an action: claimed, not proven' },
  false: { label: 'False', color: 'darkgrey', icon: 'times', meaning: 'No breach came within the horizon' },
  unobserved: { label: 'Not observed', color: 'darkgrey', icon: 'question-circle', meaning: 'Too little was observed to say whether the breach came' },
};

/** One warning as the Warnings page shows it. */
export interface WarningRow {
  readonly warningId: string;
  readonly href: string;
  readonly server: string;
  readonly serverHref: string;
  readonly place: string;
  readonly severity: Presentation;
  readonly outcome: Presentation;
  /** "CPU above 80%" */
  readonly breach: string;
  readonly probability: number;
  readonly probabilityText: string;
  /** "in 2 h (1 h to 4 h)"; what came instead once it is known. */
  readonly when: string;
  /** The same in two parts: "in 2 h", and the interval where there is one. */
  readonly whenParts: readonly [when: string, interval: string | null];
  readonly openedAtMs: number;
  readonly leadText: string;
  readonly isPaged: boolean;
  readonly isStale: boolean;
  readonly group: string | null;
}

export function warningRow(warning: Warning, { titleOf, unitOf }: MetricWords = metricsUnknown): WarningRow {
  const { warningId, server, serverId, profile, region, tier, threshold, metric } = warning;
  const probability = warning.current?.probability ?? warning.probability;
  return {
    warningId,
    href: warningPath(warningId),
    server,
    serverHref: serverPath(serverId),
    place: [profile, region, tier].filter((part) => part !== null).join(', '),
    severity: severityPresentation[warning.severity],
    outcome: outcomePresentation[warning.outcome],
    breach: `${titleOf(metric)} ${threshold.direction} ${valueInUnit(threshold.value, unitOf(metric))}`,
    probability,
    probabilityText: riskInWords(probability),
    when: whenInWords(warning),
    whenParts: whenInParts(warning),
    openedAtMs: Date.parse(warning.openedAt),
    leadText: warning.leadMinutes === null ? '–' : minutesInWords(warning.leadMinutes),
    isPaged: warning.pagedAt !== null,
    isStale: warning.staleSince !== null,
    group: warning.groupedBecause,
  };
}

function whenInWords({ timeToImpact, current, outcome }: Warning): string {
  if (current?.underWay === true) return 'Under way';
  if (timeToImpact !== null) return breachInWords(timeToImpact);
  return outcome === 'false' ? 'Overdue' : 'Has come';
}

function whenInParts(warning: Warning): WarningRow['whenParts'] {
  const { timeToImpact, current } = warning;
  if (timeToImpact === null || current?.underWay === true) return [whenInWords(warning), null];
  const [soonest, latest] = [timeToImpact.p10Minutes, timeToImpact.p90Minutes].map(minutesInWords);
  return [medianInWords(timeToImpact), soonest === latest ? null : `${soonest} to ${latest}`];
}

/** Why somebody may act on a warning, or not: each condition with whether it holds. */
export function actionabilityOf({ hasSkill, recommendation, inMaintenance }: Warning): ReadonlyArray<{ readonly text: string; readonly holds: boolean }> {
  return [
    { text: hasSkill ? 'The forecasts of this metric have proven better than simple ones' : 'The forecasts of this metric are not proven yet', holds: hasSkill },
    { text: inMaintenance ? 'The server was in maintenance when it opened' : 'The server is not in maintenance', holds: !inMaintenance },
    { text: recommendation ?? 'Nothing is recommended against it', holds: recommendation !== null },
  ];
}

const eventIcons: Readonly<Record<WarningEvent['kind'], IconName>> = {
  opened: 'bell', escalated: 'arrow-up', paged: 'mobile-android', calmed: 'arrow-down', returned: 'arrow-up', stale: 'history', fresh: 'sync', acknowledged: 'user',
  commented: 'comment-alt', 'action-recorded': 'cog', advised: 'lightbulb-alt', breached: 'exclamation-circle', settled: 'check', cleared: 'check-circle',
};

export function eventIcon(kind: WarningEvent['kind']): IconName {
  return eventIcons[kind];
}
