import { confidence, quantileLevels, serverStatus } from '@fleetcast/contract';
import type { FleetForecast, SeriesBreach, SpeakerReason } from '../forecasting/fleet-forecast.ts';
import type { FleetWindows } from '../series/fleet-windows.ts';
import type { FleetSnapshot } from './fleet-snapshot.ts';
import { seriesAlarm, seriesConfidence, seriesRisk, serverStatusOf, type Alarm, type RiskLimits } from './judgement.ts';
import type { ServerIndex } from './server-directory.ts';
import { serverOrders } from './server-orders.ts';
import { sharedColumn, type SnapshotColumns } from './snapshot-columns.ts';

const quantileCount = quantileLevels.length;

export interface SnapshotInput {
  readonly index: ServerIndex;
  /** Places of the directory's servers by name and profile (server-orders.ts). */
  readonly ranks: { readonly byName: Int32Array; readonly byProfile: Int32Array };
  readonly windows: FleetWindows;
  readonly forecast: FleetForecast;
  readonly generatedAtMs: number;
  readonly stepMs: number;
  readonly historySteps: number;
  readonly limits: RiskLimits;
}

/**
 * Turns a cycle's forecast into what the API serves: series without a single observation are left out, risk, status and
 * confidence are judged, and the orders of every sorting are made, so that a page of 10,000 servers is a walk along an index.
 */
export function buildSnapshot(input: SnapshotInput): FleetSnapshot {
  const { index, windows, forecast, stepMs, generatedAtMs } = input;
  const historySteps = Math.min(input.historySteps, windows.contextSteps);
  const rows = observedRows(windows, index);
  const metrics = [...new Set(rows.map(({ row }) => windows.rows[row].metric))].sort();
  const metricIndex = new Map(metrics.map((metric, at) => [metric, at]));
  const reasons = new ReasonTable();
  const serverCount = index.directory.servers.length;
  const columns = allocate(rows.length, serverCount, countBreaches(rows, forecast), forecast.horizonSteps, historySteps);

  let breachAt = 0;
  rows.forEach(({ row, server, last }, series) => {
    const window = windows.window(row);
    const perSeries = quantileCount * forecast.horizonSteps;
    const breaches = forecast.breaches[row];
    const risk = seriesRisk(breaches);
    const skill = forecast.skills[row];
    const speaker = forecast.speakers[forecast.speakerIndex[row]];
    columns.seriesServer[series] = server;
    columns.seriesMetric[series] = metricIndex.get(windows.rows[row].metric)!;
    columns.quantiles.set(forecast.quantiles.subarray(row * perSeries, (row + 1) * perSeries), series * perSeries);
    columns.history.set(window.subarray(window.length - historySteps), series * historySteps);
    columns.seriesLastStep[series] = windows.originStep - (window.length - 1 - last);
    columns.seriesLastValue[series] = window[last];
    columns.seriesSpeaker[series] = forecast.speakerIndex[row];
    columns.seriesReason[series] = reasons.indexOf(forecast.decisions[row].reason);
    columns.seriesMissingShare[series] = forecast.missingShare[row];
    columns.seriesDaysObserved[series] = forecast.daysObserved[row];
    columns.seriesRisk[series] = risk ?? NaN;
    columns.seriesSkill[series] = skill?.value ?? NaN;
    columns.seriesSkillCount[series] = skill?.resolvedForecasts ?? 0;
    columns.seriesCoverage80[series] = skill?.coverage80 ?? NaN;
    columns.seriesConfidence[series] = confidence.options.indexOf(
      seriesConfidence({ speaker: speaker.kind, missingShare: forecast.missingShare[row], skill }),
    );
    columns.breachStart[series] = breachAt;
    for (const breach of breaches) writeBreach(columns, breachAt++, breach);
  });
  columns.breachStart[rows.length] = breachAt;

  linkSeriesToServers(columns, serverCount);
  for (let server = 0; server < serverCount; server++) {
    judgeServer(columns, server, (series) => forecast.breaches[rows[series].row], (series) => forecast.decisions[rows[series].row].reason.kind === 'learning', input);
  }
  const orders = serverOrders(columns.serverRisk, columns.serverBreachAtMs, input.ranks.byName, input.ranks.byProfile);
  columns.orderByRisk.set(orders.byRisk);
  columns.orderByServer.set(orders.byServer);
  columns.orderByProfile.set(orders.byProfile);
  columns.orderByBreachAt.set(orders.byBreachAt);
  return {
    snapshotId: `${forecast.originStep.toString(36)}-${generatedAtMs.toString(36)}`,
    directoryId: index.directory.directoryId,
    generatedAtMs,
    originStep: forecast.originStep,
    stepMs,
    horizonSteps: forecast.horizonSteps,
    historySteps,
    serverCount,
    seriesCount: rows.length,
    metrics,
    speakers: forecast.speakers,
    reasons: reasons.list,
    rankedByRisk: orders.rankedByRisk,
    rankedByBreachAt: orders.rankedByBreachAt,
    columns,
  };
}

