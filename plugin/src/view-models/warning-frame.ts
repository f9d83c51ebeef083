import type { Warning } from '@fleetcast/contract';
import { type DataFrame, type FieldConfig, FieldType, MappingType } from '@grafana/data';
import { warningPath } from './plugin-paths.ts';
import type { MetricWords } from './metric-words.ts';
import { severityPresentation, warningRow } from './warning-row.ts';

/** Warnings as rows of a table; each leads to its page. */
export function warningFrame(warnings: readonly Warning[], words: MetricWords, refId: string): DataFrame {
  const rows = warnings.map((warning) => warningRow(warning, words));
  const column = (name: string, type: FieldType, values: unknown[], config: FieldConfig = {}) => ({ name, type, values, config });
  const moment = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  return {
    refId,
    name: 'Warnings',
    length: warnings.length,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      column('Severity', FieldType.string, warnings.map(({ severity }) => severity), {
        mappings: [{ type: MappingType.ValueToText, options: { critical: { text: severityPresentation.critical.label, color: 'red', index: 0 }, warning: { text: severityPresentation.warning.label, color: 'orange', index: 1 } } }],
        custom: { cellOptions: { type: 'color-text' } },
      }),
      column('Server', FieldType.string, warnings.map(({ server }) => server), { links: [{ title: 'Open the warning', url: warningPath('${__data.fields["Warning id"]}') }] }),
      column('Warning', FieldType.string, rows.map(({ breach }) => breach)),
      column('Probability', FieldType.number, rows.map(({ probability }) => probability), { unit: 'percentunit', decimals: 0, min: 0, max: 1 }),
      column('Breach', FieldType.string, rows.map(({ when }) => when)),
      column('State', FieldType.string, warnings.map(({ state }) => state)),
      column('Outcome', FieldType.string, rows.map(({ outcome }) => outcome.label)),
      column('Lead', FieldType.number, warnings.map(({ leadMinutes }) => leadMinutes), { unit: 'm', decimals: 0 }),
      column('Opened', FieldType.time, warnings.map(({ openedAt }) => moment(openedAt))),
      column('Cleared', FieldType.time, warnings.map(({ clearedAt }) => moment(clearedAt))),
      column('Worth a page', FieldType.boolean, rows.map(({ isPaged }) => isPaged)),
      column('Acknowledged by', FieldType.string, warnings.map(({ acknowledged }) => acknowledged?.by ?? null)),
      column('What to do', FieldType.string, warnings.map(({ recommendation }) => recommendation)),
      column('Profile', FieldType.string, warnings.map(({ profile }) => profile)),
      column('Region', FieldType.string, warnings.map(({ region }) => region)),
      column('Group', FieldType.string, warnings.map(({ groupId }) => groupId)),
      column('Warning id', FieldType.string, warnings.map(({ warningId }) => warningId), { custom: { hideFrom: { viz: true } } }),
    ],
  };
}

/** The same warnings over time: each from its opening until it cleared, or until the breach is expected. The columns are what Grafana makes annotations of. */
export function warningAnnotationFrame(warnings: readonly Warning[], words: MetricWords, nowMs: number, refId: string): DataFrame {
  const rows = warnings.map((warning) => warningRow(warning, words));
  const strings = (name: string, values: string[]) => ({ name, type: FieldType.string, config: {}, values });
  return {
    refId,
    name: 'Warnings',
    length: warnings.length,
    fields: [
      { name: 'time', type: FieldType.time, config: {}, values: rows.map(({ openedAtMs }) => openedAtMs) },
      { name: 'timeEnd', type: FieldType.time, config: {}, values: warnings.map((warning) => endMsOf(warning, nowMs)) },
      strings('title', rows.map(({ server, breach }) => `${server}: ${breach}`)),
      strings('text', rows.map(({ probabilityText, when, outcome, leadText }, at) => (warnings[at].outcome === 'pending' ? `${probabilityText} likely, breach ${when}` : `${outcome.label}, lead ${leadText}`))),
      strings('tags', warnings.map(({ severity, profile, region, metric, outcome }) => [severity, profile, region, metric, outcome].join(','))),
      strings('color', warnings.map(({ severity }) => severityPresentation[severity].color)),
    ],
  };
}

function endMsOf({ clearedAt, timeToImpact }: Warning, nowMs: number): number {
  if (clearedAt !== null) return Date.parse(clearedAt);
  return nowMs + (timeToImpact?.p50Minutes ?? 0) * 60_000;
}
