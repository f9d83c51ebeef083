/** A straight line through the last hours: what a leak looks like before a model that has seen many peaks come and go believes in it. */
import { observedMean } from '../series/observed-mean.ts';
import type { AtRisk, ServerOutlook } from './situation.ts';

/** Share of the threshold from which a difference of levels is one. */
export const noticeableShare = 0.08;
export const growthHours = 6;
const growthFit = 0.7;
/** How far a line through the last hours is believed, and how much: a prior, until outcomes say more. */
const trendReachHours = 24;
const trendChance = 0.6;
/** A line may bend: the threshold may be reached in this share of the time. */
const soonestTrend = 0.7;
/** What follows the load goes down with it again: no line through a morning is believed. */
const followsLoad = /(^|_)(cpu|load|latency|response_time|duration|throughput|requests?|errors?|network|disk|gc)(_|$)/;

/** Metrics that no forecast sees in danger, but that a straight line through the last hours takes past a threshold within a day. */
export function headedForThreshold(server: ServerOutlook, stepMinutes: number): readonly AtRisk[] {
  return server.outlooks.filter(({ metric }) => !followsLoad.test(metric)).flatMap((outlook): AtRisk[] => {
    const growth = steadyGrowth(outlook.past, stepMinutes);
    const level = observedMean(outlook.past.subarray(Math.max(0, outlook.past.length - stepsIn(1, stepMinutes))));
    if (growth === null || Number.isNaN(level)) return [];
    const reached = outlook.breaches
      .filter(({ threshold }) => threshold.direction === 'above' && growth.perHour * growthHours > noticeableShare * threshold.value)
      .map((breach) => ({ breach, hours: Math.max(0, (breach.threshold.value - level) / growth.perHour) }))
      .filter(({ hours }) => hours <= trendReachHours)
      .sort((a, b) => a.hours - b.hours);
    if (reached.length === 0) return [];
    const [{ breach, hours }] = reached;
    return [{ outlook, breach: { ...breach, probability: Math.max(breach.probability, trendChance * growth.fit), minutes: 60 * hours, earliestMinutes: 60 * hours * soonestTrend }, by: 'trend', trend: { level, perHour: growth.perHour } }];
  });
}

/** A growth that is a line, that yesterday (known, else a server may only be warming up) did not have at this time, and that has led higher than the day before ever was: else it may be a crowd that comes and goes. */
export function steadyGrowth(past: Float32Array, stepMinutes: number): { readonly perHour: number; readonly fit: number } | null {
  const growth = growthOf(past, stepMinutes, growthHours);
  const dayBefore = past.subarray(0, Math.max(0, past.length - stepsIn(24, stepMinutes)));
  const yesterday = growthOf(dayBefore, stepMinutes, growthHours)?.perHour ?? 0;
  const isNew = Number.isNaN(observedMean(dayBefore.subarray(Math.max(0, dayBefore.length - stepsIn(growthHours, stepMinutes)))));
  if (growth === null || isNew || growth.fit < growthFit || growth.perHour <= 2 * Math.max(0, yesterday)) return null;
  const hour = stepsIn(1, stepMinutes);
  const before = past.length - stepsIn(growthHours, stepMinutes);
  const highestBefore = Math.max(...Array.from({ length: 24 }, (_, h) => observedMean(past.subarray(Math.max(0, before - (h + 1) * hour), Math.max(0, before - h * hour)))).filter((level) => !Number.isNaN(level)));
  return observedMean(past.subarray(Math.max(0, past.length - hour))) > highestBefore ? growth : null;
}

export function stepsIn(hours: number, stepMinutes: number): number {
  return Math.round((hours * 60) / stepMinutes);
}

/** A straight line through the last hours: slope an hour, and the share of the variance that it explains. */
function growthOf(past: Float32Array, stepMinutes: number, hours: number): { readonly perHour: number; readonly fit: number } | null {
  const values = past.subarray(Math.max(0, past.length - stepsIn(hours, stepMinutes)));
  let [n, sumX, sumY, sumXX, sumXY, sumYY] = [0, 0, 0, 0, 0, 0];
  for (let x = 0; x < values.length; x++) {
    const y = values[x];
    if (Number.isNaN(y)) continue;
    n++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
  }
  if (n < stepsIn(hours, stepMinutes) / 2) return null;
  const varX = sumXX - (sumX * sumX) / n;
  const varY = sumYY - (sumY * sumY) / n;
  const covariance = sumXY - (sumX * sumY) / n;
  if (varX <= 0 || varY <= 0) return null;
  return { perHour: ((covariance / varX) * 60) / stepMinutes, fit: (covariance * covariance) / (varX * varY) };
}
