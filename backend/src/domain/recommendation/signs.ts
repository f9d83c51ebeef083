/**
 * What an experienced operator would look at before acting: is it this server alone or its whole tier, a jump or a slow growth,
 * or simply the daily peak. Levels are hourly means; a difference counts from a share of the threshold on, so that signs mean
 * the same for percentages and milliseconds. docs/methods/recommendation.md.
 */
import { observedMean } from '../series/observed-mean.ts';
import { median } from '../series/order-statistics.ts';
import type { AtRisk, MetricOutlook, ServerOutlook, Situation } from './situation.ts';

export const signNames = ['steady-growth', 'sudden', 'above-usual', 'as-usual', 'alone-in-tier', 'tier-wide', 'room-in-tier', 'cpu-calm'] as const;
export type Sign = (typeof signNames)[number];

export interface SeenSign {
  readonly sign: Sign;
  /** With its figures. */
  readonly text: string;
}

/** Shares of the threshold from which a difference of levels is one. */
const noticeable = 0.08;
const clear = 0.12;
const growthHours = 6;
const growthFit = 0.7;
/** How far a line through the last hours is believed, and how much: a prior, until outcomes say more. */
const trendReachHours = 24;
const trendChance = 0.6;
/** A line may bend: the threshold may be reached in this share of the time. */
const soonestTrend = 0.7;
/** What follows the load goes down with it again: no line through a morning is believed. */
const followsLoad = /(^|_)(cpu|load|latency|response_time|duration|throughput|requests?|errors?|network|disk|gc)(_|$)/;
const calmShare = 0.7;
const mostUsualDays = 7;

export function seenSigns(situation: Situation, { outlook, breach }: AtRisk): readonly SeenSign[] {
  const { subject, peers, stepMinutes } = situation;
  const unit = Math.abs(breach.threshold.value) || 1;
  const say = (value: number) => Number(value.toPrecision(3));
  const seen: SeenSign[] = [];
  const own = shiftOf(outlook, stepMinutes);
  const others = peers.flatMap((peer) => peer.outlooks.filter(({ metric }) => metric === outlook.metric));
  const tierShift = median(others.map((other) => shiftOf(other, stepMinutes)?.shift ?? NaN));

  const growth = steadyGrowth(outlook.past, stepMinutes);
  if (growth !== null && growth.perHour * growthHours > noticeable * unit) {
    seen.push({ sign: 'steady-growth', text: `${outlook.info.title} has grown by ${say(growth.perHour)} an hour for ${growthHours} hours.` });
  }
  const jump = jumpOf(outlook.past, stepMinutes);
  if (jump !== null && jump > clear * unit) seen.push({ sign: 'sudden', text: `${outlook.info.title} rose by ${say(jump)} within the last three hours, more than it does at this time.` });
  if (own !== null) {
    if (own.shift > noticeable * unit) seen.push({ sign: 'above-usual', text: `${outlook.info.title} is at ${say(own.level)}; usual at this time is ${say(own.usual)}.` });
    else if (Math.abs(own.shift) <= noticeable * unit) seen.push({ sign: 'as-usual', text: `${outlook.info.title} is at ${say(own.level)}, about as usual at this time.` });
    if (others.length > 0 && own.shift > noticeable * unit && tierShift < own.shift / 3) {
      seen.push({ sign: 'alone-in-tier', text: `The ${others.length} other servers of its tier are about as usual.` });
    }
  }
  const alsoAtRisk = others.filter((other) => other.breaches.some(({ probability, threshold }) => threshold.value === breach.threshold.value && probability >= breach.probability / 2)).length;
  if (others.length > 0 && (2 * alsoAtRisk >= others.length || tierShift > noticeable * unit)) {
    seen.push({ sign: 'tier-wide', text: `${alsoAtRisk} of the ${others.length} other servers of its tier are at risk too.` });
  }
  const peak = median(others.map((other) => Math.max(...other.median)));
  if (others.length > 0 && breach.threshold.direction === 'above' && peak < calmShare * breach.threshold.value) {
    seen.push({ sign: 'room-in-tier', text: `The other servers of its tier are expected to peak at ${say(peak)}.` });
  }
  const cpu = subject.outlooks.find(({ metric }) => metric === 'cpu');
  if (cpu !== undefined && outlook.metric !== 'cpu' && Math.max(...cpu.median) < 100 * calmShare) {
    seen.push({ sign: 'cpu-calm', text: `Its cpu is expected to peak at ${say(Math.max(...cpu.median))} %.` });
  }
  return seen;
}

