/**
 * The numbers of a snapshot, column by column. N servers, S series, B breaches, Q = 7 quantile levels, H horizon steps,
 * P history steps. Columns lie in shared memory: the cycle's thread fills them once, any thread reads them, nobody copies.
 */
import { quantileLevels } from '@fleetcast/contract';

export const columnArrays = {
  /** [S] index of the server; index into the snapshot's metric names. */
  seriesServer: Int32Array,
  seriesMetric: Uint16Array,
  /** [N + 1] and [S]: series of server n are serverSeries[serverSeriesStart[n]] .. serverSeries[serverSeriesStart[n + 1] - 1]. */
  serverSeriesStart: Int32Array,
  serverSeries: Int32Array,
  /** [S, Q, H] in the metric's unit. */
  quantiles: Float32Array,
  /** [S, P] observed values up to the origin, NaN where nothing was observed. */
  history: Float32Array,
  /** [S] last observed step and its value; -1 and NaN when the window holds none. */
  seriesLastStep: Int32Array,
  seriesLastValue: Float32Array,
  /** [S] index into the snapshot's speakers, and into its reasons. */
  seriesSpeaker: Uint8Array,
  seriesReason: Uint16Array,
  seriesMissingShare: Float32Array,
  seriesDaysObserved: Float32Array,
  /** [S] largest breach probability; NaN: no threshold. */
  seriesRisk: Float32Array,
  /** [S] index into the contract's confidence options. */
  seriesConfidence: Uint8Array,
  /** [S] trailing skill against the best floor (NaN: nothing has come true yet), its sample and its coverage. */
  seriesSkill: Float32Array,
  seriesSkillCount: Int32Array,
  seriesCoverage80: Float32Array,
  /** [S + 1] breaches of series s are breachStart[s] .. breachStart[s + 1] - 1 of the [B] columns below. */
  breachStart: Int32Array,
  breachThreshold: Float32Array,
  /** [B] 1: at or below the threshold breaches; 0: at or above. */
  breachBelow: Uint8Array,
  /** [B] 1: critical; 0: warning. */
  breachCritical: Uint8Array,
  breachProbability: Float32Array,
  breachUnderWay: Uint8Array,
  /** [B] 1: most of what was called likely came. */
  breachKeepsWord: Uint8Array,
  /** [B, 3] p10, p50, p90 minutes from the origin; NaN: no time to tell. */
  breachMinutes: Float32Array,
  /** [N] */
  serverRisk: Float32Array,
  /** [N] series that carries the risk, or the server's first one. */
  serverWorstSeries: Int32Array,
  /** [N] epoch ms of the median first breach; NaN: none is likely. */
  serverBreachAtMs: Float64Array,
  /** [N] index into the contract's status and confidence options. */
  serverStatus: Uint8Array,
  serverConfidence: Uint8Array,
  serverLastStep: Int32Array,
  serverDaysObserved: Float32Array,
  /** [N] servers in the default direction of each sorting; what cannot be ranked comes last. */
  orderByRisk: Int32Array,
  orderByServer: Int32Array,
  orderByProfile: Int32Array,
  orderByBreachAt: Int32Array,
} as const;

export type ColumnName = keyof typeof columnArrays;
export type SnapshotColumns = { readonly [K in ColumnName]: InstanceType<(typeof columnArrays)[K]> };

export const columnNames = Object.keys(columnArrays) as ColumnName[];

/** A zero-filled column of `length` elements in shared memory. */
export function sharedColumn<K extends ColumnName>(name: K, length: number): SnapshotColumns[K] {
  const arrayOf: new (buffer: SharedArrayBuffer) => SnapshotColumns[ColumnName] = columnArrays[name];
  return new arrayOf(new SharedArrayBuffer(length * columnArrays[name].BYTES_PER_ELEMENT)) as SnapshotColumns[K];
}

export interface SnapshotSizes {
  readonly servers: number;
  readonly series: number;
  readonly breaches: number;
  readonly horizonSteps: number;
  readonly historySteps: number;
}

export function allocateColumns({ servers, series, breaches, horizonSteps, historySteps }: SnapshotSizes): SnapshotColumns {
  return {
    seriesServer: sharedColumn('seriesServer', series),
    seriesMetric: sharedColumn('seriesMetric', series),
    serverSeriesStart: sharedColumn('serverSeriesStart', servers + 1),
    serverSeries: sharedColumn('serverSeries', series),
    quantiles: sharedColumn('quantiles', series * quantileLevels.length * horizonSteps),
    history: sharedColumn('history', series * historySteps),
    seriesLastStep: sharedColumn('seriesLastStep', series),
    seriesLastValue: sharedColumn('seriesLastValue', series),
    seriesSpeaker: sharedColumn('seriesSpeaker', series),
    seriesReason: sharedColumn('seriesReason', series),
    seriesMissingShare: sharedColumn('seriesMissingShare', series),
    seriesDaysObserved: sharedColumn('seriesDaysObserved', series),
    seriesRisk: sharedColumn('seriesRisk', series),
    seriesConfidence: sharedColumn('seriesConfidence', series),
    seriesSkill: sharedColumn('seriesSkill', series),
    seriesSkillCount: sharedColumn('seriesSkillCount', series),
    seriesCoverage80: sharedColumn('seriesCoverage80', series),
    breachStart: sharedColumn('breachStart', series + 1),
    breachThreshold: sharedColumn('breachThreshold', breaches),
    breachBelow: sharedColumn('breachBelow', breaches),
    breachCritical: sharedColumn('breachCritical', breaches),
    breachProbability: sharedColumn('breachProbability', breaches),
    breachUnderWay: sharedColumn('breachUnderWay', breaches),
    breachKeepsWord: sharedColumn('breachKeepsWord', breaches),
    breachMinutes: sharedColumn('breachMinutes', breaches * 3),
    serverRisk: sharedColumn('serverRisk', servers),
    serverWorstSeries: sharedColumn('serverWorstSeries', servers),
    serverBreachAtMs: sharedColumn('serverBreachAtMs', servers),
    serverStatus: sharedColumn('serverStatus', servers),
    serverConfidence: sharedColumn('serverConfidence', servers),
    serverLastStep: sharedColumn('serverLastStep', servers),
    serverDaysObserved: sharedColumn('serverDaysObserved', servers),
    orderByRisk: sharedColumn('orderByRisk', servers),
    orderByServer: sharedColumn('orderByServer', servers),
    orderByProfile: sharedColumn('orderByProfile', servers),
    orderByBreachAt: sharedColumn('orderByBreachAt', servers),
  };
}
