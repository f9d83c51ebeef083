import { probabilityText, type Warning as WarningAnswer, type WarningDetail, type WarningEvent as EventAnswer } from '@fleetcast/contract';
import { durationText, valueText } from '../../domain/catalog/quantity-text.ts';
import type { WarningEvent } from '../../domain/warnings/lifecycle.ts';
import { isActionable, leadMinutesOf, type Warning, type WarningOutcome } from '../../domain/warnings/warning.ts';
import { type MetricInfoFor, seriesOf } from './forecast-answer.ts';
import { isoOf, type Published } from './published.ts';
import { rounded } from './server-summary.ts';

const isoOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : isoOf(epochMs));

/** A warning as people see it now: what was written of it, beside what the newest snapshot says. */
export function warningAnswerOf(warning: Warning, published: Published | null, nowMs: number): WarningAnswer {
  const { serverId, server, region, profile, tier, warningId, metric, threshold, state, severity, speaker, groupId, groupedBecause, outcome, actionability } = warning;
  const { hasSkill, recommendation, inMaintenance } = actionability;
  const current = warning.state === 'cleared' || published === null ? null : currentOf(warning, published);
  const lead = leadMinutesOf(warning);
  return {
    serverId, server, region, profile, tier, warningId, metric, threshold, state, severity,
    pagedAt: isoOrNull(warning.pagedAtMs),
    openedAt: isoOf(warning.openedAtMs),
    deadlineAt: isoOf(warning.deadlineMs),
    probability: rounded(warning.probability, 4),
    timeToImpact: state === 'cleared' || outcome !== 'pending' ? null : minutesUntil(warning, nowMs),
    current,
    actionable: isActionable(actionability),
    hasSkill,
    recommendation,
    inMaintenance,
    speaker,
    groupId,
    groupedBecause,
    acknowledged: warning.acknowledged === null ? null : { at: isoOf(warning.acknowledged.atMs), by: warning.acknowledged.by },
    actions: warning.actions.map(({ atMs, by, text }) => ({ at: isoOf(atMs), by, text })),
    staleSince: isoOrNull(warning.staleSinceMs),
    outcome,
    onsetAt: isoOrNull(warning.onsetAtMs),
    leadMinutes: lead === null ? null : rounded(lead, 1),
    clearedAt: isoOrNull(warning.cleared?.atMs ?? null),
    clearedBecause: warning.cleared?.because ?? null,
  };
}

export function warningDetailOf(
  warning: Warning,
  history: ReadonlyArray<{ readonly event: WarningEvent; readonly actor: string }>,
  group: readonly Warning[],
  published: Published | null,
  metricInfo: MetricInfoFor,
  nowMs: number,
): WarningDetail {
  return {
    ...warningAnswerOf(warning, published, nowMs),
    events: history.map(({ event, actor }): EventAnswer => ({ at: isoOf(event.atMs), kind: event.kind, actor, text: eventText(event, warning.openedAtMs, metricInfo) })),
    group: group.filter(({ warningId }) => warningId !== warning.warningId).map((one) => warningAnswerOf(one, published, nowMs)),
  };
}

function minutesUntil({ impact }: Warning, nowMs: number): NonNullable<WarningAnswer['timeToImpact']> {
  const minutes = (atMs: number) => Math.max(0, Math.round((atMs - nowMs) / 60_000));
  return { p10Minutes: minutes(impact.p10AtMs), p50Minutes: minutes(impact.p50AtMs), p90Minutes: minutes(impact.p90AtMs) };
}

function currentOf({ serverId, metric, threshold }: Warning, { snapshot, index }: Published): WarningAnswer['current'] {
  const server = index.indexOf(serverId);
  const series = server === undefined ? undefined : seriesOf(snapshot, server, metric);
  if (series === undefined) return null;
  const { breachStart, breachThreshold, breachBelow, breachProbability, breachUnderWay } = snapshot.columns;
  for (let breach = breachStart[series]; breach < breachStart[series + 1]; breach++) {
    const sameDirection = (breachBelow[breach] === 1) === (threshold.direction === 'below');
    if (sameDirection && breachThreshold[breach] === Math.fround(threshold.value)) {
      return { probability: rounded(breachProbability[breach], 4), underWay: breachUnderWay[breach] === 1 };
    }
  }
  return null;
}

const outcomeTexts: Readonly<Record<WarningOutcome, string>> = {
  pending: 'Its time has not passed.',
  'came-true': 'The breach has come.',
  late: 'The breach has come, less than 30 minutes after the warning.',
  prevented: 'No breach came, and an action had been recorded: counted as prevented.',
  false: 'No breach came within the horizon: a false warning.',
  unobserved: 'Too little was observed to say whether the breach came.',
};

/** What happened, in a sentence built from its figures. */
function eventText(event: WarningEvent, openedAtMs: number, metricInfo: MetricInfoFor): string {
  switch (event.kind) {
    case 'opened': {
      const { metric, threshold, probability, impact, groupedBecause } = event.opening;
      const { title, unit } = metricInfo(metric, event.opening);
      const ahead = durationText(Math.max(0, (impact.p50AtMs - event.atMs) / 60_000));
      const group = groupedBecause === null ? '' : ` Grouped: ${groupedBecause}.`;
      return `${title} is expected ${threshold.direction} ${valueText(threshold.value, unit)} in about ${ahead}, ${probabilityText(probability)} likely.${group}`;
    }
    case 'escalated':
      return `Now ${event.severity}: ${probabilityText(event.probability)} likely.`;
    case 'paged':
      return `Worth waking somebody: ${probabilityText(event.probability)} likely.`;
    case 'calmed':
      return `The probability fell to ${probabilityText(event.probability)}; it clears when it stays low.`;
    case 'returned':
      return `The probability is back at ${probabilityText(event.probability)}.`;
    case 'stale':
      return 'Nothing new is known of the server: the warning stays as it is.';
    case 'fresh':
      return 'Samples come again.';
    case 'acknowledged':
      return `Acknowledged by ${event.by}.`;
    case 'commented':
    case 'action-recorded':
      return event.text;
    case 'advised':
      return event.recommendation === null ? 'Nothing is recommended any more.' : `Recommended: ${event.recommendation}.`;
    case 'breached': {
      const minutes = Math.round((event.onsetAtMs - openedAtMs) / 60_000);
      return `${outcomeTexts[event.inTime ? 'came-true' : 'late']} It began ${durationText(minutes)} after the warning opened.`;
    }
    case 'settled':
      return outcomeTexts[event.outcome];
    case 'cleared':
      return { calm: 'The probability stayed low: cleared.', 'breach-over': 'The breach has been over for an hour: cleared.', gone: 'The server has not been seen for two weeks: closed.' }[event.because];
  }
}
