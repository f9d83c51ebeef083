/** An answer's figures as people read them. */
import type { BreachChange, Intervention, MetricEffect, Spread, WhatIfAnswer, WhatIfServer } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { valueInUnit } from './metric-words.ts';
import { riskInWords } from './risk.ts';
import { minutesInWords } from './spans-of-time.ts';

const roleTexts: Readonly<Record<WhatIfServer['role'], string>> = { asked: 'asked', changed: 'changes too', receives: 'receives load', relieved: 'relieved', gone: 'gone' };

export function roleText(role: WhatIfServer['role']): string {
  return roleTexts[role];
}

/** Percentages with what figures they are worth, everything else with three. */
function shown(unit: string, value: number): string {
  return unit === 'percent' ? coarse(unit, value) : valueInUnit(Number(value.toPrecision(3)), unit);
}

function coarse(unit: string, value: number): string {
  return formattedValueToString(getValueFormat(unit)(value, Math.abs(value) >= 10 ? 0 : 1));
}

/** "62% → 81%". */
export function peakText({ info, peakBefore, peakAfter }: MetricEffect): string {
  return `${shown(info.unit, peakBefore.p50)} → ${shown(info.unit, peakAfter.p50)}`;
}

/** "+19 points (80% sure: +14 to +25)", "+120 ms (80% sure: +80 ms to +200 ms)"; "unchanged" where no figure of it would be shown. */
export function changeText(unit: string, change: Spread): string {
  if ([change.p10, change.p50, change.p90].every((value) => coarse(unit, Math.abs(value)) === coarse(unit, 0))) return 'unchanged';
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${shown(unit, Math.abs(value))}`;
  // Percentages differ by points.
  if (unit === 'percent') return `${signed(change.p50).replace('%', ' points')} (80% sure: ${signed(change.p10).replace('%', '')} to ${signed(change.p90).replace('%', '')})`;
  return `${signed(change.p50)} (80% sure: ${signed(change.p10)} to ${signed(change.p90)})`;
}

/** "Chance of 80% or more within 8 h: 12% → 64%, then in about 1 h 35 min". */
export function breachText(unit: string, { before, after }: BreachChange): string {
  const when = after.underWay || after.timeToBreach === null || after.probability < 0.1 ? '' : `, then in about ${minutesInWords(after.timeToBreach.p50Minutes)}`;
  return `Chance of ${shown(unit, after.threshold.value)} or ${after.threshold.direction === 'above' ? 'more' : 'less'} within 8 h: ${riskInWords(before.probability)} → ${riskInWords(after.probability)}${when}`;
}

/** The same in a table: "80%: 12% → 64%". */
export function breachCell(unit: string, { before, after }: BreachChange): string {
  return `${shown(unit, after.threshold.value)}: ${riskInWords(before.probability)} → ${riskInWords(after.probability)}`;
}

/** The largest rise of a breach probability on another server: "web-2 12% → 31%"; null where none rises by 5 points. */
export function worstSideEffect({ servers }: WhatIfAnswer): string | null {
  const rises = servers.slice(1).flatMap(({ server, effects }) => effects.flatMap(({ breaches }) => breaches.map((breach) => ({ server, ...breach }))));
  const [worst] = rises.sort((a, b) => b.probabilityChange - a.probabilityChange);
  return worst === undefined || worst.probabilityChange < 0.05 ? null : `${worst.server} ${riskInWords(worst.before.probability)} → ${riskInWords(worst.after.probability)}`;
}

/** A change in a few words, for lists and links. */
export function interventionText(intervention: Intervention): string {
  const place = 'target' in intervention ? ('tier' in intervention.target ? ` of ${intervention.target.tier}` : '') : '';
  switch (intervention.kind) {
    case 'traffic':
      return `traffic ${intervention.changePercent > 0 ? '+' : '−'}${Math.abs(intervention.changePercent)}% on ${intervention.tiers.join(', ')}`;
    case 'throttle':
      return 'share' in intervention.limit ? `let ${Math.round(100 * intervention.limit.share)}% of requests through${place}` : `at most ${intervention.limit.atMostPerSecond} requests/s${place}`;
    case 'scale-up':
      return `${intervention.factor} × ${intervention.resource === 'cpu' ? 'cores' : 'memory'}${place}`;
    case 'scale-out':
      return `${intervention.servers} more in ${intervention.tier}`;
    case 'scale-in':
      return `${intervention.servers} fewer in ${intervention.tier}`;
    case 'server-out':
      return 'one server out';
    case 'move-load':
      return `move ${Math.round(100 * intervention.share)}% of the load`;
    case 'deploy':
      return `version at ${intervention.costChangePercent > 0 ? '+' : '−'}${Math.abs(intervention.costChangePercent)}% cpu a request${place}`;
    case 'roll-back':
      return `roll back${place}`;
    case 'restart':
      return 'restart';
    case 'reschedule-job':
      return `job ${Math.abs(intervention.byMinutes)} min ${intervention.byMinutes < 0 ? 'earlier' : 'later'}`;
    case 'thin-job':
      return `job on ${Math.round(100 * intervention.coreShare)}% of its cores`;
    case 'edit-input':
      return `${intervention.input} drawn by hand${place}`;
  }
}
