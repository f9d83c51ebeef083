import { metricName, threshold, type Threshold } from '@fleetcast/contract';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { pushRuleSet } from '../../domain/catalog/rules/push-rule.ts';
import { usualLimits } from '../../domain/models/lifecycle-limits.ts';
import { cronFault } from '../../io/clock/cron-schedule.ts';
import { influxOptions } from '../../io/influxdb/options.ts';
import { prometheusOptions } from '../../io/prometheus/options.ts';
import { intakeDefaults } from '../intake/intake-options.ts';
import { calendarSettings } from './calendar-settings.ts';
import { predictionsPageSettings, sinkSettings } from './sink-settings.ts';
import { ticketSettings } from './ticket-settings.ts';
import { warningSettings } from './warning-settings.ts';

const port = z.number().int().min(0).max(65535).describe('a port from 0 (any free one) to 65535');

const token = z.string().regex(/^\S*$/, 'a token has no white space');

const tokens = z
  .union([token.transform((one) => [one]), z.array(token), z.null().transform((): string[] => [])])
  .transform((list) => list.filter((one) => one !== ''))
  .refine((list) => list.length <= 2, 'at most two tokens are valid at once')
  .default([])
  .describe('one token, or a list of two while rotating; empty counts as none');

/** A bare number breaches from above, which is what most metrics need. */
const thresholdSetting = z
  .union([z.number().transform((value) => ({ value, direction: 'above' as const })), threshold, z.null()])
  .describe('a number (reached from below), { value, direction: above | below }, or null for none');

const metricRule = z
  .strictObject({
    metric: metricName.describe('name of a metric'),
    profile: z.string().min(1).optional().describe('only for servers of this profile'),
    server: z.string().min(1).optional().describe('only for the server of this name or id'),
    title: z.string().min(1).optional().describe('what people read'),
    unit: z.string().min(1).optional().describe("Grafana's unit id"),
    warning: thresholdSetting.optional(),
    critical: thresholdSetting.optional(),
  })
  .refine(({ warning = null, critical = null }) => warning === null || critical === null || isNoGraver(warning, critical), 'a warning must be reached before the critical threshold')
  .describe('{ metric, profile?, server?, title?, unit?, warning?, critical? }');
export type MetricRule = z.infer<typeof metricRule>;

/** Thresholds of two directions cannot be compared. */
function isNoGraver(warning: Threshold, critical: Threshold): boolean {
  if (warning.direction !== critical.direction) return true;
  return warning.direction === 'above' ? warning.value <= critical.value : warning.value >= critical.value;
}

/** Which rule of two that speak of the same servers would win is nothing that anybody should have to know. */
const metricRules = z.array(metricRule).superRefine((rules, context) => {
  const seen = new Map<string, number>();
  for (const [at, { metric, profile, server }] of rules.entries()) {
    const subject = JSON.stringify([metric, profile, server]);
    const first = seen.get(subject);
    if (first === undefined) seen.set(subject, at);
    else context.addIssue({ code: 'custom', path: [at], message: `is about the same metric, profile and server as metrics.${first}: make one rule of the two` });
  }
});

const sourceName = z.string().min(1).max(64).describe('a name of your own, shown wherever the source is');

/** Where metrics are read. */
const sourceSetting = z.discriminatedUnion('kind', [
  prometheusOptions.safeExtend({ kind: z.literal('prometheus'), name: sourceName }),
  influxOptions.safeExtend({ kind: z.literal('influxdb'), name: sourceName }),
]);
export type SourceSetting = z.infer<typeof sourceSetting>;

const intakeSettings = z
  .strictObject({
    enabled: z.boolean().default(true).describe('true or false'),
    retentionDays: z.number().int().min(1).max(3650).default(intakeDefaults.retentionDays).describe('days that pushed samples are kept, 1 to 3650'),
    mostGigabytes: z.number().positive().max(100_000).default(intakeDefaults.mostBytes / 2 ** 30).describe('size that stored samples may reach; the oldest go first'),
    seriesPerToken: z.number().int().min(1).default(intakeDefaults.mostSeriesPerToken).describe('series that one token may push'),
    mostBodyMegabytes: z.number().positive().max(512).default(8).describe('largest body as it comes over the wire'),
    rules: z.array(pushRuleSet).default([]).describe('rule sets beside those built in (node_exporter, windows_exporter, cAdvisor, Telegraf, OpenTelemetry)'),
  })
  .describe('enabled, retentionDays, mostGigabytes, seriesPerToken, mostBodyMegabytes, rules');

const hours = (fallback: number, least: number) => z.number().min(least).max(720).default(fallback).describe(`hours from ${least} to 720`);
const driftLimit = (fallback: number) => z.number().positive().max(100).default(fallback);

const modelSettings = z
  .strictObject({
    automatic: z.boolean().default(true).describe('true or false'),
    schedule: z
      .string()
      .refine((pattern) => cronFault(pattern) === null, 'not a cron pattern')
      .nullable()
      .default('0 3 * * 0')
      .describe('a cron pattern in the region’s time zone, e.g. 0 3 * * 0, or null for none'),
    historyDays: z.number().int().min(2).max(120).default(28).describe('days of history read for a training, 2 to 120'),
    budgetSeconds: z.number().int().min(10).max(3600).default(300).describe('seconds that a training may take, 10 to 3600'),
    restHours: hours(24, 0),
    trialHours: hours(24, 0),
    watchHours: hours(24, 0),
    servedShare: z.number().min(0).max(1).default(0).describe('share of the servers that a challenger speaks for, 0 to 1'),
    updateHours: hours(24, 0),
    limits: z.strictObject({ fleetDrift: driftLimit(usualLimits.fleetDrift), unknownShare: driftLimit(usualLimits.unknownShare), inputDrift: driftLimit(usualLimits.inputDrift) }).prefault({}),
  })
  .describe('automatic, schedule, historyDays, budgetSeconds, restHours, trialHours, watchHours, servedShare, updateHours, limits');

