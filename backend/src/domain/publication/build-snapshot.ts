import { confidence, quantileLevels } from '@fleetcast/contract';
import type { FleetForecast, SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { FleetWindows } from '../series/fleet-windows.ts';
import type { FleetSnapshot } from './fleet-snapshot.ts';
import { judgeServers } from './judged-servers.ts';
import { seriesConfidence, seriesRisk, type RiskLimits } from './judgement.ts';
import { ReasonTable } from './reason-table.ts';
import type { ServerIndex } from './server-directory.ts';
import { serverOrders } from './server-orders.ts';
import { allocateColumns, type SnapshotColumns } from './snapshot-columns.ts';

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
  const { index, windows, forecast, stepMs, generatedAtMs, limits } = input;
  const { originStep, horizonSteps } = forecast;
  const historySteps = Math.min(input.historySteps, windows.contextSteps);
  const rows = observedRows(windows, index);
  const metrics = [...new Set(rows.map(({ row }) => windows.rows[row].metric))].sort();
  const reasons = new ReasonTable();
  const serverCount = index.directory.servers.length;
  const columns = allocateColumns({ servers: serverCount, series: rows.length, breaches: countBreaches(rows, forecast), horizonSteps, historySteps });
  writeSeries(columns, rows, { windows, forecast, metrics, reasons, historySteps });
  judgeServers(columns, serverCount, {
    breachesOf: (series) => forecast.breaches[rows[series].row],
    isLearning: (series) => forecast.decisions[rows[series].row].reason.kind === 'learning',
    originStep,
    stepMs,
    limits,
  });
  const orders = serverOrders(columns.serverRisk, columns.serverBreachAtMs, input.ranks.byName, input.ranks.byProfile);
  columns.orderByRisk.set(orders.byRisk);
  columns.orderByServer.set(orders.byServer);
  columns.orderByProfile.set(orders.byProfile);
  columns.orderByBreachAt.set(orders.byBreachAt);
  return {
    snapshotId: `${originStep.toString(36)}-${generatedAtMs.toString(36)}`,
    directoryId: index.directory.directoryId,
    generatedAtMs,
    originStep,
    stepMs,
    horizonSteps,
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

interface ForecastSeries {
  readonly windows: FleetWindows;
  readonly forecast: FleetForecast;
  readonly metrics: readonly string[];
  readonly reasons: ReasonTable;
  readonly historySteps: number;
}

/** Fills the columns of series and of their breaches. */
function writeSeries(columns: SnapshotColumns, rows: readonly ObservedRow[], { windows, forecast, metrics, reasons, historySteps }: ForecastSeries): void {
  const metricIndex = new Map(metrics.map((metric, at) => [metric, at]));
  const perSeries = quantileCount * forecast.horizonSteps;
  let breachAt = 0;
  rows.forEach(({ row, server, last }, series) => {
    const window = windows.window(row);
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
