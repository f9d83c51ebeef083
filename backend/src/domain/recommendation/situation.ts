import type { MetricInfo, Threshold } from '@fleetcast/contract';

/** One threshold of one metric, as forecast. */
export interface ForeseenBreach {
  readonly threshold: Threshold;
  readonly severity: 'warning' | 'critical';
  readonly probability: number;
  readonly underWay: boolean;
  /** Median minutes from the origin; null: none is to be told. */
  readonly minutes: number | null;
  /** One breach in ten comes sooner. */
  readonly earliestMinutes: number | null;
}

/** What is known of one metric of a server. Past and horizon in steps of the grid; values in the metric's unit. */
export interface MetricOutlook {
  readonly metric: string;
  readonly info: MetricInfo;
  readonly breaches: readonly ForeseenBreach[];
  /** Ends at the origin; NaN where nothing was observed. */
  readonly past: Float32Array;
  /** [H] */
  readonly median: Float32Array;
}

export interface ServerOutlook {
  readonly serverId: string;
  readonly server: string;
  readonly region: string;
  readonly profile: string;
  readonly tier: string | null;
  readonly outlooks: readonly MetricOutlook[];
}

/** A reason of the forecast and its share of all reasons. */
export interface ReasonShare {
  readonly group: string;
  readonly share: number;
}

/** A warning that is open for a metric of the server. */
export interface OpenWarning {
  readonly metric: string;
  readonly severity: 'warning' | 'critical';
  readonly paged: boolean;
}

/** Everything that recommending for one server rests on. */
export interface Situation {
  readonly subject: ServerOutlook;
  /** Other servers of its tier. */
  readonly peers: readonly ServerOutlook[];
  readonly warnings: readonly OpenWarning[];
  readonly stepMinutes: number;
  readonly localHour: number;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** By metric; null while explanations are not at hand. */
  readonly reasons: ReadonlyMap<string, readonly ReasonShare[]> | null;
}

export interface AtRisk {
  readonly outlook: MetricOutlook;
  readonly breach: ForeseenBreach;
  /** forecast: as published. trend: the forecast sees none, but a straight line through the last hours does. */
  readonly by: 'forecast' | 'trend';
  /** Of the trend; null: the forecast speaks. */
  readonly trend: { readonly level: number; readonly perHour: number } | null;
}

/** The most probable breach of each metric, most probable first; of two that are equal the critical one. */
export function breachesAtRisk(server: ServerOutlook, leastProbability: number): readonly AtRisk[] {
  const all = server.outlooks.flatMap((outlook) => {
    const [worst] = [...outlook.breaches].sort((a, b) => b.probability - a.probability || Number(b.severity === 'critical') - Number(a.severity === 'critical'));
    return worst !== undefined && (worst.underWay || worst.probability >= leastProbability) ? [{ outlook, breach: worst, by: 'forecast' as const, trend: null }] : [];
  });
  return all.sort((a, b) => Number(b.breach.underWay) - Number(a.breach.underWay) || b.breach.probability - a.breach.probability);
}

/** A breach under way is certain. */
export function chanceOf({ breach }: AtRisk): number {
  return breach.underWay ? 1 : breach.probability;
}