export const configSchema = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
      port: port.default(8787),
      tls: z
        .strictObject({ certFile: z.string().min(1).describe('PEM certificate chain'), keyFile: z.string().min(1).describe('PEM private key') })
        .optional()
        .describe('{ certFile, keyFile }'),
    })
    .prefault({}),
  dataFolder: z.string().min(1).default('./fleetcast-data').describe('folder of this service alone'),
  grid: z
    .strictObject({
      stepSeconds: z
        .number()
        .int()
        .min(10)
        .max(3600)
        .refine((seconds) => 86_400 % seconds === 0, 'a day must be a whole number of steps')
        .default(300)
        .describe('whole seconds from 10 to 3600 that divide a day'),
      horizonSteps: z.number().int().min(6).max(576).refine((steps) => steps % 6 === 0, 'must be a multiple of 6').default(96).describe('a multiple of 6 from 6 to 576'),
      settleSeconds: z.number().int().min(0).max(1800).default(60).describe('seconds to wait after a step has ended before it is read, 0 to 1800'),
    })
    .prefault({}),
  region: z
    .strictObject({
      name: z.string().min(1).max(64).default('default').describe('1 to 64 characters'),
      timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'unknown time zone').default('UTC').describe('an IANA time zone such as Europe/Berlin'),
    })
    .prefault({}),
  sources: z
    .array(sourceSetting)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'every source needs a name of its own')
    .default([])
    .describe('a list of sources'),
  intake: intakeSettings.prefault({}),
  warnings: warningSettings.prefault({}),
  sinks: sinkSettings,
  predictionsPage: predictionsPageSettings,
  tickets: ticketSettings.prefault({}),
  calendar: calendarSettings.prefault({}),
  ledger: z
    .strictObject({
      mostGigabytes: z.number().positive().max(100_000).default(10).describe('size that the record of what was said and what came true may reach; the oldest goes first'),
      limits: z
        .strictObject({
          leastAccuracy: z.number().min(-1).max(1).default(0.6).describe('1 - mean absolute error / mean level'),
          leastSkill: z.number().min(-1).max(1).default(-0.05).describe('against the best floor in hindsight'),
          mostCoverageDistance: z.number().min(0).max(0.8).default(0.07).describe("of the 80 % band's coverage from 0.8"),
          mostFalsePositives: z.number().min(0).max(1).default(0.1).describe('share of warnings that were false'),
        })
        .prefault({})
        .describe('leastAccuracy, leastSkill, mostCoverageDistance, mostFalsePositives'),
    })
    .prefault({})
    .describe('mostGigabytes, limits'),
  timeSaved: z
    .strictObject({
      minutesPerIncident: z.number().min(0).max(10_080).default(90).describe('minutes of work that a breach costs, from its beginning until it is dealt with'),
      minutesToNotice: z.number().min(0).max(10_080).default(20).describe('minutes until somebody would have noticed a breach without a warning'),
      minutesPerFalsePage: z.number().min(0).max(10_080).default(15).describe('minutes that a page costs for which nothing came'),
    })
    .prefault({})
    .describe('minutesPerIncident, minutesToNotice, minutesPerFalsePage: what the Executive dashboard assumes (docs/methods/executive.md)'),
  recommendations: z
    .strictObject({ playbookFile: z.string().min(1).optional().describe('a playbook of your own (docs/playbook.md); without it the one that comes with the service') })
    .prefault({}),
  metrics: metricRules.default([]).describe('a list of threshold rules'),
  risk: z
    .strictObject({
      warning: z.number().min(0).max(1).default(0.3).describe('a probability from 0 to 1'),
      critical: z.number().min(0).max(1).default(0.6).describe('a probability from 0 to 1'),
    })
    .refine(({ warning, critical }) => warning <= critical, 'warning must not exceed critical')
    .prefault({}),
  tiers: z
    .strictObject({ togetherShare: z.number().gt(0).max(1).default(0.5).describe("share of a tier's servers whose joint breach is asked about, above 0 to 1") })
    .prefault({}),
  models: modelSettings.prefault({}),
  tokens: z.strictObject({ proxy: tokens, intake: tokens, hooks: tokens, metrics: tokens }).prefault({}),
  rateLimits: z
    .strictObject({
      requestsPerMinute: z.number().int().min(1).max(1_000_000).default(20_000).describe('requests of one caller a minute'),
      changesPerMinute: z.number().int().min(1).max(1_000_000).default(120).describe('changing requests of one caller a minute'),
      strangersPerMinute: z.number().int().min(1).max(1_000_000).default(120).describe('requests without a valid token from one address a minute'),
    })
    .prefault({}),
  logging: z.strictObject({ level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info') }).prefault({}),
  state: z
    .strictObject({
      databaseUrl: z.string().regex(/^postgres(ql)?:\/\//, 'only PostgreSQL').optional().describe('postgres://user:password@host/database; without it SQLite in the data folder'),
    })
    .prefault({}),
  simulated: z.boolean().default(false).describe('true when the fleet is simulated: every page says so'),
  simulation: z
    .strictObject({
      speed: z.number().min(1).max(60).default(1).describe('how many seconds of the simulated fleet pass in one, 1 to 60; above 1 only where simulated is true'),
      since: z.iso.datetime().optional().describe('the moment from which time passes so fast, UTC; without it the start of the service'),
    })
    .prefault({}),
});
