import type { TierRiskList } from '@fleetcast/contract';
import { type DataFrame, type Field, type FieldConfig, FieldType } from '@grafana/data';
import type { MetricWords } from './metric-words.ts';

const share: FieldConfig = { unit: 'percentunit', decimals: 0, min: 0, max: 1 };

/** A row a tier, metric and severity: how likely its servers breach together, and the rest after the loss of one. */
export function tierFrame({ tiers }: TierRiskList, { titleOf }: MetricWords, refId: string): DataFrame {
  const column = (name: string, type: FieldType, values: unknown[], config: FieldConfig = {}): Field => ({ name, type, config, values });
  return {
    refId,
    name: 'Tiers',
    length: tiers.length,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      column('Tier', FieldType.string, tiers.map(({ tier }) => tier)),
      column('Region', FieldType.string, tiers.map(({ region }) => region)),
      column('Metric', FieldType.string, tiers.map(({ metric }) => titleOf(metric))),
      column('Threshold', FieldType.string, tiers.map(({ severity }) => severity)),
      column('Servers', FieldType.number, tiers.map(({ servers }) => servers), { decimals: 0 }),
      column('At least one', FieldType.number, tiers.map(({ atLeast }) => atLeast[0] ?? null), share),
      column('Together', FieldType.number, tiers.map(({ together }) => together.probability), share),
      column('Servers together', FieldType.number, tiers.map(({ together }) => together.servers), { decimals: 0 }),
      column('After the loss of one', FieldType.number, tiers.map(({ afterOneLoss }) => afterOneLoss?.probability ?? null), share),
    ],
  };
}
