import { confidence, serverStatus, type ServerStatus, type ServerSummary, type TimeToBreach } from '@fleetcast/contract';
import { staleAfterSteps } from '../../domain/publication/judgement.ts';
import { isoOf, originMsOf, type Published } from './published.ts';
import { sparklineOf } from './sparkline.ts';

const staleIndex = serverStatus.options.indexOf('stale');

/** Last step that a server must have been seen at in order not to be stale now. */
export function staleBeforeStep(published: Published, nowMs: number): number {
  const { snapshot, settleMs } = published;
  return Math.floor((nowMs - settleMs) / snapshot.stepMs) - staleAfterSteps - 1;
}

/** Status as of now: judged when the snapshot was made, stale since then if nothing newer came. Index into the contract's options. */
export function statusIndexAt(published: Published, server: number, staleBefore: number): number {
  const { serverStatus: judged, serverLastStep } = published.snapshot.columns;
  const lastStep = serverLastStep[server];
  return lastStep >= 0 && lastStep < staleBefore ? staleIndex : judged[server];
}

/** Minutes from now, which has moved on since the origin. */
export function minutesFromNow(minutesFromOrigin: ArrayLike<number>, originMs: number, nowMs: number): TimeToBreach | null {
  if (Number.isNaN(minutesFromOrigin[0])) return null;
  const passed = (nowMs - originMs) / 60_000;
  const [p10Minutes, p50Minutes, p90Minutes] = Array.from(minutesFromOrigin, (minutes) => Math.max(0, Math.round(minutes - passed)));
  return { p10Minutes, p50Minutes, p90Minutes };
}

/** Null where one is under way, and where none is expected. */
function timeToWorstBreach(published: Published, series: number, nowMs: number): TimeToBreach | null {
  const { columns } = published.snapshot;
  let likeliest = -1;
  for (let breach = columns.breachStart[series]; breach < columns.breachStart[series + 1]; breach++) {
    if (columns.breachUnderWay[breach] === 1) return null;
    if (likeliest < 0 || columns.breachProbability[breach] > columns.breachProbability[likeliest]) likeliest = breach;
  }
  if (likeliest < 0) return null;
  return minutesFromNow(columns.breachMinutes.subarray(likeliest * 3, likeliest * 3 + 3), originMsOf(published.snapshot), nowMs);
}

export function serverSummaryOf(published: Published, server: number, nowMs: number, withSparkline: boolean): ServerSummary {
  const { snapshot, index } = published;
  const { columns } = snapshot;
  const { serverId, server: name, region, profile, tier } = index.directory.servers[server];
  const risk = columns.serverRisk[server];
  const worst = columns.serverWorstSeries[server];
  const ranked = !Number.isNaN(risk);
  const breachAtMs = columns.serverBreachAtMs[server];
  const lastStep = columns.serverLastStep[server];
  const status: ServerStatus = serverStatus.options[statusIndexAt(published, server, staleBeforeStep(published, nowMs))];
  return {
    serverId,
    server: name,
    region,
    profile,
    tier,
    status,
    risk: ranked ? rounded(risk, 4) : null,
    worstMetric: ranked ? snapshot.metrics[columns.seriesMetric[worst]] : null,
    breachAt: Number.isNaN(breachAtMs) ? null : isoOf(breachAtMs),
    timeToBreach: ranked ? timeToWorstBreach(published, worst, nowMs) : null,
    confidence: confidence.options[columns.serverConfidence[server]],
    lastSampleAt: lastStep < 0 ? null : isoOf(lastStep * snapshot.stepMs),
    daysObserved: rounded(columns.serverDaysObserved[server], 2),
    sparkline: withSparkline && worst >= 0 ? sparklineOf(snapshot, worst) : null,
  };
}

/** Rounded to so many decimals: what a float32 adds beyond them is noise that costs bytes. */
export function rounded(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  return Math.round(value * unit) / unit;
}
