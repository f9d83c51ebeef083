import type { TimeToBreach } from '@fleetcast/contract';

/** 7 -> "7 min", 130 -> "2 h 10 min", 1600 -> "1 d 2 h". */
export function minutesInWords(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  if (whole < 60) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  if (hours < 24) return whole % 60 === 0 ? `${hours} h` : `${hours} h ${whole % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** 40 -> "less than a minute", 150 -> "3 min", 7800 -> "2 h 10 min". */
export function ageInWords(ageSeconds: number): string {
  return ageSeconds < 60 ? 'less than a minute' : minutesInWords(ageSeconds / 60);
}

/** "in 2 h 10 min (1 h to 4 h)"; the bracket is the 80% interval and is left out where it says nothing more. */
export function breachInWords(timeToBreach: TimeToBreach): string {
  const [soonest, latest] = [minutesInWords(timeToBreach.p10Minutes), minutesInWords(timeToBreach.p90Minutes)];
  const median = medianInWords(timeToBreach);
  return soonest === latest ? median : `${median} (${soonest} to ${latest})`;
}

/** "in 2 h 10 min" */
export function medianInWords({ p50Minutes }: TimeToBreach): string {
  return p50Minutes < 1 ? 'now' : `in ${minutesInWords(p50Minutes)}`;
}
