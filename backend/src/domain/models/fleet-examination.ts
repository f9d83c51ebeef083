/** What is looked at before anybody decides about a model: plain values, gathered where the windows are. */
import type { WordGroup } from './divided-word.ts';
import type { TrialFigures } from './trial-figures.ts';

export interface ReserveExamination {
  /** The shadow is the reserve. */
  readonly trial: TrialFigures;
  /** Series on which it had the word in the newest cycle, and the groups that they come from. */
  readonly series: number;
  readonly groups: readonly WordGroup[];
}

export interface FleetExamination {
  readonly atMs: number;
  readonly originStep: number;
  readonly servers: number;
  /** Of these, those that went beyond a critical threshold within the last day and are still there. */
  readonly troubledServers: number;
  readonly series: number;
  /** Series that the model forecast in the newest cycle. */
  readonly seriesByModel: number;
  /** Days between the oldest value in the windows and the origin. */
  readonly historyDays: number;
  /** Of the servers now present, those that the champion was not fine-tuned on, extrapolated where it was on a sample; null: it was fine-tuned on none. */
  readonly newServers: number | null;
  /** Of the servers that the champion was fine-tuned on, those that are gone. */
  readonly retiredServers: number | null;
  /** Share of the series, of the sample where there was one, that the champion was not fine-tuned on. */
  readonly unknownShare: number;
  /** Per metric; null: the champion's training kept no profile, or nothing was observed. */
  readonly stability: ReadonlyArray<{ readonly metric: string; readonly index: number | null }>;
  /** Of champion and challenger. */
  readonly trial: TrialFigures;
  /** Of the champion and the one before it; null: that one is not kept in reserve. */
  readonly reserve: ReserveExamination | null;
  /** What champion and challenger, or else reserve, cost as measured in this process; null without either. */
  readonly cost: { readonly championMs: number; readonly shadowMs: number; readonly shadowBytes: number } | null;
}
