/** How the commands' arguments are read; what cannot be read is refused with what is accepted. */
import { metricKind, type MetricKind } from '@fleetcast/contract';
import { InvalidArgumentError } from 'commander';
import { reasonOf } from '../../io/reason.ts';

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const needed = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) throw new InvalidArgumentError(`a whole number ${needed} is needed.`);
    return value;
  };
}

export function regularExpression(text: string): string {
  try {
    return new RegExp(text).source;
  } catch (fault) {
    throw new InvalidArgumentError(`this is no regular expression: ${reasonOf(fault)}.`);
  }
}

/** A time without a zone is UTC. */
export function utcTime(text: string): number {
  const [, year, month, day, time, zone] = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const timeMs = Date.parse(`${year}-${month}-${day}${time ?? 'T00:00'}${zone ?? 'Z'}`);
  // Date.parse takes 30 February for 2 March.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (Number.isNaN(timeMs) || !isDay) throw new InvalidArgumentError('a UTC time is needed, e.g. 2013-09-01 or 2013-09-01T06:00:00Z.');
  return timeMs;
}

export function kindOfMetric(text: string, before: ReadonlyMap<string, MetricKind>): ReadonlyMap<string, MetricKind> {
  const sign = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(0, sign));
  const kind = metricKind.safeParse(text.slice(sign + 1));
  if (!kind.success || name === '') throw new InvalidArgumentError(`NAME=KIND is needed, with a kind of ${metricKind.options.join(', ')}.`);
  return new Map([...before, [name, kind.data]]);
}

/** Matches exactly this text in a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
