import type { BreachForecast } from '@fleetcast/contract';
import { riskInWords } from './risk.ts';
import { minutesInWords } from './spans-of-time.ts';

export interface BreachLine {
  readonly severity: BreachForecast['severity'];
  readonly underWay: boolean;
  readonly text: string;
}

/** Each threshold's outlook in a sentence, the most severe first: "64% likely to reach 90% (critical), around 14:20, in 2 h". */
export function breachLines(breaches: readonly BreachForecast[], nowMs: number, formatValue: (value: number) => string, formatTime: (ms: number) => string): BreachLine[] {
  const bySeverity = [...breaches].sort((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
  return bySeverity.map(({ threshold, severity, probability, underWay, timeToBreach }) => {
    const limit = `${threshold.direction === 'above' ? 'reach' : 'fall to'} ${formatValue(threshold.value)} (${severity})`;
    if (underWay) return { severity, underWay, text: `Already ${threshold.direction === 'above' ? 'at or above' : 'at or below'} ${formatValue(threshold.value)} (${severity})` };
    if (timeToBreach === null || probability < 0.5) return { severity, underWay, text: `${riskInWords(probability)} likely to ${limit}` };
    const at = formatTime(nowMs + timeToBreach.p50Minutes * 60_000);
    const interval = `${formatTime(nowMs + timeToBreach.p10Minutes * 60_000)} to ${formatTime(nowMs + timeToBreach.p90Minutes * 60_000)}`;
    return { severity, underWay, text: `${riskInWords(probability)} likely to ${limit}, around ${at} (in ${minutesInWords(timeToBreach.p50Minutes)}; ${interval})` };
  });
}
