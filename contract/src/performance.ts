import { z } from 'zod';
import { metricName } from './metrics.ts';
import { serverId } from './servers.ts';
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
  horizons: z.array(z.object({ metric: metricName, horizonMinutes: z.number().int(), ...figures })),
  days: z.array(z.object({ metric: metricName, day: z.iso.date(), ...figures })),
});
export type Performance = z.infer<typeof performance>;
