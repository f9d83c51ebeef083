/** The real fleet and the periods of its report, in one place; docs/methods/forecast.md. */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { readSeriesFile } from '@fleetcast/backend/src/io/parquet/series-file.ts';
import { daySteps, horizonSteps, stepSeconds } from '../grid/product-grid.ts';
import { realFleetFile } from './real-fleet-file.ts';

export const metricNames = ['cpu_pct', 'mem_pct', 'disk_kbps', 'net_kbps'] as const;

/** Origins, both ends included. */
export interface Period {
  readonly fromStep: number;
  readonly toStep: number;
}

const stepOf = (iso: string) => Date.parse(iso) / (stepSeconds * 1000);
/** The targets of the last origin end with the period. */
export const selection: Period = { fromStep: stepOf('2013-09-01T00:00Z'), toStep: stepOf('2013-09-10T16:00Z') };
export const reporting: Period = { fromStep: stepOf('2013-09-11T00:00Z'), toStep: stepOf('2013-09-29T12:00Z') };
export const beforeReporting: Period = { fromStep: reporting.fromStep - 28 * daySteps, toStep: reporting.fromStep - horizonSteps };

/** Every series of the servers whose name matches. */
export async function readRealFleet(matches: RegExp): Promise<readonly LongSeries[]> {
  const read = await readSeriesFile({ path: realFleetFile(), stepSeconds, kindOf: (metric) => metricInfoOf(metric).kind, wants: (server) => matches.test(server) });
  if (read.kind !== 'read') throw new Error(read.message);
  return read.file.series.map(({ server, metric, kind, values }) => ({ serverId: server, metric, kind, firstStep: read.file.firstStep, values }));
}
