/** What the Compare page sets side by side. Lives in the URL, so a link shows a colleague the same comparison. */
export type ServerComparison =
  | { readonly by: 'servers'; readonly serverIds: readonly string[]; readonly metric: string | null }
  | { readonly by: 'outlook'; readonly serverIds: readonly string[] }
  | { readonly by: 'windows'; readonly serverIds: readonly string[]; readonly metric: string | null; readonly lagHours: LagHours };

/** Saved what-if questions about any servers, each asked again as of now. */
export interface ScenarioComparison {
  readonly by: 'scenarios';
  readonly scenarioIds: readonly string[];
}

export type Comparison = ServerComparison | ScenarioComparison;

export type ComparedBy = Comparison['by'];

/** More lines in one chart are not told apart, more columns in one table not read. */
export const mostCompared = 4;

/** How far back the earlier window lies. All are longer than the horizon, so that the earlier window is known to its end. */
export const lagChoices = [24, 48, 168] as const;
export type LagHours = (typeof lagChoices)[number];

const kinds: readonly ComparedBy[] = ['servers', 'outlook', 'windows', 'scenarios'];

/** Reads the URL's query string; what is not understood there is left out. */
export function comparisonFromUrl(queryString: string): Comparison {
  const url = new URLSearchParams(queryString);
  const by = kinds.find((kind) => kind === url.get('by')) ?? 'servers';
  const ids = (name: string, most: number) => [...new Set(url.getAll(name))].filter((id) => id !== '').slice(0, most);
  if (by === 'scenarios') return { by, scenarioIds: ids('scenario', mostCompared) };
  const serverIds = ids('server', by === 'servers' ? mostCompared : 1);
  const metric = url.get('metric');
  if (by === 'outlook') return { by, serverIds };
  if (by === 'servers') return { by, serverIds, metric };
  return { by, serverIds, metric, lagHours: lagChoices.find((hours) => String(hours) === url.get('lag')) ?? 168 };
}

/** The inverse of comparisonFromUrl. */
export function comparisonToUrl(comparison: Comparison): string {
  const url = new URLSearchParams({ by: comparison.by });
  if (comparison.by === 'scenarios') {
    comparison.scenarioIds.forEach((id) => url.append('scenario', id));
    return url.toString();
  }
  comparison.serverIds.forEach((id) => url.append('server', id));
  if (comparison.by !== 'outlook' && comparison.metric !== null) url.set('metric', comparison.metric);
  if (comparison.by === 'windows') url.set('lag', String(comparison.lagHours));
  return url.toString();
}

/** The same servers and metric, compared in another way; scenarios are chosen anew. */
export function comparedBy(comparison: Comparison, by: ComparedBy): Comparison {
  if (by === 'scenarios') return { by, scenarioIds: [] };
  if (comparison.by === 'scenarios') return comparedBy({ by: 'servers', serverIds: [], metric: null }, by);
  const metric = comparison.by === 'outlook' ? null : comparison.metric;
  const [first] = comparison.serverIds;
  const one = first === undefined ? [] : [first];
  if (by === 'servers') return { by, serverIds: comparison.serverIds, metric };
  return by === 'outlook' ? { by, serverIds: one } : { by, serverIds: one, metric, lagHours: 168 };
}
