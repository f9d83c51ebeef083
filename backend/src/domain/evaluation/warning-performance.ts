/** What became of warnings, and which breaches came without one; docs/methods/performance.md. */
import type { Threshold } from '@fleetcast/contract';

/** A warning as far as its judgement goes. */
export interface JudgedWarning {
  readonly serverId: string;
  readonly metric: string;
  readonly threshold: Threshold;
  readonly openedAtMs: number;
  readonly outcome: 'pending' | 'came-true' | 'late' | 'prevented' | 'false' | 'unobserved';
  readonly onsetAtMs: number | null;
  readonly isPaged: boolean;
}

/** The beginning of an observed breach. */
export interface ObservedBreach {
  readonly serverId: string;
  readonly metric: string;
  readonly threshold: Threshold;
  readonly atMs: number;
}

export interface WarningFigures {
  readonly cameTrue: number;
  readonly late: number;
  readonly prevented: number;
  /** False positives. */
  readonly false: number;
  /** False negatives: breaches that nobody warned of in time, those with a late warning included. */
  readonly missed: number;
  readonly unobserved: number;
  readonly pending: number;
  /** Came true / (came true + late + false): prevented and unobserved ones say nothing. */
  readonly precision: number | null;
  /** Came true / (came true + missed). */
  readonly recall: number | null;
  readonly leadTimes: ReadonlyArray<{ readonly fromMinutes: number; readonly toMinutes: number; readonly warnings: number }>;
  readonly medianLeadMinutes: number | null;
}

const minuteMs = 60_000;
/** A warning is in time from this long before a breach. */
const leastLeadMinutes = 30;
const leadEdges = [30, 60, 120, 240, 480];

/** One breach matches one warning: that of its series and direction which opened 30 minutes to a horizon before. */
export function warningFigures(warnings: readonly JudgedWarning[], breaches: readonly ObservedBreach[], horizonMinutes: number): WarningFigures {
  const count = (outcome: JudgedWarning['outcome']) => warnings.filter((warning) => warning.outcome === outcome).length;
  const cameTrue = count('came-true');
  const missed = breaches.filter((breach) => !warnings.some((warning) => foresaw(warning, breach, horizonMinutes))).length;
  const leads = warnings.flatMap(({ outcome, onsetAtMs, openedAtMs }) => (outcome === 'came-true' && onsetAtMs !== null ? [(onsetAtMs - openedAtMs) / minuteMs] : [])).sort((a, b) => a - b);
  const judged = cameTrue + count('late') + count('false');
  const edges = [...leadEdges.filter((edge) => edge < horizonMinutes), horizonMinutes];
  return {
    cameTrue,
    late: count('late'),
    prevented: count('prevented'),
    false: count('false'),
    missed,
    unobserved: count('unobserved'),
    pending: count('pending'),
    precision: judged === 0 ? null : cameTrue / judged,
    recall: cameTrue + missed === 0 ? null : cameTrue / (cameTrue + missed),
    leadTimes: edges.slice(0, -1).map((fromMinutes, i) => {
      const isLast = i === edges.length - 2;
      return { fromMinutes, toMinutes: edges[i + 1], warnings: leads.filter((lead) => lead >= fromMinutes && (isLast || lead < edges[i + 1])).length };
    }),
    medianLeadMinutes: leads.length === 0 ? null : leads[Math.floor((leads.length - 1) / 2)],
  };
}

function foresaw(warning: JudgedWarning, breach: ObservedBreach, horizonMinutes: number): boolean {
  const leadMinutes = (breach.atMs - warning.openedAtMs) / minuteMs;
  return (
    warning.serverId === breach.serverId &&
    warning.metric === breach.metric &&
    warning.threshold.direction === breach.threshold.direction &&
    leadMinutes >= leastLeadMinutes &&
    leadMinutes <= horizonMinutes
  );
}
