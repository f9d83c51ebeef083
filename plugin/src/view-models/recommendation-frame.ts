import type { ServerRecommendations } from '@fleetcast/contract';
import { type DataFrame, FieldType } from '@grafana/data';

const metaKey = 'fleetcastRecommendations';

/** What to do about a server as a table for any panel; the whole answer rides along for our own. */
export function recommendationFrame(advice: ServerRecommendations, refId: string, notice: string | null): DataFrame {
  const { recommendations, server } = advice;
  const column = (name: string, type: FieldType, values: unknown[], unit?: string) => ({ name, type, values, config: unit === undefined ? {} : { unit } });
  return {
    refId,
    name: `${server}: what to do`,
    length: recommendations.length,
    meta: { custom: { [metaKey]: advice }, notices: notice === null ? [] : [{ severity: 'info', text: notice }] },
    fields: [
      column('Action', FieldType.string, recommendations.map(({ title }) => title)),
      column('Class', FieldType.string, recommendations.map((one) => one.class)),
      column('Metric', FieldType.string, recommendations.map(({ metric }) => metric)),
      column('Confidence', FieldType.number, recommendations.map(({ confidence }) => confidence.value), 'percentunit'),
      column('Risk', FieldType.string, recommendations.map(({ risk }) => risk)),
      column('Time', FieldType.number, recommendations.map(({ minutes }) => minutes), 'm'),
    ],
  };
}

/** The advice that these frames carry; null where they carry none. */
export function adviceOfFrames(frames: readonly DataFrame[]): ServerRecommendations | null {
  for (const { meta } of frames) {
    const custom: Record<string, unknown> | undefined = meta?.custom;
    if (custom?.[metaKey] !== undefined) return custom[metaKey] as ServerRecommendations;
  }
  return null;
}
