import { isActionable, severities, type Warning } from '../warnings/warning.ts';
import type { Gauge } from './gauge.ts';
import { identityLabels } from './prediction-gauges.ts';

/** A warning that ended is told to be 0 for so long before its series end. */
export const endedForMs = 15 * 60_000;
const mostCharacters = 200;

/** A warning that was open, and since when it is not. */
export interface EndedWarning {
  readonly warning: Warning;
  readonly endedAtMs: number;
}

/** Why a forecast is as it is, in a few words, by the warning's id; those that nobody has asked for yet are missing. */
export type WarningReasons = ReadonlyMap<string, string>;

/**
 * Warnings as gauges. Labels identify an alert, so `fleetcast_warning` has those of identity alone, from opening to clearing;
 * what changes meanwhile is the value of a sibling, and words stand on `fleetcast_warning_info`.
 */
export function warningGauges(open: readonly Warning[], ended: readonly EndedWarning[], reasons: WarningReasons, nowMs: number): readonly Gauge[] {
  return [
    ...open.flatMap((warning) => [...figuresOf(warning, nowMs), infoOf(warning, reasons, 1)]),
    ...ended.flatMap(({ warning }): readonly Gauge[] => [{ name: 'fleetcast_warning', labels: labelsOf(warning), value: 0 }, infoOf(warning, reasons, 0)]),
  ];
}

/** The words of a warning. They stay beside its 0 as well, so that an alert which takes its group from them ends by that 0. */
function infoOf(warning: Warning, reasons: WarningReasons, value: 0 | 1): Gauge {
  const { warningId, actionability, groupId, groupedBecause } = warning;
  return { name: 'fleetcast_warning_info', labels: labelsOf(warning), words: { group: groupId, why: short(reasons.get(warningId) ?? groupedBecause ?? ''), action: short(actionability.recommendation ?? '') }, value };
}

function labelsOf({ metric, threshold: { direction }, ...identity }: Warning): Record<string, string> {
  return { ...identityLabels(identity), metric, direction };
}

function figuresOf(warning: Warning, nowMs: number): readonly Gauge[] {
  const labels = labelsOf(warning);
  const { severity, probability, impact, actionability, pagedAtMs, staleSinceMs } = warning;
  const sibling = (name: string, value: number): Gauge => ({ name: `fleetcast_warning_${name}`, labels, value });
  return [
    { name: 'fleetcast_warning', labels, value: 1 },
    sibling('severity', severities.length - severities.indexOf(severity)),
    sibling('confidence', probability),
    sibling('actionable', Number(isActionable(actionability))),
    sibling('page', Number(pagedAtMs !== null)),
    sibling('stale', Number(staleSinceMs !== null)),
    sibling('horizon_minutes', Math.max(0, (impact.p50AtMs - nowMs) / 60_000)),
  ];
}

/** Whole characters, at most 200 of them. */
function short(text: string): string {
  const characters = [...text];
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
