import type { FleetPage, ServerSummary } from '@fleetcast/contract';
import { type DataFrame, type Field, FieldColorModeId, FieldType, type FieldConfig, MappingType, type ValueMapping } from '@grafana/data';
import { metricMappings, type MetricWords } from './metric-words.ts';
import { serverPath } from './plugin-paths.ts';
import { statusesByUrgency, statusPresentation } from './server-status.ts';

/** The fleet as one row per server, configured so that Grafana's table and stat panels show it well as it is. */
export function fleetFrame(servers: readonly ServerSummary[], words: MetricWords, refId?: string): DataFrame {
  const column = (name: string, type: FieldType, valueOf: (server: ServerSummary) => unknown, config: FieldConfig = {}): Field => ({
    name,
    type,
    config,
    values: servers.map(valueOf),
  });
  const moment = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  return {
    refId,
    name: 'Fleet',
    length: servers.length,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      column('Server', FieldType.string, ({ server }) => server, {
        links: [{ title: 'Open the forecast', url: serverPath('${__data.fields["Server id"]}') }],
      }),
      column('Profile', FieldType.string, ({ profile }) => profile),
      column('Region', FieldType.string, ({ region }) => region),
      column('Tier', FieldType.string, ({ tier }) => tier),
      column('Status', FieldType.string, ({ status }) => status, { mappings: statusMappings(), custom: { cellOptions: { type: 'color-text' } } }),
      column('Risk', FieldType.number, ({ risk }) => risk, {
        unit: 'percentunit',
        decimals: 0,
        min: 0,
        max: 1,
        color: { mode: FieldColorModeId.ContinuousGrYlRd },
        custom: { cellOptions: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
      }),
      column('Worst metric', FieldType.string, ({ worstMetric }) => worstMetric, { mappings: metricMappings(servers.map(({ worstMetric }) => worstMetric), words) }),
      column('Breach at', FieldType.time, ({ breachAt }) => moment(breachAt)),
      column('Confidence', FieldType.string, ({ confidence }) => confidence),
      column('Last sample', FieldType.time, ({ lastSampleAt }) => moment(lastSampleAt)),
      column('Days observed', FieldType.number, ({ daysObserved }) => daysObserved, { unit: 'd', decimals: 1 }),
      column('Server id', FieldType.string, ({ serverId }) => serverId, { custom: { hideFrom: { viz: true } } }),
    ],
  };
}

function statusMappings(): ValueMapping[] {
  const options = Object.fromEntries(
    statusesByUrgency.map((status, index) => [status, { text: statusPresentation[status].label, color: namedColor(statusPresentation[status].color), index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

const namedColor = (color: string) => (color === 'darkgrey' ? 'text' : color);

/** How many servers have each status, as one row with a field per status: what a stat panel shows side by side. */
export function statusCountsFrame(counts: FleetPage['counts'], refId?: string): DataFrame {
  return {
    refId,
    name: 'Servers by status',
    length: 1,
    fields: statusesByUrgency.map((status) => ({
      name: statusPresentation[status].label,
      type: FieldType.number,
      config: { color: { mode: FieldColorModeId.Fixed, fixedColor: namedColor(statusPresentation[status].color) }, decimals: 0 },
      values: [counts[status] ?? 0],
    })),
  };
}
