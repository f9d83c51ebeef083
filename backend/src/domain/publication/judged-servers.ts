/** What the series of a snapshot say of their servers: risk, worst metric, moment of breach, status, confidence. */
import { serverStatus } from '@fleetcast/contract';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import { seriesAlarm, serverStatusOf, type Alarm, type RiskLimits } from './judgement.ts';
import type { SnapshotColumns } from './snapshot-columns.ts';

export interface ServerJudging {
  readonly breachesOf: (series: number) => readonly SeriesBreach[];
  readonly isLearning: (series: number) => boolean;
  readonly originStep: number;
  readonly stepMs: number;
  readonly limits: RiskLimits;
}

/** Fills the columns of servers from those of series. */
export function judgeServers(columns: SnapshotColumns, serverCount: number, judging: ServerJudging): void {
  linkSeriesToServers(columns, serverCount);
  for (let server = 0; server < serverCount; server++) judgeServer(columns, server, judging);
}

/** Counting sort of the series by server. */
function linkSeriesToServers(columns: SnapshotColumns, serverCount: number): void {
  const { seriesServer, serverSeriesStart, serverSeries } = columns;
  for (const server of seriesServer) serverSeriesStart[server + 1]++;
  for (let server = 0; server < serverCount; server++) serverSeriesStart[server + 1] += serverSeriesStart[server];
  const next = serverSeriesStart.slice();
  seriesServer.forEach((server, series) => (serverSeries[next[server]++] = series));
}

function judgeServer(columns: SnapshotColumns, server: number, { breachesOf, isLearning, originStep, stepMs, limits }: ServerJudging): void {
  const series = columns.serverSeries.subarray(columns.serverSeriesStart[server], columns.serverSeriesStart[server + 1]);
  const alarms: Alarm[] = [];
  let [worst, risk, lastStep, daysObserved, leastConfidence] = [series[0] ?? -1, NaN, -1, Infinity, 0];
  let learning = false;
  for (const one of series) {
    alarms.push(seriesAlarm(breachesOf(one), limits));
    learning ||= isLearning(one);
    lastStep = Math.max(lastStep, columns.seriesLastStep[one]);
    daysObserved = Math.min(daysObserved, columns.seriesDaysObserved[one]);
    leastConfidence = Math.max(leastConfidence, columns.seriesConfidence[one]);
    if (columns.seriesRisk[one] > risk || (Number.isNaN(risk) && !Number.isNaN(columns.seriesRisk[one]))) {
      risk = columns.seriesRisk[one];
      worst = one;
    }
  }
  columns.serverRisk[server] = risk;
  columns.serverWorstSeries[server] = worst;
  columns.serverBreachAtMs[server] = worst >= 0 ? breachMoment(breachesOf(worst), originStep * stepMs) : NaN;
  columns.serverConfidence[server] = Number.isNaN(risk) ? leastConfidence : columns.seriesConfidence[worst];
  columns.serverLastStep[server] = lastStep;
  columns.serverDaysObserved[server] = series.length === 0 ? 0 : daysObserved;
  columns.serverStatus[server] = serverStatus.options.indexOf(
    serverStatusOf({
      stepsBehind: lastStep < 0 ? null : originStep - lastStep,
      alarms,
      hasThreshold: !Number.isNaN(risk),
      learning,
    }),
  );
}

/**
 * Median moment of the likeliest breach, if it is likelier than not. A breach that is under way happens at the origin, however soon it
 * is expected to end. NaN: none.
 */
function breachMoment(breaches: readonly SeriesBreach[], originMs: number): number {
  if (breaches.some(({ underWay }) => underWay)) return originMs;
  const likeliest = breaches.reduce<SeriesBreach | null>((best, breach) => (best !== null && best.probability >= breach.probability ? best : breach), null);
  if (likeliest === null || likeliest.probability < 0.5 || likeliest.timeToBreach === null) return NaN;
  return originMs + likeliest.timeToBreach.p50Minutes * 60_000;
}
