import type { Warning } from '../warnings/warning.ts';

/** A server by the breaches that its warnings of a span foresee, or foresaw. */
export interface TopRisk {
  readonly serverId: string;
  /** Of the warning that adds most. */
  readonly metric: string;
  /** A breach that came counts 1, one that may still come its probability, one that did not come 0. */
  readonly expectedBreaches: number;
  readonly came: number;
  readonly warnings: number;
  /** Its newest warning: who the server is. */
  readonly newest: Warning;
}

/** Servers with most breaches that came or are expected, at most `limit`. */
export function topRisksOf(warnings: readonly Warning[], limit: number): readonly TopRisk[] {
  const servers = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const own = servers.get(warning.serverId);
    if (own === undefined) servers.set(warning.serverId, [warning]);
    else own.push(warning);
  }
  return [...servers]
    .map(([serverId, own]): TopRisk => {
      const [most] = [...own].sort((a, b) => weightOf(b) - weightOf(a));
      return {
        serverId,
        metric: most.metric,
        expectedBreaches: own.reduce((sum, warning) => sum + weightOf(warning), 0),
        came: own.filter(({ onsetAtMs }) => onsetAtMs !== null).length,
        warnings: own.length,
        newest: own.reduce((newest, warning) => (warning.openedAtMs > newest.openedAtMs ? warning : newest)),
      };
    })
    .filter(({ expectedBreaches }) => expectedBreaches > 0)
    .sort((a, b) => b.expectedBreaches - a.expectedBreaches || b.warnings - a.warnings || a.newest.server.localeCompare(b.newest.server))
    .slice(0, limit);
}

function weightOf({ outcome, probability }: Warning): number {
  if (outcome === 'came-true' || outcome === 'late') return 1;
  return outcome === 'pending' ? probability : 0;
}