interface ObservedRow {
  readonly row: number;
  readonly server: number;
  /** Place of the last observed value inside the window. */
  readonly last: number;
}

function observedRows(windows: FleetWindows, index: ServerIndex): ObservedRow[] {
  const rows: ObservedRow[] = [];
  for (let row = 0; row < windows.seriesCount; row++) {
    const server = index.indexOf(windows.rows[row].serverId);
    const last = windows.window(row).findLastIndex((value) => !Number.isNaN(value));
    if (server !== undefined && last >= 0) rows.push({ row, server, last });
  }
  return rows;
}

function countBreaches(rows: readonly ObservedRow[], forecast: FleetForecast): number {
  return rows.reduce((count, { row }) => count + forecast.breaches[row].length, 0);
}

function allocate(series: number, servers: number, breaches: number, horizonSteps: number, historySteps: number): SnapshotColumns {
  return {
    seriesServer: sharedColumn('seriesServer', series),
    seriesMetric: sharedColumn('seriesMetric', series),
    serverSeriesStart: sharedColumn('serverSeriesStart', servers + 1),
    serverSeries: sharedColumn('serverSeries', series),
    quantiles: sharedColumn('quantiles', series * quantileCount * horizonSteps),
    history: sharedColumn('history', series * historySteps),
    seriesLastStep: sharedColumn('seriesLastStep', series),
    seriesLastValue: sharedColumn('seriesLastValue', series),
    seriesSpeaker: sharedColumn('seriesSpeaker', series),
    seriesReason: sharedColumn('seriesReason', series),
    seriesMissingShare: sharedColumn('seriesMissingShare', series),
    seriesDaysObserved: sharedColumn('seriesDaysObserved', series),
    seriesRisk: sharedColumn('seriesRisk', series),
    seriesConfidence: sharedColumn('seriesConfidence', series),
    seriesSkill: sharedColumn('seriesSkill', series),
    seriesSkillCount: sharedColumn('seriesSkillCount', series),
    seriesCoverage80: sharedColumn('seriesCoverage80', series),
    breachStart: sharedColumn('breachStart', series + 1),
    breachThreshold: sharedColumn('breachThreshold', breaches),
    breachBelow: sharedColumn('breachBelow', breaches),
    breachCritical: sharedColumn('breachCritical', breaches),
    breachProbability: sharedColumn('breachProbability', breaches),
    breachUnderWay: sharedColumn('breachUnderWay', breaches),
    breachKeepsWord: sharedColumn('breachKeepsWord', breaches),
    breachMinutes: sharedColumn('breachMinutes', breaches * 3),
    serverRisk: sharedColumn('serverRisk', servers),
    serverWorstSeries: sharedColumn('serverWorstSeries', servers),
    serverBreachAtMs: sharedColumn('serverBreachAtMs', servers),
    serverStatus: sharedColumn('serverStatus', servers),
    serverConfidence: sharedColumn('serverConfidence', servers),
    serverLastStep: sharedColumn('serverLastStep', servers),
    serverDaysObserved: sharedColumn('serverDaysObserved', servers),
    orderByRisk: sharedColumn('orderByRisk', servers),
    orderByServer: sharedColumn('orderByServer', servers),
    orderByProfile: sharedColumn('orderByProfile', servers),
    orderByBreachAt: sharedColumn('orderByBreachAt', servers),
  };
}

