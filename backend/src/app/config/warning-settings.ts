import { z } from 'zod';

const probability = z.number().min(0).max(1).describe('a probability from 0 to 1');
const minutes = z.number().min(0).max(10_080).describe('minutes, 0 to 10080');

const row = (withinMinutes: number, least: number) =>
  z
    .strictObject({ withinMinutes: minutes.default(withinMinutes), probability: probability.default(least) })
    .prefault({})
    .describe('{ withinMinutes, probability }');

/** When warnings open, page, clear and belong together; what the defaults rest on: docs/methods/warnings.md. */
export const warningSettings = z
  .strictObject({
    severities: z
      .strictObject({ critical: row(60, 0.7), warning: row(480, 0.5) })
      .prefault({})
      .describe('{ critical, warning }: each { withinMinutes, probability }'),
    page: row(120, 0.6),
    clearShare: z.number().min(0).max(1).default(0.5).describe('share of the opening probability below which a warning is calm, 0 to 1'),
    holdMinutes: z.number().min(0).max(1440).default(30).describe('minutes that it must stay calm before it clears, 0 to 1440'),
    groupWithinMinutes: z.number().min(0).max(1440).default(30).describe('how far apart the breaches of one group may be expected, 0 to 1440 minutes'),
    dependsOn: z
      .array(z.strictObject({ tier: z.string().min(1).max(128), on: z.string().min(1).max(128) }).describe('{ tier, on }: tier calls on'))
      .default([])
      .describe('a list of { tier, on }: which tier suffers when another one does'),
  })
  .describe('severities, page, clearShare, holdMinutes, groupWithinMinutes, dependsOn');
