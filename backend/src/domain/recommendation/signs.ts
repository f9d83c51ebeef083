/**
 * What an experienced operator would look at before acting: is it this server alone or its whole tier, a jump or a slow growth,
 * or simply the daily peak. Levels are hourly means; a difference counts from a share of the threshold on, so that signs mean
 * the same for percentages and milliseconds. docs/methods/recommendation.md.
 */
import { differenceText, durationText, valueText } from '../catalog/quantity-text.ts';
import { observedMean } from '../series/observed-mean.ts';
import { median } from '../series/order-statistics.ts';
import type { AtRisk, MetricOutlook, ServerOutlook, Situation } from './situation.ts';
import { fallsAtOnce, mostUsualDays, noticeableShare, steadyGrowth, stepsIn } from './trend.ts';

export const signNames = ['steady-growth', 'sudden', 'above-usual', 'as-usual', 'alone-in-tier', 'tier-wide', 'room-in-tier', 'cpu-calm', 'cpu-as-usual', 'more-requests', 'as-many-requests', 'more-than-peers', 'as-many-as-peers', 'slow-too', 'recycled', 'new-here'] as const;
export type Sign = (typeof signNames)[number];

export interface SeenSign {
  readonly sign: Sign;
  /** With its figures. */
  readonly text: string;
}

/** Share of the threshold from which a rise is a jump. */
const clear = 0.12;
const calmShare = 0.7;
/** What tells how much is asked of a server: its requests, else what goes over its network; from this multiple on it is more. */
const asked = [/(^|_)(throughput|requests?|rps|reqps|qps|tps)(_|$)/, /(^|_)(net|network)(_|$)/];
const clearlyMore = 1.15;
/** What waits for an answer holds memory. */
const latency = /(^|_)(latency|response_time|duration)(_|$)/;
const likely = 0.3;
/** Of a server that was not there for half of these days, no forecast knows what its days are like; */
const knownDays = 3;
/** nor of one that was there for much less of the last week than its peers were. */
const clearlyLess = 0.75;
/** So many falls from beyond the threshold are no accident. */
const leastRecycled = 2;

