/** How early breaches were known and how long they lasted; docs/methods/executive.md. */
import { quietMinutes } from '../series/breach-onsets.ts';
import { median } from '../series/order-statistics.ts';
import { leadMinutesOf, type Warning } from '../warnings/warning.ts';

/** Breaches whose minutes lie at or above `fromMinutes` and below `toMinutes`; null: without end. */
export interface TimeBin {
  readonly fromMinutes: number;
  readonly toMinutes: number | null;
  readonly breaches: number;
}

export interface TimeDistribution {
  readonly medianMinutes: number | null;
  readonly bins: readonly TimeBin[];
}

const detectEdges = [0, 30, 60, 120, 240];
const resolveEdges = [0, 15, 30, 60, 120, 240];

/** Minutes from the opening of a warning to the breach that it foresaw: the earlier, the better. */
export function timesToDetect(warnings: readonly Warning[]): TimeDistribution {
  return distribution(warnings.flatMap((warning) => leadMinutesOf(warning) ?? []), detectEdges);
}

/** Minutes from the beginning of a breach to its end, of those warned of that are over: a warning clears an hour after the end. */
export function timesToResolve(warnings: readonly Warning[]): TimeDistribution {
  return distribution(
    warnings.flatMap(({ onsetAtMs, cleared }) => (onsetAtMs !== null && cleared?.because === 'breach-over' ? Math.max(0, (cleared.atMs - onsetAtMs) / 60_000 - quietMinutes) : [])),
    resolveEdges,
  );
}

function distribution(minutes: readonly number[], edges: readonly number[]): TimeDistribution {
  const bins = edges.map((fromMinutes, i): TimeBin => {
    const toMinutes = edges.at(i + 1) ?? null;
    return { fromMinutes, toMinutes, breaches: minutes.filter((one) => one >= fromMinutes && (toMinutes === null || one < toMinutes)).length };
  });
  return { medianMinutes: minutes.length === 0 ? null : median(minutes), bins };
}
