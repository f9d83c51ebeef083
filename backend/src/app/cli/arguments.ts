/** How the commands' arguments are read; what cannot be read is refused with what is accepted. */
import { metricKind, type MetricKind } from '@fleetcast/contract';
import { InvalidArgumentError } from 'commander';

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`a whole number of at least ${least} is needed.`);
    return value;
  };
}

export function regularExpression(text: string): string {
  try {
    return new RegExp(text).source;
  } catch (fault) {
    throw new InvalidArgumentError(`this is no regular expression: ${fault instanceof Error ? fault.message : String(fault)}.`);
  }
}

/** A time without a zone is UTC. */
export function utcTime(text: string): number {
  const hasTime = text.includes('T');
  const timeMs = Date.parse(hasTime ? (/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`) : `${text}T00:00:00Z`);
  if (Number.isNaN(timeMs)) throw new InvalidArgumentError('a UTC time is needed, e.g. 2013-09-01 or 2013-09-01T06:00:00Z.');
  return timeMs;
}

export function kindOfMetric(text: string, before: ReadonlyMap<string, MetricKind>): ReadonlyMap<string, MetricKind> {
  const [name, given] = text.split('=');
  const kind = metricKind.safeParse(given);
  if (!kind.success) throw new InvalidArgumentError(`NAME=KIND is needed, with a kind of ${metricKind.options.join(', ')}.`);
  return new Map([...before, [name, kind.data]]);
}

/** Matches exactly this text in a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