function writeBreach(columns: SnapshotColumns, at: number, breach: SeriesBreach): void {
  columns.breachThreshold[at] = breach.threshold.value;
  columns.breachBelow[at] = Number(breach.threshold.direction === 'below');
  columns.breachCritical[at] = Number(breach.severity === 'critical');
  columns.breachProbability[at] = breach.probability;
  columns.breachUnderWay[at] = Number(breach.underWay);
  columns.breachKeepsWord[at] = Number(breach.keepsWord);
  const time = breach.timeToBreach;
  columns.breachMinutes.set(time === null ? [NaN, NaN, NaN] : [time.p10Minutes, time.p50Minutes, time.p90Minutes], at * 3);
}

/** Counting sort of the series by server. */
function linkSeriesToServers(columns: SnapshotColumns, serverCount: number): void {
  const { seriesServer, serverSeriesStart, serverSeries } = columns;
  for (const server of seriesServer) serverSeriesStart[server + 1]++;
  for (let server = 0; server < serverCount; server++) serverSeriesStart[server + 1] += serverSeriesStart[server];
  const next = serverSeriesStart.slice();
  seriesServer.forEach((server, series) => (serverSeries[next[server]++] = series));
}

function judgeServer(
  columns: SnapshotColumns,
  server: number,
  breachesOf: (series: number) => readonly SeriesBreach[],
  isLearning: (series: number) => boolean,
  input: SnapshotInput,
): void {
  const series = columns.serverSeries.subarray(columns.serverSeriesStart[server], columns.serverSeriesStart[server + 1]);
  const alarms: Alarm[] = [];
  let [worst, risk, lastStep, daysObserved, leastConfidence] = [series[0] ?? -1, NaN, -1, Infinity, 0];
  let learning = false;
  for (const one of series) {
    alarms.push(seriesAlarm(breachesOf(one), input.limits));
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
  columns.serverBreachAtMs[server] = worst >= 0 ? breachMoment(breachesOf(worst), input) : NaN;
  columns.serverConfidence[server] = Number.isNaN(risk) ? leastConfidence : columns.seriesConfidence[worst];
  columns.serverLastStep[server] = lastStep;
  columns.serverDaysObserved[server] = series.length === 0 ? 0 : daysObserved;
  columns.serverStatus[server] = serverStatus.options.indexOf(
    serverStatusOf({
      stepsBehind: lastStep < 0 ? null : input.forecast.originStep - lastStep,
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
function breachMoment(breaches: readonly SeriesBreach[], input: SnapshotInput): number {
  const originMs = input.forecast.originStep * input.stepMs;
  if (breaches.some(({ underWay }) => underWay)) return originMs;
  const likeliest = breaches.reduce<SeriesBreach | null>((best, breach) => (best !== null && best.probability >= breach.probability ? best : breach), null);
  if (likeliest === null || likeliest.probability < 0.5 || likeliest.timeToBreach === null) return NaN;
  return originMs + likeliest.timeToBreach.p50Minutes * 60_000;
}

/** Reasons repeat a great deal: each is kept once. */
class ReasonTable {
  readonly list: SpeakerReason[] = [];
  private readonly known = new Map<string, number>();

  indexOf(reason: SpeakerReason): number {
    const told = reason.kind === 'learning' ? { ...reason, daysObserved: Math.floor(reason.daysObserved * 10) / 10 } : reason;
    const key = JSON.stringify(told);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.list.push(told);
    this.known.set(key, this.list.length - 1);
    return this.list.length - 1;
  }
}
