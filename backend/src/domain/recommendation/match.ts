import type { PlaybookAction } from './playbook.ts';
import type { SeenSign } from './signs.ts';
import type { AtRisk, ForeseenBreach, Situation } from './situation.ts';

export interface Match {
  /** 0 to 1. */
  readonly degree: number;
  /** Sentences with the figures that it rests on. */
  readonly why: readonly string[];
}

/** A condition that demands nothing special fits, but says less than one that does. */
const unspecific = 0.6;
/** Each sign demanded or hinted at, and seen, closes this share of what is missing. */
const perSign = 0.5;
/** What reasons of the forecast may add. */
const reasonShare = 0.5;

/** How well an action's condition fits; null when a part of it does not hold. */
export function matchOf({ when }: PlaybookAction, situation: Situation, atRisk: AtRisk, seen: readonly SeenSign[]): Match | null {
  const { subject, peers, localHour, weekday } = situation;
  const { outlook } = atRisk;
  const breach = breachMeant(when.breach.severity, atRisk);
  if (breach === null) return null;
  if (!when.metrics.includes(outlook.metric)) return null;
  if (when.profiles !== undefined && !when.profiles.includes(subject.profile)) return null;
  if (!breach.underWay && breach.probability < when.breach.atLeast) return null;
  if (when.breach.withinHours !== undefined && !breach.underWay && (breach.minutes === null || breach.minutes > 60 * when.breach.withinHours)) return null;
  if (when.warning !== undefined && !hasWarning(situation, outlook.metric, when.warning)) return null;
  const { hours, weekdays, tierServersAtLeast, tierServersAtMost } = when.context;
  if (hours !== undefined && !isWithin(localHour, hours)) return null;
  if (weekdays !== undefined && !weekdays.includes(weekday)) return null;
  const tierServers = peers.length + 1;
  if (tierServers < (tierServersAtLeast ?? 0) || tierServers > (tierServersAtMost ?? Infinity)) return null;
  const signs = new Set(seen.map(({ sign }) => sign));
  if (when.signs.some((sign) => !signs.has(sign)) || when.not.some((sign) => signs.has(sign))) return null;

  let missing = 1 - unspecific;
  const why: string[] = [];
  for (const sign of [...when.signs, ...when.hints].filter((one) => signs.has(one))) {
    missing *= 1 - perSign;
    why.push(seen.find((one) => one.sign === sign)!.text);
  }
  const reasons = situation.reasons?.get(outlook.metric) ?? [];
  for (const { group, atLeast } of when.explanation) {
    const share = reasons.find((reason) => reason.group === group)?.share ?? 0;
    if (share < atLeast) continue;
    missing *= 1 - reasonShare * Math.min(1, share);
    why.push(`${Math.round(100 * share)}% of the forecast's reasons are: ${group}.`);
  }
  return { degree: 1 - missing, why };
}

function breachMeant(severity: PlaybookAction['when']['breach']['severity'], { outlook, breach }: AtRisk): ForeseenBreach | null {
  return severity === undefined ? breach : (outlook.breaches.find((one) => one.severity === severity) ?? null);
}

function hasWarning({ warnings }: Situation, metric: string, { severity, paged }: NonNullable<PlaybookAction['when']['warning']>): boolean {
  return warnings.some((one) => one.metric === metric && (severity === undefined || one.severity === severity) && (paged === undefined || one.paged === paged));
}

/** Hours may span midnight: from 22 to 6. */
function isWithin(localHour: number, [from, before]: readonly [number, number]): boolean {
  return from <= before ? localHour >= from && localHour < before : localHour >= from || localHour < before;
}
