/** What the figures of performance are made of: calibration, lead times, who said what, and single series. */
import type { Performance } from '@fleetcast/contract';
import { type DataFrame, type Field, type FieldConfig, FieldType } from '@grafana/data';
import { horizonInWords, speakerRows, titleAmong } from './performance-words.ts';
import { serverPath } from './plugin-paths.ts';

const share: FieldConfig = { unit: 'percentunit', decimals: 1 };
const whole: FieldConfig = { decimals: 0 };
const ratio: FieldConfig = { decimals: 2 };

/** Fields with a value a row. */
function columnsOf<Row>(rows: readonly Row[]) {
  return {
    texts: (name: string, valueOf: (row: Row) => string, config: FieldConfig = {}): Field => ({ name, type: FieldType.string, config, values: rows.map(valueOf) }),
    numbers: (name: string, valueOf: (row: Row) => number | null, config: FieldConfig): Field => ({ name, type: FieldType.number, config, values: rows.map(valueOf) }),
  };
}

/** A row a quantile: where it should lie, and the share of observed values below it, metric by metric. */
export function calibrationFrame({ metrics }: Pick<Performance, 'metrics'>, refId?: string): DataFrame {
  const judged = metrics.flatMap(({ title, calibration }) => (calibration === null ? [] : [{ title, calibration }]));
  const levels = judged[0]?.calibration.map(({ level }) => level) ?? [];
  const { numbers } = columnsOf(levels);
  return {
    refId,
    name: 'Calibration',
    length: levels.length,
    fields: [
      numbers('Quantile', (level) => level, { unit: 'percentunit', decimals: 0 }),
      numbers('Calibrated', (level) => level, { ...share, color: { mode: 'fixed', fixedColor: 'text' }, custom: { lineStyle: { fill: 'dash' } } }),
      ...judged.map(({ title, calibration }) => numbers(title, (level) => calibration.find((one) => one.level === level)?.observed ?? null, share)),
    ],
  };
}

/** A row a stretch of minutes between the opening of a warning and its breach. */
export function leadTimesFrame({ warnings: { all } }: Pick<Performance, 'warnings'>, refId?: string): DataFrame {
  const { texts, numbers } = columnsOf(all.leadTimes);
  return {
    refId,
    name: 'Lead times',
    length: all.leadTimes.length,
    fields: [texts('Known before', ({ fromMinutes, toMinutes }) => `${horizonInWords(fromMinutes)} to ${horizonInWords(toMinutes)}`), numbers('Warnings', ({ warnings }) => warnings, whole)],
  };
}

/** A row a speaker and metric, best speakers first: champion, challenger and simple forecasts on the very same forecasts. */
export function speakersFrame({ metrics }: Pick<Performance, 'metrics'>, refId?: string): DataFrame {
  const titleOf = titleAmong(metrics);
  const rows = speakerRows(metrics).flatMap(({ title, figures }) => figures.filter(({ forecasts }) => forecasts > 0).map((one) => ({ ...one, speaker: title })));
  const { texts, numbers } = columnsOf(rows);
  return {
    refId,
    name: 'Speakers',
    length: rows.length,
    fields: [
      texts('Speaker', ({ speaker }) => speaker),
      texts('Metric', ({ metric }) => titleOf(metric)),
      numbers('Loss beside the best simple forecast', ({ lossRatio }) => lossRatio, ratio),
      numbers('Mean error beside yesterday', ({ maeRatio }) => maeRatio, ratio),
      numbers('Forecasts', ({ forecasts }) => forecasts, whole),
    ],
  };
}

/** A row a series, least skill first. */
export function seriesPerformanceFrame({ metrics, worstSeries }: Pick<Performance, 'metrics' | 'worstSeries'>, refId?: string): DataFrame {
  const titleOf = titleAmong(metrics);
  const { texts, numbers } = columnsOf(worstSeries);
  return {
    refId,
    name: 'Performance by server and metric',
    length: worstSeries.length,
    fields: [
      texts('Server', ({ server }) => server, { links: [{ title: 'Open the forecast', url: serverPath('${__data.fields["Server id"]}') }] }),
      texts('Metric', ({ metric }) => titleOf(metric)),
      numbers('Skill', ({ skill }) => skill, share),
      numbers('Accuracy', ({ accuracy }) => accuracy, share),
      numbers('80% band held', ({ coverage80 }) => coverage80, share),
      numbers('Forecasts judged', ({ forecasts }) => forecasts, whole),
      texts('Server id', ({ serverId }) => serverId, { custom: { hideFrom: { viz: true } } }),
    ],
  };
}
