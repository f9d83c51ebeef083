/** What a training is given: whether it is complete enough to learn from, and what of it is left out. */
import { leftOutSteps, type LeftOutSpan } from '../incidents/left-out-steps.ts';
import type { LongSeries } from '../series/long-series.ts';

export interface DatasetFigures {
  readonly series: number;
  /** With enough history and enough of it observed. */
  readonly usable: number;
  readonly historyDays: number;
  readonly observedShare: number;
  /** Between the newest value and the end of the data; null: there is no value. */
  readonly newestHoursAgo: number | null;
}

type DatasetFault = 'too-little' | 'too-gappy' | 'too-stale';

export type DatasetCheck =
  | { readonly kind: 'complete'; readonly figures: DatasetFigures }
  | { readonly kind: 'incomplete'; readonly fault: DatasetFault; readonly message: string; readonly figures: DatasetFigures };

export const datasetLimits = { leastDays: 2, leastObservedShare: 0.6, leastUsableShare: 0.5, mostHoursOld: 6 } as const;

/** `endStep`: up to here there should be values. Infinite values count as missing. */
export function checkDataset(series: readonly LongSeries[], endStep: number, stepSeconds: number): DatasetCheck {
  const figures = figuresOf(series, endStep, stepSeconds);
  const fault = faultOf(figures);
  return fault === null ? { kind: 'complete', figures } : { kind: 'incomplete', fault: fault.kind, message: `Nothing was trained: ${fault.message}`, figures };
}

function figuresOf(series: readonly LongSeries[], endStep: number, stepSeconds: number): DatasetFigures {
  const daySteps = 86_400 / stepSeconds;
  let usable = 0;
  let observed = 0;
  let spanned = 0;
  let newest = -Infinity;
  let oldest = Infinity;
  for (const { values, firstStep } of series) {
    const first = values.findIndex(Number.isFinite);
    if (first < 0) continue;
    const last = values.findLastIndex(Number.isFinite);
    let count = 0;
    for (let i = first; i <= last; i++) if (Number.isFinite(values[i])) count += 1;
    const span = Math.max(last - first + 1, Math.min(endStep - firstStep + 1, values.length) - first);
    oldest = Math.min(oldest, firstStep + first);
    newest = Math.max(newest, firstStep + last);
    observed += count;
    spanned += span;
    if (span >= datasetLimits.leastDays * daySteps && count >= datasetLimits.leastObservedShare * span) usable += 1;
  }
  const isEmpty = spanned === 0;
  return {
    series: series.length,
    usable,
    historyDays: isEmpty ? 0 : (newest - oldest + 1) / daySteps,
    observedShare: isEmpty ? 0 : observed / spanned,
    newestHoursAgo: isEmpty ? null : ((endStep - newest) * stepSeconds) / 3600,
  };
}

/** What keeps a training from learning from this, and what to do about it; null: nothing. */
function faultOf({ series, usable, historyDays, observedShare, newestHoursAgo }: DatasetFigures): { readonly kind: DatasetFault; readonly message: string } | null {
  const { leastDays, leastObservedShare, leastUsableShare, mostHoursOld } = datasetLimits;
  if (newestHoursAgo === null) return { kind: 'too-little', message: `none of ${series} series holds a single value.` };
  if (newestHoursAgo > mostHoursOld) {
    return { kind: 'too-stale', message: `the newest value is ${newestHoursAgo.toFixed(1)} h old, at most ${mostHoursOld} h are accepted. Check what scrapes or pushes.` };
  }
  if (historyDays < leastDays) {
    return { kind: 'too-little', message: `there are ${historyDays.toFixed(1)} days of history, at least ${leastDays} are needed. Wait until there are more.` };
  }
  if (observedShare < leastObservedShare || usable < leastUsableShare * series) {
    const found = `${usable} of ${series} series have ${leastDays} days with ${100 * leastObservedShare}% of the values, and ${Math.round(100 * observedShare)}% of all values are there.`;
    return { kind: 'too-gappy', message: `${found} At least half of the series must. Close the gaps at the source, or wait.` };
  }
  return null;
}

/** The same series with what is left out, and whatever is no number, as gaps. */
export function withoutTrouble(series: readonly LongSeries[], spans: readonly LeftOutSpan[], stepSeconds: number): readonly LongSeries[] {
  return series.map((one) => {
    const own = spans.filter(({ serverId }) => serverId === null || serverId === one.serverId);
    const hasInfinite = one.values.some((value) => value === Infinity || value === -Infinity);
    if (own.length === 0 && !hasInfinite) return one;
    const [incidents, maintenance] = (['incident', 'maintenance'] as const).map((wanted) => own.filter(({ cause }) => cause === wanted));
    const leftOut = leftOutSteps(one.firstStep, one.values.length, stepSeconds * 1000, incidents, maintenance);
    return { ...one, values: one.values.map((value, i) => (Number.isFinite(value) && leftOut[i] === 0 ? value : NaN)) };
  });
}
