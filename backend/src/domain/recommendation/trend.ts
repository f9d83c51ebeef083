/** A straight line through the last hours: what a leak looks like before a model that has seen many peaks come and go believes in it. */
import { observedMean } from '../series/observed-mean.ts';
import { median } from '../series/order-statistics.ts';
import type { AtRisk, ServerOutlook } from './situation.ts';

/** Share of the threshold from which a difference of levels is one. */
export const noticeableShare = 0.08;
/** A line is looked for through so many hours; what is slow needs the longer ones. */
const growthHours = [6, 12] as const;
/** After memory was given back: it settles, and then tells. */
const leastHoursSince = 3;
const growthFit = 0.7;
/** A single step up is explained by a line to 75 % at most. */
const beyondStep = 0.8;
/** What is usual at a time is told from so many days. */
export const mostUsualDays = 7;
/** Of the level before: memory that is given back at once. */
const fallShare = 0.1;
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
    const level = observedMean(outlook.past.subarray(Math.max(0, outlook.past.length - stepsIn(1, stepMinutes))));
    const limits = outlook.breaches.filter(({ threshold }) => threshold.direction === 'above');
    const growth = limits.length === 0 ? null : steadyGrowth(outlook.past, stepMinutes, noticeableShare * Math.min(...limits.map(({ threshold }) => threshold.value)));
    if (growth === null || Number.isNaN(level)) return [];
    const reached = limits
      .map((breach) => ({ breach, hours: Math.max(0, (breach.threshold.value - level) / growth.perHour) }))
      .filter(({ hours }) => hours <= trendReachHours)
      .sort((a, b) => a.hours - b.hours);
    if (reached.length === 0) return [];
    const [{ breach, hours }] = reached;
    return [{ outlook, breach: { ...breach, probability: Math.max(breach.probability, trendChance * growth.fit), minutes: 60 * hours, earliestMinutes: 60 * hours * soonestTrend }, by: 'trend', trend: { level, perHour: growth.perHour } }];
  });
}

/** In the metric's unit an hour; `hours`: for so long. */
export interface SteadyGrowth {
  readonly perHour: number;
  readonly fit: number;
  readonly hours: number;
}

/**
 * A growth that is a line, that other days do not have at this time (known, else a server may only be warming up), and that has
 * led higher than the day before ever was: else it may be a crowd that comes and goes. What is slow shows in twice the time.
 * `noticeable`: a rise of less is none.
 */
export function steadyGrowth(past: Float32Array, stepMinutes: number, noticeable: number): SteadyGrowth | null {
  const fall = lastFall(past, stepMinutes);
  const hoursSince = (past.length - fall) / stepsIn(1, stepMinutes);
  // What goes on growing after a fall needs not show for as long again, but as steeply.
  const goesOn = hoursSince >= leastHoursSince && hoursSince < growthHours[0] ? [hoursSince] : [];
  const growths = [...goesOn, ...growthHours].map((hours) => growthOver(past, stepMinutes, hours, fall));
  return growths.find((growth) => growth !== null && growth.perHour * Math.max(growth.hours, growthHours[0]) > noticeable) ?? null;
}

function growthOver(past: Float32Array, stepMinutes: number, hours: number, fall: number): SteadyGrowth | null {
  const growth = lineThrough(past, stepMinutes, hours);
  if (growth === null || growth.fit < growthFit || growth.perHour <= 0) return null;
  if (growth.perHour <= 2 * Math.max(0, usualGrowth(past, stepMinutes, hours))) return null;
  const hour = stepsIn(1, stepMinutes);
  const since = Math.max(fall, past.length - stepsIn(24 + hours, stepMinutes));
  const before: number[] = [];
  for (let end = past.length - stepsIn(hours, stepMinutes); end > since; end -= hour) before.push(observedMean(past.subarray(Math.max(since, end - hour), end)));
  const highestBefore = Math.max(...before.filter((level) => !Number.isNaN(level)));
  return observedMean(past.subarray(Math.max(0, past.length - hour))) > highestBefore ? { ...growth, hours } : null;
}

/** Median of the days before, so that a growth that goes on for days does not pass for usual; infinite where no day is known. */
function usualGrowth(past: Float32Array, stepMinutes: number, hours: number): number {
  const days: number[] = [];
  for (let day = 1; day <= mostUsualDays; day++) {
    const until = past.subarray(0, Math.max(0, past.length - stepsIn(24 * day, stepMinutes)));
    const isKnown = !Number.isNaN(observedMean(until.subarray(Math.max(0, until.length - stepsIn(hours, stepMinutes)))));
    if (isKnown) days.push(lineThrough(until, stepMinutes, hours)?.perHour ?? 0);
  }
  return days.length === 0 ? Infinity : median(days);
}

/** Where it last fell at once after it had grown, as memory does when a process is restarted or memory is added: what was before says nothing about what is now. */
function lastFall(past: Float32Array, stepMinutes: number): number {
  const side = stepsIn(0.5, stepMinutes);
  for (let at = past.length - side; at >= Math.max(side, past.length - stepsIn(36, stepMinutes)); at--) {
    if (fallenFrom(past, at, side) !== null && hasGrown(past.subarray(0, at), stepMinutes)) return at;
  }
  return 0;
}

/** Levels from which it fell at once, oldest first. */
export function fallsAtOnce(past: Float32Array, stepMinutes: number): readonly number[] {
  const side = stepsIn(0.5, stepMinutes);
  const levels: number[] = [];
  for (let at = side; at + side <= past.length; at++) {
    const level = fallenFrom(past, at, side);
    if (level === null) continue;
    levels.push(level);
    // One fall shows at the steps around it too.
    at += 2 * side;
  }
  return levels;
}

/** The level before, where it fell here; null where it did not. */
function fallenFrom(past: Float32Array, at: number, side: number): number | null {
  if (!(past[at] < past[at - 1])) return null;
  const before = observedMean(past.subarray(at - side, at));
  return before - observedMean(past.subarray(at, at + side)) > fallShare * before ? before : null;
}

function hasGrown(past: Float32Array, stepMinutes: number): boolean {
  return growthHours.map((hours) => lineThrough(past, stepMinutes, hours)).some((line) => line !== null && line.fit >= beyondStep && line.perHour > 0);
}

export function stepsIn(hours: number, stepMinutes: number): number {
  return Math.round((hours * 60) / stepMinutes);
}

/** A straight line through the last hours: slope an hour, and the share of the variance that it explains. */
function lineThrough(past: Float32Array, stepMinutes: number, hours: number): { readonly perHour: number; readonly fit: number } | null {
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
