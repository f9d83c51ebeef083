import type { Audience, SkillLevel, WarningState } from '@fleetcast/contract';
import type { DataQuery } from '@grafana/schema';

export const queryTypes = [
  'history-forecast', 'forecast', 'fleet', 'counts', 'breaches', 'explanation', 'recommendations', 'performance', 'performance-days', 'performance-warnings',
  'performance-calibration', 'performance-lead-times', 'performance-speakers', 'performance-series', 'insights', 'warnings', 'warning-annotations',
  'executive', 'executive-days', 'time-to-detect', 'time-to-resolve', 'top-risks', 'tiers',
] as const;
export type QueryType = (typeof queryTypes)[number];

/** What a panel or an annotation asks. Every list may hold template variables; an empty one filters nothing. */
export interface PredictionsQuery extends DataQuery {
  queryType?: QueryType;
  metrics?: string[];
  servers?: string[];
  profiles?: string[];
  regions?: string[];
  /** Most series (or servers) to fetch. */
  limit?: number;
  /** Of warnings: in which state; those of any state within the time range where this is empty. */
  warningStates?: WarningState[];
  /** Least probability, 0..1, of a breach to be told. */
  leastProbability?: number;
  /** Whom recommendations are for: changes their order, wording and detail. */
  audience?: Audience;
  skill?: SkillLevel;
}

export const defaultQuery = { queryType: 'history-forecast', limit: 10, leastProbability: 0.5, audience: 'administrator', skill: 'practised' } as const satisfies Partial<PredictionsQuery>;

export const mostSeries = 1000;

/** A query with its variables replaced and its gaps filled. */
export interface ResolvedQuery {
  readonly refId: string;
  readonly queryType: QueryType;
  readonly metrics: readonly string[];
  readonly servers: readonly string[];
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
  readonly limit: number;
  readonly warningStates: readonly WarningState[];
  readonly leastProbability: number;
  readonly audience: Audience;
  readonly skill: SkillLevel;
}

export function resolveQuery(query: PredictionsQuery, resolveList: (entries: readonly string[]) => string[]): ResolvedQuery {
  return {
    refId: query.refId,
    queryType: query.queryType ?? defaultQuery.queryType,
    metrics: resolveList(query.metrics ?? []),
    servers: resolveList(query.servers ?? []),
    profiles: resolveList(query.profiles ?? []),
    regions: resolveList(query.regions ?? []),
    limit: Math.min(mostSeries, Math.max(1, Math.floor(query.limit ?? defaultQuery.limit))),
    warningStates: query.warningStates ?? [],
    leastProbability: query.leastProbability ?? defaultQuery.leastProbability,
    audience: query.audience ?? defaultQuery.audience,
    skill: query.skill ?? defaultQuery.skill,
  };
}
