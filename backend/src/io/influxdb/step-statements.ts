import type { MetricKind } from '@fleetcast/contract';
import { metricKindOf } from '../../domain/catalog/metrics.ts';
import { type InfluxMeasure, telegrafMeasures } from '../../domain/catalog/presets/telegraf-influxql.ts';
import { standardMetrics } from '../../domain/catalog/presets/promql.ts';
import type { InfluxOptions } from './options.ts';

export interface MetricMeasure {
  readonly name: string;
  readonly kind: MetricKind;
  readonly measure: InfluxMeasure;
}

/** The measures in force: what is chosen of the preset, with the configuration's own on top. The options are checked to choose only what there is. */
export function metricMeasuresOf(options: Pick<InfluxOptions, 'preset' | 'presetMetrics' | 'metrics'>): readonly MetricMeasure[] {
  const preset = options.preset === undefined ? {} : telegrafMeasures;
  const chosen = options.presetMetrics ?? standardMetrics.filter((name) => name in preset);
  const byName = new Map<string, MetricMeasure>(chosen.map((name) => [name, { name, kind: metricKindOf(name), measure: preset[name] }]));
  for (const [name, { kind = metricKindOf(name), ...measure }] of Object.entries(options.metrics)) byName.set(name, { name, kind, measure });
  return [...byName.values()];
}

/** Steps from..to, both inclusive. */
export interface StepSpan {
  readonly fromStep: number;
  readonly toStep: number;
  readonly stepMs: number;
}

const identifier = (name: string) => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function condition(measure: InfluxMeasure, afterMs: number, toMs: number): string {
  const own = measure.where === undefined ? '' : `(${measure.where}) AND `;
  return `WHERE ${own}time > ${afterMs}ms AND time <= ${toMs}ms`;
}

/**
 * Buckets of InfluxQL are [start, end) and stamped with their start. Shifted by one nanosecond, the resolution of its
 * clock, they are (t - step, t] and stamped one nanosecond after t - step.
 */
const buckets = (stepMs: number) => `GROUP BY time(${stepMs}ms, 1ns), * fill(none)`;

/** How far back the sample before the first one inside may lie and still make a pair with it: further is a gap. */
const longestPairSteps = 2;

/** One statement per field of the measure; every tag stays, so that each series answers for itself. */
export function statementsOf(measure: InfluxMeasure, span: StepSpan): string[] {
  const from = identifier(measure.measurement);
  const startMs = (span.fromStep - 1) * span.stepMs;
  const endMs = span.toStep * span.stepMs;
  return measure.fields.map((name) => {
    const field = identifier(name);
    if (measure.aggregate !== 'counter') {
      return `SELECT ${measure.aggregate}(${field}) AS value FROM ${from} ${condition(measure, startMs, endMs)} ${buckets(span.stepMs)}`;
    }
    // The outer bounds must be the inner ones: InfluxDB narrows the inner query to the outer range, and the pair that
    // straddles the start of the first step would be lost.
    const bounds = condition({ ...measure, where: undefined }, startMs - longestPairSteps * span.stepMs, endMs);
    const pairs =
      `SELECT non_negative_difference(${field}) AS increase, difference(${field}) AS change, elapsed(${field}, 1ms) AS gap` +
      ` FROM ${from} ${condition(measure, startMs - longestPairSteps * span.stepMs, endMs)} GROUP BY *`;
    return `SELECT sum(increase) AS increase, min(change) AS fall, sum(gap) AS covered, max(gap) AS longest FROM (${pairs}) ${bounds} ${buckets(span.stepMs)}`;
  });
}

/** The raw samples that make up the steps of some series of one field: for steps in which a counter was reset or fell silent. */
export function rawStatement(measure: InfluxMeasure, field: string, tags: Readonly<Record<string, string>>, span: StepSpan): string {
  const literal = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const exactly = Object.entries(tags).map(([tag, value]) => `${identifier(tag)} = ${literal(value)}`);
  const afterMs = (span.fromStep - 1 - longestPairSteps) * span.stepMs;
  return `SELECT ${identifier(field)} AS value FROM ${identifier(measure.measurement)} ${[condition(measure, afterMs, span.toStep * span.stepMs), ...exactly].join(' AND ')}`;
}
