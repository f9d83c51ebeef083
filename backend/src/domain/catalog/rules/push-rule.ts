import { metricName } from '@fleetcast/contract';
import { z } from 'zod';
import { serverNaming } from '../server-naming.ts';

/** A regular expression that must match the whole text, as in Prometheus's `=~`. */
const pattern = z.string().max(512).refine(isPattern, 'is not a valid regular expression');

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Which raw series a rule takes. Names and values are whole-text patterns; a label that is missing is the empty text. */
const seriesSelector = z.strictObject({
  name: pattern,
  where: z.record(z.string(), pattern).default({}),
  whereNot: z.record(z.string(), pattern).default({}),
});
export type SeriesSelector = z.infer<typeof seriesSelector>;

/**
 * How one part of a server (a core, a disk, a file system) becomes a number. a is the sum of what `of` selects there, times
 * `scale`; b the sum of the gauges that `per` selects there, n their number:
 * value: a; percent-of: 100 a / b; percent-missing-of: 100 (1 - a / b); percent-not-idle: 100 (1 - a); per-count: a / n.
 */
const partFormula = z.enum(['value', 'percent-of', 'percent-missing-of', 'percent-not-idle', 'per-count']);
export type PartFormula = z.infer<typeof partFormula>;

const formulasWithPer: ReadonlySet<PartFormula> = new Set(['percent-of', 'percent-missing-of', 'per-count']);

/** How raw series that are pushed to us become one metric of a server. */
const pushRule = z
  .strictObject({
    metric: metricName.or(z.literal('$1')).describe("the metric's name; $1 is what the first group of of.name matched"),
    read: z.enum(['gauge', 'rate']).describe('rate: per-second increase of a counter'),
    of: seriesSelector,
    per: seriesSelector.optional(),
    formula: partFormula.default('value'),
    each: z.array(z.string()).default([]).describe('labels that tell the parts of a server apart'),
    across: z.enum(['sum', 'max', 'mean']).default('sum').describe('how the parts of a server become one value'),
    scale: z.number().default(1),
  })
  .refine((rule) => (rule.per !== undefined) === formulasWithPer.has(rule.formula), {
    message: 'percent-of, percent-missing-of and per-count need `per`; other formulas take none',
  });
export type PushRule = z.infer<typeof pushRule>;

/** Everything that we want of what one exporter pushes, and how its labels name servers. */
export const pushRuleSet = z.strictObject({ name: z.string().min(1).max(64), naming: serverNaming.prefault({}), rules: z.array(pushRule).min(1) });
export type PushRuleSet = z.infer<typeof pushRuleSet>;
/** A rule set as people write it, defaults left out. */
export type PushRuleSetInput = z.input<typeof pushRuleSet>;
