import type { InsightSummary } from '@fleetcast/contract';
import { type DataFrame, FieldType } from '@grafana/data';
import { serverPath } from './plugin-paths.ts';

const metaKey = 'fleetcastInsights';

/** Who is predicted to degrade as a table for any panel; the whole answer rides along for our own. */
export function insightFrame(summary: InsightSummary, refId: string): DataFrame {
  const { insights, headline } = summary;
  const column = (name: string, type: FieldType, values: unknown[], config: object = {}) => ({ name, type, values, config });
  return {
    refId,
    name: headline,
    length: insights.length,
    meta: { custom: { [metaKey]: summary }, preferredVisualisationType: 'table' },
    fields: [
      column('Server', FieldType.string, insights.map(({ server }) => server), { links: [{ title: 'Open the forecast', url: serverPath('${__data.fields["Server id"]}') }] }),
      column('Profile', FieldType.string, insights.map(({ profile }) => profile)),
      column('Region', FieldType.string, insights.map(({ region }) => region)),
      column('Bottleneck', FieldType.string, insights.map(({ metricTitle }) => metricTitle)),
      column('Probability', FieldType.number, insights.map(({ probability }) => probability), { unit: 'percentunit', decimals: 0, min: 0, max: 1 }),
      column('Confidence', FieldType.string, insights.map(({ confidence }) => confidence)),
      column('What to expect', FieldType.string, insights.map(({ sentence }) => sentence)),
      column('What to do', FieldType.string, insights.map(({ action, actionMissing }) => action?.title ?? actionMissing)),
      column('Server id', FieldType.string, insights.map(({ serverId }) => serverId), { custom: { hideFrom: { viz: true } } }),
    ],
  };
}

/** The summary that these frames carry; null where they carry none. */
export function insightsOfFrames(frames: readonly DataFrame[]): InsightSummary | null {
  for (const { meta } of frames) {
    const custom: Record<string, unknown> | undefined = meta?.custom;
    if (custom?.[metaKey] !== undefined) return custom[metaKey] as InsightSummary;
  }
  return null;
}
