/**
 * The quarter as it goes with the model of the first day left alone, in a thread beside the one that works by itself: once as a service
 * serves it, with floors, shares and bands that follow what has come true, and once the bare model.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { horizonSteps, stepSeconds } from '../grid/product-grid.ts';
import { FleetArm } from './fleet-arm.ts';
import { cycleOrigins, type QuarterSpan } from './quarter-clock.ts';
import { type WeekLoss, WeeklyLosses } from './weekly-losses.ts';

export interface FrozenWorkerData extends QuarterSpan {
  readonly series: readonly LongSeries[];
  readonly modelFolder: string;
}

/** First that the model has been read, at the end what was lost. */
export type FromFrozen = { readonly kind: 'opened' } | { readonly kind: 'ended'; readonly served: readonly WeekLoss[]; readonly bare: readonly WeekLoss[] };

const data = workerData as FrozenWorkerData;
const post = (message: FromFrozen) => parentPort!.postMessage(message);
const served = new FleetArm(data.series, stepSeconds, horizonSteps);
const bare = new FleetArm(data.series, stepSeconds, horizonSteps, true);
for (const arm of [served, bare]) await arm.use({ championFolder: data.modelFolder, challenger: null, reserve: null });
post({ kind: 'opened' });

const losses = new WeeklyLosses(data.series, 2);
for (const origin of cycleOrigins(data)) {
  await served.forecastAt(origin.step);
  // What the bare model says does not depend on what became of what it said before.
  if (!origin.isJudged) continue;
  await bare.forecastAt(origin.step);
  losses.judge(origin, [served, bare]);
}
for (const arm of [served, bare]) await arm.close();
post({ kind: 'ended', served: losses.of(0), bare: losses.of(1) });