/**
 * Metrics that no forecast sees in danger, but that a straight line through the last hours takes past a threshold within a day:
 * what a leak looks like before a model that has seen many peaks come and go believes in it.
 */
export function headedForThreshold(server: ServerOutlook, stepMinutes: number): readonly AtRisk[] {
  return server.outlooks.filter(({ metric }) => !followsLoad.test(metric)).flatMap((outlook): AtRisk[] => {
    const growth = steadyGrowth(outlook.past, stepMinutes);
    const level = observedMean(outlook.past.subarray(Math.max(0, outlook.past.length - stepsIn(1, stepMinutes))));
    if (growth === null || Number.isNaN(level)) return [];
    const reached = outlook.breaches
      .filter(({ threshold }) => threshold.direction === 'above' && growth.perHour * growthHours > noticeable * threshold.value)
      .map((breach) => ({ breach, hours: Math.max(0, (breach.threshold.value - level) / growth.perHour) }))
      .filter(({ hours }) => hours <= trendReachHours)
      .sort((a, b) => a.hours - b.hours);
    if (reached.length === 0) return [];
    const [{ breach, hours }] = reached;
    return [{ outlook, breach: { ...breach, probability: Math.max(breach.probability, trendChance * growth.fit), minutes: 60 * hours, earliestMinutes: 60 * hours * soonestTrend }, by: 'trend', trend: { level, perHour: growth.perHour } }];
  });
}

/** A growth that is a line, that yesterday did not have at this time, and that has led higher than the day before ever was: else it may be a crowd that comes and goes. */
function steadyGrowth(past: Float32Array, stepMinutes: number): { readonly perHour: number; readonly fit: number } | null {
  const growth = growthOf(past, stepMinutes, growthHours);
  const yesterday = growthOf(past.subarray(0, Math.max(0, past.length - stepsIn(24, stepMinutes))), stepMinutes, growthHours);
  if (growth === null || growth.fit < growthFit || growth.perHour <= 2 * Math.max(0, yesterday?.perHour ?? 0)) return null;
  const hour = stepsIn(1, stepMinutes);
  const before = past.length - stepsIn(growthHours, stepMinutes);
  const highestBefore = Math.max(...Array.from({ length: 24 }, (_, h) => observedMean(past.subarray(Math.max(0, before - (h + 1) * hour), Math.max(0, before - h * hour)))).filter((level) => !Number.isNaN(level)));
  return observedMean(past.subarray(Math.max(0, past.length - hour))) > highestBefore ? growth : null;
}

function stepsIn(hours: number, stepMinutes: number): number {
  return Math.round((hours * 60) / stepMinutes);
}

/** The last hour's level against the same hour of the days before; null when either is not known. */
function shiftOf({ past }: MetricOutlook, stepMinutes: number): { readonly level: number; readonly usual: number; readonly shift: number } | null {
  const hour = stepsIn(1, stepMinutes);
  const day = stepsIn(24, stepMinutes);
  const level = observedMean(past.subarray(Math.max(0, past.length - hour)));
  const before: number[] = [];
  for (let days = 1; days <= mostUsualDays && past.length >= days * day + hour; days++) before.push(observedMean(past.subarray(past.length - days * day - hour, past.length - days * day)));
  const usual = median(before);
  return Number.isNaN(level) || Number.isNaN(usual) ? null : { level, usual, shift: level - usual };
}

/** How much more the last hour lies above the hour two before than it did yesterday. */
function jumpOf(past: Float32Array, stepMinutes: number): number | null {
  const hour = stepsIn(1, stepMinutes);
  const day = stepsIn(24, stepMinutes);
  const rise = (end: number) => observedMean(past.subarray(Math.max(0, end - hour), Math.max(0, end))) - observedMean(past.subarray(Math.max(0, end - 3 * hour), Math.max(0, end - 2 * hour)));
  const today = rise(past.length);
  const yesterday = rise(past.length - day);
  if (Number.isNaN(today)) return null;
  return today - Math.max(0, Number.isNaN(yesterday) ? 0 : yesterday);
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
