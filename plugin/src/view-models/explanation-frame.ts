import type { Explanation, Forecast } from '@fleetcast/contract';
import { type DataFrame, type Field, FieldColorModeId, FieldType, type QueryResultMetaNotice } from '@grafana/data';
import { GraphDrawStyle, VisibilityMode } from '@grafana/schema';
import { forecastFrame } from './forecast-frame.ts';

const metaKey = 'fleetcastExplanation';

/** The line of the changed past and what would be forecast of it; absent where no change avoids a breach. */
export const counterfactualFieldName = 'counterfactual';
export const counterfactualColor = 'purple';

/** An explanation as frames: its reasons as a table for any panel, and the series with the counterfactual beside it. */
export function explanationFrames(explanation: Explanation, forecast: Forecast, refId: string, notice: string | null): DataFrame[] {
  const drawn = forecastFrame(forecast, { refId, withHistory: true, color: 'blue' });
  const changed = counterfactualField(explanation, drawn);
  const notices: QueryResultMetaNotice[] = [...(drawn.meta?.notices ?? []), ...(notice === null ? [] : [{ severity: 'info' as const, text: notice }])];
  return [reasonsFrame(explanation, refId), { ...drawn, meta: { ...drawn.meta, notices }, fields: changed === null ? drawn.fields : [...drawn.fields, changed] }];
}

/** The explanation that these frames carry; null where they carry none. */
export function explanationOfFrames(frames: readonly DataFrame[]): Explanation | null {
  for (const { meta } of frames) {
    const custom: Record<string, unknown> | undefined = meta?.custom;
    if (custom?.[metaKey] !== undefined) return custom[metaKey] as Explanation;
  }
  return null;
}

function reasonsFrame(explanation: Explanation, refId: string): DataFrame {
  const { groups, info, server } = explanation;
  const unit = { unit: info.unit };
  const column = (name: string, type: FieldType, values: unknown[], config: Field['config'] = {}): Field => ({ name, type, values, config });
  return {
    refId,
    name: `${server} ${info.title} explained`,
    length: groups.length,
    meta: { custom: { [metaKey]: explanation } },
    fields: [
      column('Reason', FieldType.string, groups.map(({ title }) => title)),
      column('Effect', FieldType.number, groups.map(({ effect }) => effect), unit),
      column('Share', FieldType.number, groups.map(({ share }) => share), { unit: 'percentunit' }),
      column('Second opinion', FieldType.number, groups.map(({ occluded }) => occluded), unit),
      column('Observed', FieldType.number, groups.map(({ observedShare }) => observedShare), { unit: 'percentunit' }),
    ],
  };
}

/** On the drawn frame's own times: the changed part of the past, then the forecast of it. */
function counterfactualField({ counterfactual, originAt, stepSeconds, server, metric }: Explanation, drawn: DataFrame): Field | null {
  if (counterfactual.kind !== 'found') return null;
  const stepMs = stepSeconds * 1000;
  const originMs = Date.parse(originAt);
  const pastStartMs = Date.parse(counterfactual.past.startAt);
  const times = drawn.fields[0].values as number[];
  const values = times.map((timeMs) => (timeMs > originMs ? counterfactual.median[(timeMs - originMs) / stepMs - 1] : counterfactual.past.values[(timeMs - pastStartMs) / stepMs]) ?? null);
  const median = drawn.fields.find(({ name }) => name === 'q50')!;
  return {
    ...median,
    name: counterfactualFieldName,
    labels: { server, metric },
    values,
    config: {
      ...median.config,
      displayNameFromDS: 'Without the breach',
      color: { mode: FieldColorModeId.Fixed, fixedColor: counterfactualColor },
      custom: { ...(median.config.custom as object), drawStyle: GraphDrawStyle.Line, showPoints: VisibilityMode.Never, lineWidth: 2, lineStyle: { fill: 'dash', dash: [3, 5] } },
    },
  };
}
