import type { Performance } from '@fleetcast/contract';
import { type DataFrame, type Field, type FieldConfig, FieldType } from '@grafana/data';

const share: FieldConfig = { unit: 'percentunit', decimals: 1 };

/** One row a metric: how good its forecasts were. What is not known, or means nothing, is empty. */
export function performanceFrame({ metrics }: Performance, refId?: string): DataFrame {
  const column = (name: string, type: FieldType, valueOf: (one: Performance['metrics'][number]) => string | number | null, config: FieldConfig = {}): Field => ({ name, type, config, values: metrics.map(valueOf) });
  return {
    refId,
    name: 'Model performance',
    length: metrics.length,
    fields: [
      column('Metric', FieldType.string, ({ title }) => title),
      column('Skill', FieldType.number, ({ skill }) => skill, share),
      column('Accuracy', FieldType.number, ({ accuracy }) => accuracy, share),
      column('Series above 85%', FieldType.number, ({ accurateShare }) => accurateShare, share),
      column('80% band held', FieldType.number, ({ coverage80 }) => coverage80, share),
      column('96% band held', FieldType.number, ({ coverage96 }) => coverage96, share),
      column('Forecasts judged', FieldType.number, ({ forecasts }) => forecasts, { decimals: 0 }),
    ],
  };
}

/** A frame a metric, a row a day: accuracy, skill and coverage over time. */
export function performanceByDayFrames({ metrics, days }: Performance, refId?: string): DataFrame[] {
  return metrics.map(({ metric, title }) => {
    const own = days.filter((one) => one.metric === metric);
    const column = (name: string, values: ReadonlyArray<number | null>): Field => ({ name: `${name} ${title}`, type: FieldType.number, config: share, values: [...values] });
    return {
      refId,
      name: title,
      length: own.length,
      fields: [
        { name: 'Time', type: FieldType.time, config: {}, values: own.map(({ day }) => Date.parse(day)) },
        column('Accuracy', own.map(({ accuracy }) => accuracy)),
        column('Skill', own.map(({ skill }) => skill)),
        column('80% band', own.map(({ coverage80 }) => coverage80)),
      ],
    };
  });
}

/** One row: what became of warnings. */
export function warningPerformanceFrame({ warnings: { all } }: Performance, refId?: string): DataFrame {
  const field = (name: string, value: number | null, config: FieldConfig = { decimals: 0 }): Field => ({ name, type: FieldType.number, config, values: [value] });
  return {
    refId,
    name: 'Warnings',
    length: 1,
    fields: [
      field('Came true', all.cameTrue),
      field('False', all.false),
      field('Missed breaches', all.missed),
      field('Precision', all.precision, share),
      field('Recall', all.recall, share),
      field('Median lead', all.medianLeadMinutes, { unit: 'm', decimals: 0 }),
    ],
  };
}
