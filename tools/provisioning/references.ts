import { expressionSource, type AlertingFile, type AlertRule, type Policy, type Route } from './alerting-schema.ts';

export interface Provisioned {
  readonly rules: readonly AlertRule[];
  readonly routing: Pick<AlertingFile, 'contactPoints' | 'policies' | 'templates' | 'muteTimes'>;
  /** Uids of the data sources that are provisioned, those that alert rules can ask. */
  readonly dataSourceUids: readonly string[];
}

/** Names that nothing answers to, and names given twice. Empty: everything finds what it asks for. */
export function referenceFaults({ rules, routing, dataSourceUids }: Provisioned): readonly string[] {
  const receivers = routing.contactPoints.flatMap((point) => point.receivers);
  const defined = routing.templates.flatMap(({ template }) => namesIn(template, 'define'));
  return [
    ...twice('rule', rules.map(({ uid }) => uid)),
    ...twice('title of a rule', rules.map(({ title }) => title)),
    ...twice('contact point', routing.contactPoints.map(({ name }) => name)),
    ...twice('receiver', receivers.map(({ uid }) => uid)),
    ...twice('template', defined),
    ...twice('mute timing', routing.muteTimes.map(({ name }) => name)),
    ...rules.flatMap((rule) => faultsOfRule(rule, dataSourceUids)),
    ...routing.policies.flatMap((policy) => faultsOfPolicy(policy, routing)),
    ...[...receivers.flatMap(({ settings }) => namesIn(JSON.stringify(settings).replaceAll('\\"', '"'), 'template')), ...routing.templates.flatMap(({ template }) => namesIn(template, 'template'))]
      .filter((name) => !defined.includes(name))
      .map((name) => `no template is named "${name}"`),
  ];
}

function faultsOfRule({ uid, condition, data, annotations }: AlertRule, dataSourceUids: readonly string[]): readonly string[] {
  const refIds = data.map(({ refId }) => refId);
  const spoken = Object.values(annotations).flatMap((text) => [...text.matchAll(/\$values\.(\w+)/g)].map(([, refId]) => refId));
  return [
    ...twice(`query of ${uid}`, refIds),
    ...(data.some(({ refId, datasourceUid }) => refId === condition && datasourceUid === expressionSource) ? [] : [`${uid}: its condition "${condition}" is no expression of it`]),
    ...data.flatMap((query) => {
      if (query.datasourceUid !== expressionSource) return dataSourceUids.includes(query.datasourceUid) ? [] : [`${uid}: no data source has the uid "${query.datasourceUid}"`];
      const { model } = query as Extract<typeof query, { model: { expression: string } }>;
      return refIds.includes(model.expression) && model.expression !== query.refId ? [] : [`${uid}: its expression reads "${model.expression}", which is no query of it`];
    }),
    ...spoken.filter((refId) => !refIds.includes(refId)).map((refId) => `${uid}: an annotation speaks of $values.${refId}, which is no query of it`),
  ];
}

function faultsOfPolicy(policy: Policy, { contactPoints, muteTimes }: Provisioned['routing']): readonly string[] {
  const known = (names: ReadonlyArray<{ readonly name: string }>, wanted: string) => names.some(({ name }) => name === wanted);
  const below = (route: Route): readonly Route[] => [route, ...(route.routes ?? []).flatMap(below)];
  const routes = policy.routes.flatMap(below);
  const used = [policy.receiver, ...routes.map(({ receiver }) => receiver)];
  return [
    ...used.filter((receiver) => !known(contactPoints, receiver)).map((receiver) => `no contact point is named "${receiver}"`),
    ...routes.flatMap((route) => route.mute_time_intervals ?? []).filter((name) => !known(muteTimes, name)).map((name) => `no mute timing is named "${name}"`),
  ];
}

/** Names in `{{ define "name" }}` or `{{ template "name" ... }}`. */
function namesIn(text: string, action: 'define' | 'template'): readonly string[] {
  return [...text.matchAll(new RegExp(`\\{\\{-?\\s*${action}\\s+"([^"]+)"`, 'g'))].map(([, name]) => name);
}

function twice(what: string, names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) => `${what} "${name}" is there twice`);
}
