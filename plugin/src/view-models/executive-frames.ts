import type { ExecutiveReport } from '@fleetcast/contract';
import { type DataFrame, type Field, type FieldConfig, FieldType, MappingType, ThresholdsMode } from '@grafana/data';
import type { MetricWords } from './metric-words.ts';
import { serverPath } from './plugin-paths.ts';
import { minutesInWords } from './spans-of-time.ts';

const share: FieldConfig = { unit: 'percentunit', decimals: 0, min: 0, max: 1 };
const whole: FieldConfig = { decimals: 0 };
const colored = (color: string): FieldConfig => ({ decimals: 0, color: { mode: 'fixed', fixedColor: color } });

/** Red, amber, green as the score's page in docs/methods has them. */
const scoreConfig: FieldConfig = {
  decimals: 0, min: 0, max: 100, color: { mode: 'thresholds' },
  thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: -Infinity, color: 'red' }, { value: 75, color: 'orange' }, { value: 90, color: 'green' }] },
};
const lightConfig: FieldConfig = {
  mappings: [{ type: MappingType.ValueToText, options: { green: { text: 'Green', color: 'green', index: 0 }, amber: { text: 'Amber', color: 'orange', index: 1 }, red: { text: 'Red', color: 'red', index: 2 }, unknown: { text: 'Not known', color: 'text', index: 3 } } }],
};

/** One row with a field per figure: what stat panels pick from by name. */
export function executiveFrame({ health, warnings, timeSaved, timeToDetect, timeToResolve }: ExecutiveReport, refId: string): DataFrame {
  const field = (name: string, value: number | string | null, config: FieldConfig = whole): Field => ({ name, type: typeof value === 'string' ? FieldType.string : FieldType.number, config, values: [value] });
  return {
    refId,
    name: 'Executive',
    length: 1,
    fields: [
      field('Health score', health.score, scoreConfig),
      field('Light', health.light, lightConfig),
      field('Without a breach', health.now, share),
      field('Calm ahead', health.ahead, share),
      field('Servers seen', health.sight, share),
      field('Servers', health.servers),
      field('In a breach', health.inBreach, colored('red')),
      field('Pages nobody has taken', health.unattendedPages, colored('red')),
      field('Came true', warnings.cameTrue, colored('orange')),
      field('Came too late', warnings.late, colored('purple')),
      field('False', warnings.false, colored('text')),
      field('Prevented, verified', warnings.preventedVerified, colored('green')),
      field('Prevented, claimed', warnings.preventedClaimed, colored('blue')),
      field('Missed', warnings.missed, colored('red')),
      field('Time saved', timeSaved.minutes, { unit: 'm', decimals: 0 }),
      field('If claims hold', timeSaved.claimedMinutes, { unit: 'm', decimals: 0 }),
      field('Assumed per incident', timeSaved.assumptions.minutesPerIncident, { unit: 'm', decimals: 0 }),
      field('Assumed to notice', timeSaved.assumptions.minutesToNotice, { unit: 'm', decimals: 0 }),
      field('Assumed per false page', timeSaved.assumptions.minutesPerFalsePage, { unit: 'm', decimals: 0 }),
      field('Median warning time', timeToDetect.medianMinutes, { unit: 'm', decimals: 0 }),
      field('Median time to resolve', timeToResolve.medianMinutes, { unit: 'm', decimals: 0 }),
    ],
  };
}

/** A row a day: what the warnings that opened on it were good for. */
export function executiveDaysFrame({ days }: ExecutiveReport, refId: string): DataFrame {
  const field = (name: string, values: number[], color: string): Field => ({ name, type: FieldType.number, config: colored(color), values });
  return {
    refId,
    name: 'Warnings by day',
    length: days.length,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: days.map(({ day }) => Date.parse(day)) },
      field('Came true', days.map(({ cameTrue }) => cameTrue), 'orange'),
      field('Came too late', days.map(({ late }) => late), 'purple'),
      field('False', days.map((day) => day.false), 'text'),
      field('Prevented, verified', days.map(({ preventedVerified }) => preventedVerified), 'green'),
      field('Prevented, claimed', days.map(({ preventedClaimed }) => preventedClaimed), 'blue'),
    ],
  };
}

/** How early breaches were foreseen; those that nobody foresaw come first. */
export function detectFrame({ timeToDetect: { bins, notForeseen } }: ExecutiveReport, refId: string): DataFrame {
  const none = notForeseen === null ? [] : [['Not foreseen', notForeseen] as const];
  return binFrame('Time to detect', [...none, ...bins.map(({ fromMinutes, toMinutes, breaches }) => [`${spanOf(fromMinutes, toMinutes)} ahead`, breaches] as const)], refId);
}

/** How long breaches lasted. */
export function resolveFrame({ timeToResolve: { bins } }: ExecutiveReport, refId: string): DataFrame {
  return binFrame('Time to resolve', bins.map(({ fromMinutes, toMinutes, breaches }) => [spanOf(fromMinutes, toMinutes), breaches] as const), refId);
}

/** Servers with most breaches that came or are expected this week. */
export function topRisksFrame({ topRisks }: ExecutiveReport, { titleOf }: MetricWords, refId: string): DataFrame {
  const column = (name: string, type: FieldType, values: unknown[], config: FieldConfig = {}): Field => ({ name, type, config, values });
  return {
    refId,
    name: 'Top risks this week',
    length: topRisks.length,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      column('Server', FieldType.string, topRisks.map(({ server }) => server), { links: [{ title: 'Open the forecast', url: serverPath('${__data.fields["Server id"]}') }] }),
      column('Profile', FieldType.string, topRisks.map(({ profile }) => profile)),
      column('Bottleneck', FieldType.string, topRisks.map(({ metric }) => titleOf(metric))),
      column('Breaches that came or are expected', FieldType.number, topRisks.map(({ expectedBreaches }) => expectedBreaches), { decimals: 1, min: 0 }),
      column('Breaches that came', FieldType.number, topRisks.map(({ came }) => came), whole),
      column('Warnings', FieldType.number, topRisks.map(({ warnings }) => warnings), whole),
      column('Server id', FieldType.string, topRisks.map(({ serverId }) => serverId), { custom: { hideFrom: { viz: true } } }),
    ],
  };
}

function spanOf(fromMinutes: number, toMinutes: number | null): string {
  if (toMinutes === null) return `${minutesInWords(fromMinutes)} or more`;
  return fromMinutes === 0 ? `Under ${minutesInWords(toMinutes)}` : `${minutesInWords(fromMinutes)} to ${minutesInWords(toMinutes)}`;
}

function binFrame(name: string, bins: ReadonlyArray<readonly [label: string, breaches: number]>, refId: string): DataFrame {
  return {
    refId,
    name,
    length: bins.length,
    fields: [
      { name, type: FieldType.string, config: {}, values: bins.map(([label]) => label) },
      { name: 'Breaches', type: FieldType.number, config: whole, values: bins.map(([, breaches]) => breaches) },
    ],
  };
}