export function seenSigns(situation: Situation, { outlook, breach }: AtRisk): readonly SeenSign[] {
  const { subject, peers, stepMinutes } = situation;
  const unit = Math.abs(breach.threshold.value) || 1;
  const say = (value: number) => valueText(value, outlook.info.unit);
  const sayChange = (value: number) => differenceText(value, outlook.info.unit);
  const seen: SeenSign[] = [];
  const own = shiftOf(outlook, stepMinutes);
  const others = peers.flatMap((peer) => peer.outlooks.filter(({ metric }) => metric === outlook.metric));
  const tierShift = median(others.map((other) => shiftOf(other, stepMinutes)?.shift ?? NaN));

  const growth = steadyGrowth(outlook.past, stepMinutes, noticeableShare * unit);
  if (growth !== null) {
    seen.push({ sign: 'steady-growth', text: `${outlook.info.title} has grown by ${sayChange(growth.perHour)} an hour for ${durationText(60 * growth.hours)}.` });
  }
  const known = knownHours(outlook, knownDays, stepMinutes);
  const ofWeek = knownHours(outlook, mostUsualDays, stepMinutes);
  const ofWeekOfOthers = median(others.map((other) => knownHours(other, mostUsualDays, stepMinutes)));
  if (known > 0 && known < 12 * knownDays) seen.push({ sign: 'new-here', text: `${outlook.info.title} was observed for ${Math.round(known)} of the last ${24 * knownDays} hours only.` });
  else if (ofWeek < clearlyLess * ofWeekOfOthers) seen.push({ sign: 'new-here', text: `${outlook.info.title} was observed for ${Math.round(ofWeek)} hours of the last ${mostUsualDays} days, on its peers for ${Math.round(ofWeekOfOthers)}.` });
  const recycled = breach.threshold.direction === 'above' ? fallsAtOnce(outlook.past, stepMinutes).filter((from) => from >= breach.threshold.value) : [];
  if (recycled.length >= leastRecycled) seen.push({ sign: 'recycled', text: `${outlook.info.title} has fallen at once from beyond the threshold ${recycled.length} times lately: something restarts it there anyway.` });
  const jump = jumpOf(outlook.past, stepMinutes);
  if (jump !== null && jump > clear * unit) seen.push({ sign: 'sudden', text: `${outlook.info.title} rose by ${sayChange(jump)} within the last three hours, more than it does at this time.` });
  if (own !== null) {
    if (own.shift > noticeableShare * unit) seen.push({ sign: 'above-usual', text: `${outlook.info.title} is at ${say(own.level)}; usual at this time is ${say(own.usual)}.` });
    else if (Math.abs(own.shift) <= noticeableShare * unit) seen.push({ sign: 'as-usual', text: `${outlook.info.title} is at ${say(own.level)}, about as usual at this time.` });
    if (others.length > 0 && own.shift > noticeableShare * unit && tierShift < own.shift / 3) {
      seen.push({ sign: 'alone-in-tier', text: `The ${others.length} other servers of its tier are about as usual.` });
    }
  }
  const alsoAtRisk = others.filter((other) => other.breaches.some(({ probability, threshold }) => threshold.value === breach.threshold.value && probability >= breach.probability / 2)).length;
  if (others.length > 0 && (2 * alsoAtRisk >= others.length || tierShift > noticeableShare * unit)) {
    seen.push({ sign: 'tier-wide', text: `${alsoAtRisk} of the ${others.length} other servers of its tier are at risk too.` });
  }
  const peakOfOthers = median(others.map((other) => Math.max(...other.median)));
  if (others.length > 0 && breach.threshold.direction === 'above' && peakOfOthers < calmShare * breach.threshold.value) {
    seen.push({ sign: 'room-in-tier', text: `The other servers of its tier are expected to peak at ${say(peakOfOthers)}.` });
  }
  const cpu = outlook.metric === 'cpu' ? undefined : subject.outlooks.find(({ metric }) => metric === 'cpu');
  if (cpu !== undefined) {
    const peak = Math.max(...cpu.median);
    if (peak < 100 * calmShare) seen.push({ sign: 'cpu-calm', text: `Its cpu is expected to peak at ${valueText(peak, cpu.info.unit)}.` });
    const load = shiftOf(cpu, stepMinutes);
    if (load !== null && load.shift <= 100 * noticeableShare) seen.push({ sign: 'cpu-as-usual', text: `Its cpu is at ${valueText(load.level, cpu.info.unit)}; usual at this time is ${valueText(load.usual, cpu.info.unit)}.` });
  }
  if (outlook.metric !== 'latency' && subject.outlooks.some(({ metric, breaches }) => latency.test(metric) && breaches.some(({ probability, underWay }) => underWay || probability >= likely))) {
    seen.push({ sign: 'slow-too', text: 'Its latency is at risk too.' });
  }
  seen.push(...requestSigns(situation));
  return seen;
}

function knownHours({ past }: MetricOutlook, days: number, stepMinutes: number): number {
  const lately = past.subarray(Math.max(0, past.length - stepsIn(24 * days, stepMinutes)));
  return (lately.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0) * stepMinutes) / 60;
}

/** What tells that more is asked of it, than usual or than of its peers; none when no metric tells. */
function requestSigns({ subject, peers, stepMinutes }: Situation): readonly SeenSign[] {
  const requests = requestShift(subject, stepMinutes);
  if (requests === null) return [];
  const { title } = requests.outlook.info;
  const percent = (share: number) => `${Math.round(100 * (share - 1))}%`;
  const isMore = requests.ratio > clearlyMore;
  const found: SeenSign[] = [{ sign: isMore ? 'more-requests' : 'as-many-requests', text: `${title} is ${isMore ? `${percent(requests.ratio)} above what is usual at this time: more is asked of it` : 'no more than usual at this time: what is asked of it has not grown'}.` }];
  const ofPeers = median(peers.map((peer) => requestShift(peer, stepMinutes)?.ratio ?? NaN));
  if (Number.isNaN(ofPeers) || ofPeers <= 0) return found;
  const isMoreThanPeers = requests.ratio > clearlyMore * ofPeers;
  found.push({ sign: isMoreThanPeers ? 'more-than-peers' : 'as-many-as-peers', text: `${title} has grown ${isMoreThanPeers ? `${percent(requests.ratio / ofPeers)} more than` : 'no more than'} that of the other servers of its tier.` });
  return found;
}

/** What is asked of a server, as a multiple of what is usual at this time; null when no metric tells. */
function requestShift({ outlooks }: ServerOutlook, stepMinutes: number): { readonly outlook: MetricOutlook; readonly ratio: number } | null {
  const [outlook] = asked.flatMap((name) => outlooks.filter(({ metric }) => name.test(metric)));
  const own = outlook === undefined ? null : shiftOf(outlook, stepMinutes);
  return own === null || own.usual <= 0 ? null : { outlook, ratio: own.level / own.usual };
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
