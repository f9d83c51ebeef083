/**
 * What Grafana 13.2 reads from files under provisioning/alerting, transcribed from its reader (pkg/services/provisioning/alerting and
 * pkg/services/ngalert/models, read on 23 November 2026) and its documentation:
 * https://grafana.com/docs/grafana/v13.2/alerting/set-up/provision-alerting-resources/file-provisioning/
 * Grafana ignores names that it does not know, so a slip of the pen does nothing there; here it is a fault.
 */
import { z } from 'zod';
import { contactReceiver } from './contact-settings.ts';

export const expressionSource = '__expr__';

const orgId = z.literal(1);
const duration = z.string().regex(/^\d+(s|m|h|d)$/, 'a duration such as 90s, 5m, 4h');
const name = z.string().trim().min(1).max(190);
const uid = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/);
const texts = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().min(1));

const evaluator = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['gt', 'lt']), params: z.tuple([z.number()]) }),
  z.strictObject({ type: z.enum(['within_range', 'outside_range']), params: z.tuple([z.number(), z.number()]) }),
]);
export type Evaluator = z.infer<typeof evaluator>;

const prometheusQuery = z
  .strictObject({
    refId: z.string().min(1),
    relativeTimeRange: z.strictObject({ from: z.number().int().positive(), to: z.literal(0) }),
    datasourceUid: uid.refine((source) => source !== expressionSource),
    model: z.strictObject({ refId: z.string(), instant: z.literal(true), expr: z.string().min(1) }),
  })
  .refine(({ refId, model }) => refId === model.refId, 'a query and its model have one refId');
const threshold = z
  .strictObject({
    refId: z.string().min(1),
    datasourceUid: z.literal(expressionSource),
    model: z.strictObject({
      refId: z.string(),
      type: z.literal('threshold'),
      expression: z.string(),
      conditions: z.tuple([z.strictObject({ evaluator, unloadEvaluator: evaluator })]),
    }),
  })
  .refine(({ refId, model }) => refId === model.refId, 'an expression and its model have one refId');

const rule = z.strictObject({
  uid,
  title: name,
  condition: z.string(),
  data: z.array(z.union([threshold, prometheusQuery])).min(2),
  for: duration,
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
  missing_series_evals_to_resolve: z.number().int().min(1),
  annotations: texts,
  labels: texts,
});
export type AlertRule = z.infer<typeof rule>;
export type RuleThreshold = z.infer<typeof threshold>;

const ruleGroup = z.strictObject({ orgId, name, folder: name, interval: duration, rules: z.array(rule).min(1) });
export type RuleGroup = z.infer<typeof ruleGroup>;

const contactPoint = z.strictObject({ orgId, name, receivers: z.array(contactReceiver).min(1) });
export type ContactPoint = z.infer<typeof contactPoint>;

const matcher = z.tuple([z.string().min(1), z.enum(['=', '!=', '=~', '!~']), z.string()]);
const routing = {
  receiver: name,
  group_by: z.array(z.string()).min(1),
  group_wait: duration,
  group_interval: duration,
  repeat_interval: duration,
};
export interface Route {
  readonly receiver: string;
  readonly object_matchers: ReadonlyArray<readonly [string, string, string]>;
  readonly group_by: readonly string[];
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly continue?: boolean | undefined;
  readonly routes?: readonly Route[] | undefined;
}
const route: z.ZodType<Route> = z.strictObject({
  ...routing,
  object_matchers: z.array(matcher).min(1),
  mute_time_intervals: z.array(z.string()).min(1).optional(),
  continue: z.boolean().optional(),
  get routes() {
    return z.array(route).min(1).optional();
  },
});
/** The root matches everything and is never muted. */
const policy = z.strictObject({ orgId, ...routing, routes: z.array(route) });
export type Policy = z.infer<typeof policy>;

const template = z.strictObject({ orgId, name, template: z.string().min(1) });

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const weekday = '(sunday|monday|tuesday|wednesday|thursday|friday|saturday)';
const timeInterval = z.strictObject({
  times: z.array(z.strictObject({ start_time: clock, end_time: clock }).refine(({ start_time, end_time }) => start_time < end_time, 'a span of time starts before it ends')).optional(),
  weekdays: z.array(z.string().regex(new RegExp(`^${weekday}(:${weekday})?$`))).optional(),
  days_of_month: z.array(z.string().regex(/^-?\d{1,2}(:-?\d{1,2})?$/)).optional(),
  months: z.array(z.string().regex(/^\d{1,2}(:\d{1,2})?$/)).optional(),
  years: z.array(z.string().regex(/^\d{4}(:\d{4})?$/)).optional(),
  location: z.string().optional(),
});
export const muteTime = z.strictObject({ orgId, name, time_intervals: z.array(timeInterval) });

export const alertingFile = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(ruleGroup).default([]),
  contactPoints: z.array(contactPoint).default([]),
  policies: z.array(policy).max(1).default([]),
  templates: z.array(template).default([]),
  muteTimes: z.array(muteTime).default([]),
});
export type AlertingFile = z.infer<typeof alertingFile>;
