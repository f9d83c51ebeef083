import { z } from 'zod';
import { metricName } from './metrics.ts';
import { serverId, serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';

export const performanceQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(90).default(7).describe('UTC days to look back, today included'),
  metric: metricName.optional(),
  profile: z.string().max(64).optional(),
  region: z.string().max(64).optional(),
  serverId: serverId.optional(),
});
export type PerformanceQuery = z.input<typeof performanceQuery>;

/** Figures of forecasts that have come true; null where too few have, or where a figure means nothing. */
const figures = {
  forecasts: z.number().int().describe('forecasts that have come true: one a series, origin and lead'),
  skill: z.number().nullable().describe('1 - loss of what was served / loss of the best floor in hindsight'),
  accuracy: z.number().nullable().describe('1 - mean absolute error / mean level; null where the level is near zero'),
  coverage80: share.nullable().describe('share of actuals inside the 80 % band'),
  coverage96: share.nullable(),
  meanAbsoluteError: z.number().nullable(),
  meanLevel: z.number().nullable(),
};

export const ledgerSpeaker = z.object({ kind: z.enum(['served', 'model', 'floor']), name: z.string() });
export type LedgerSpeakerName = z.infer<typeof ledgerSpeaker>;

const lead = z.number().describe('minutes between the opening of a warning and the breach');

export const warningPerformance = z.object({
  cameTrue: z.number().int(),
  late: z.number().int().describe('the breach began less than 30 minutes after the warning opened'),
  prevented: z.number().int(),
  false: z.number().int().describe('false positives'),
  missed: z.number().int().describe('false negatives: breaches that nobody warned of in time'),
  unobserved: z.number().int(),
  pending: z.number().int(),
  precision: share.nullable().describe('came true / (came true + late + false)'),
  recall: share.nullable().describe('came true / (came true + missed)'),
  medianLeadMinutes: lead.nullable(),
  leadTimes: z.array(z.object({ fromMinutes: lead, toMinutes: lead, warnings: z.number().int() })),
});
export type WarningPerformance = z.infer<typeof warningPerformance>;

/** A figure that is watched, with the limit that it must keep. */
export const driftFigure = z.object({
  measure: z.enum(['accuracy', 'skill', 'coverage80', 'falsePositives']),
  metric: metricName.nullable().describe('null: of all'),
  value: z.number().nullable().describe('null: too little has come true to say'),
  limit: z.number(),
  limitIs: z.enum(['least', 'most', 'distance']).describe('distance: from 0.8'),
  past: z.boolean().describe('the limit is not kept'),
});
export type DriftFigure = z.infer<typeof driftFigure>;

export const performance = z.object({
  from: instant,
  to: instant,
  asOf: instant.nullable().describe('everything that came true until then is in the figures; null: nothing has been judged yet'),
  series: z.number().int().describe('series with judged forecasts'),
  metrics: z.array(
    z.object({
      metric: metricName,
      unit: z.string(),
      title: z.string(),
      ...figures,
      seriesWithAccuracy: z.number().int().describe('series whose accuracy means something'),
      accurateShare: share.nullable().describe('share of those above 85 %'),
      calibration: z.array(z.object({ level: share, observed: share })).nullable().describe('share of actuals below each quantile that was served'),
      speakers: z.array(
        z.object({
          speaker: ledgerSpeaker,
          forecasts: z.number().int(),
          lossRatio: z.number().nullable().describe('loss over that of the best floor on the same forecasts; below 1 beats it'),
          maeRatio: z.number().nullable().describe('mean absolute error over that of the value of 24 hours before'),
        }),
      ),
    }),
  ),
  worstSeries: z.array(serverIdentity.omit({ tier: true }).extend({ metric: metricName, ...figures })).describe('at most 50, least skill first'),
  warnings: z.object({ all: warningPerformance, paged: warningPerformance }),
  drift: z.array(driftFigure),
  horizons: z.array(z.object({ metric: metricName, horizonMinutes: z.number().int(), ...figures })),
  days: z.array(z.object({ metric: metricName, day: z.iso.date(), ...figures })),
});
export type Performance = z.infer<typeof performance>;
