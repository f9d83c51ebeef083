import type { LedgerSeries } from '../../domain/evaluation/ledger-entries.ts';
import { observedOnsets } from '../../domain/evaluation/observed-onsets.ts';
import { breachSteps, quietStepsOf } from '../../domain/series/breach-onsets.ts';
import type { StoredOnset } from '../../io/ledger/ledger-rows.ts';
import type { FollowedSeries } from './followed-series.ts';

/** Tells which observed breaches have begun since it last looked. */
export class OnsetWatch {
  private readonly stepSeconds: number;
  /** Onsets up to this step have been told; null: nothing was said yet. */
  private throughStep: number | null = null;

  constructor(stepSeconds: number) {
    this.stepSeconds = stepSeconds;
  }

  /** Goes on after an earlier run whose newest settled step this was; null: there was none. */
  resumeAfter(settledStep: number | null): void {
    this.throughStep = settledStep === null ? null : lastOnset(settledStep);
  }

  /** What has begun by `settledStep`, the newest step that no late sample changes. What lies before the first look is not ours to judge. */
  begunBy(settledStep: number, followed: FollowedSeries, idOf: (series: LedgerSeries) => number | undefined): readonly StoredOnset[] {
    const toStep = lastOnset(settledStep);
    const fromStep = (this.throughStep ?? toStep) + 1;
    this.throughStep = Math.max(toStep, this.throughStep ?? toStep);
    if (fromStep > toStep) return [];
    return followed.rows.flatMap((series, row) => {
      const seriesId = idOf(series);
      if (seriesId === undefined || followed.thresholds[row].length === 0) return [];
      // An onset needs quiet steps before it.
      const history = followed.history(row, fromStep - 2 * quietStepsOf(this.stepSeconds), settledStep);
      if (history === null) return [];
      const onsets = observedOnsets(history.values, history.fromStep, followed.thresholds[row], this.stepSeconds);
      return onsets.filter(({ step }) => step >= fromStep && step <= toStep).map(({ threshold, step }) => ({ atSeconds: step * this.stepSeconds, seriesId, threshold }));
    });
  }
}

/** The last step at which a breach can be seen to have begun: it takes some steps to be one. */
function lastOnset(settledStep: number): number {
  return settledStep - breachSteps + 1;
}
