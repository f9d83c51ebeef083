/**
 * `npm run bench:breach`: whether breach probabilities mean what they say: of the cases that were given 30 %, do 30 % breach? On the
 * real fleet's report period (servers that the base model never saw) and on simulated fleets with seeds of the proof. A case is a
 * series, a threshold and an hourly origin with 60 quiet minutes before it; it breaches when a run of 3 steps begins within the
 * horizon. Joint: a case is a tier, a metric, a threshold, a number of servers, more than are in a breach now, and an origin.
 */
import { existsSync } from 'node:fs';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { backtest } from '@fleetcast/backend/src/domain/evaluation/backtest.ts';
import { BreachCalibration, breachOutcome } from '@fleetcast/backend/src/domain/evaluation/breach-calibration.ts';
import { JointCalibration, mostTogether } from '@fleetcast/backend/src/domain/evaluation/joint-calibration.ts';
import type { ConfiguredThreshold } from '@fleetcast/backend/src/domain/forecasting/breach-paths.ts';
import type { FleetForecast, SeriesBreach } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { JointBreaches } from '@fleetcast/backend/src/domain/forecasting/joint-breaches.ts';
import { quietStepsOf } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import { contextDays, seriesKey, type SeriesRow } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { WalkedWindows } from '@fleetcast/backend/src/domain/series/walked-windows.ts';
import { quantileOfSorted } from '@fleetcast/backend/src/domain/series/sorted-values.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { brierScore, climatologyScore, type BreachCase } from './breach/breach-cases.ts';
import { decilesOf, type Decile } from './breach/deciles.ts';
import { daySteps, horizonSteps, stepSeconds } from './grid/product-grid.ts';
import { readRealFleet, reporting, selection } from './real-fleet/real-fleet.ts';
import { leftOutServers, realFleetFile } from './real-fleet/real-fleet-file.ts';
import { benchOptions } from './report/bench-options.ts';
import { BenchReport } from './report/bench-report.ts';

const { quick } = benchOptions();
const strideSteps = quick ? 48 : 12;
/** A decile with fewer cases says little. */
const leastCases = 200;
const quiet = quietStepsOf(stepSeconds);

/** As busy as a series is in one hour of twenty, and of a hundred, and what its metric is usually warned of. */
function thresholdsFor(series: readonly LongSeries[], untilStep: number): (row: SeriesRow) => readonly ConfiguredThreshold[] {
  const own = new Map(
    series.map(({ serverId, metric, values, firstStep }) => {
      const past = values.slice(Math.max(0, untilStep - 28 * daySteps - firstStep), untilStep - firstStep).filter((value) => !Number.isNaN(value)).sort();
      const { warning, critical } = metricInfoOf(metric).thresholds;
      const levels = past.length < 7 * daySteps || past[0] === past.at(-1) ? [] : [0.95, 0.99].map((level) => ({ value: quantileOfSorted(past, level), direction: 'above' as const }));
      const set = [...levels, ...[warning, critical].filter((one) => one !== null)].map((threshold): ConfiguredThreshold => ({ threshold, severity: 'warning' }));
      return [seriesKey(serverId, metric), set];
    }),
  );
  return ({ serverId, metric }) => own.get(seriesKey(serverId, metric)) ?? [];
}

/** A series of a tier. */
interface TierSeries extends LongSeries {
  readonly tier: string;
}

/** What was stated before it was calibrated, beside what was served. */
class WatchedCalibration extends BreachCalibration {
  readonly stated = new Map<SeriesRow, readonly SeriesBreach[]>();

  override remember(originStep: number, series: SeriesRow, stated: readonly SeriesBreach[]): void {
    this.stated.set(series, stated);
    super.remember(originStep, series, stated);
  }
}

/** Tiers of several servers, by metric and threshold: the rows of their series. */
function tiersOf(series: readonly TierSeries[], thresholdsOf: (row: SeriesRow) => readonly ConfiguredThreshold[]): ReadonlyMap<string, readonly { readonly row: number; readonly threshold: ConfiguredThreshold['threshold'] }[]> {
  const tiers = new Map<string, Array<{ readonly row: number; readonly threshold: ConfiguredThreshold['threshold'] }>>();
  series.forEach((one, row) => {
    thresholdsOf(one).forEach(({ threshold }, t) => {
      const key = `${one.tier} ${one.metric} ${t}`;
      tiers.set(key, [...(tiers.get(key) ?? []), { row, threshold }]);
    });
  });
  return new Map([...tiers].filter(([, members]) => members.length > 1));
}

async function collect(series: readonly LongSeries[], model: QuantileModel | null, fromStep: number, reportStep: number, toStep: number, joint?: JointCases): Promise<readonly BreachCase[]> {
  const record = new WatchedCalibration({ stepSeconds, horizonSteps });
  const plan = { stepSeconds, horizonSteps, fromStep, toStep, strideSteps, speaker: 'served' as const, model, thresholdsOf: thresholdsFor(series, fromStep), breachRecord: record };
  const cases: BreachCase[] = [];
  for await (const forecast of backtest(series, plan, { signal: new AbortController().signal })) {
    const { originStep, breaches } = forecast;
    joint?.add(forecast, reportStep);
    if (originStep < reportStep) continue;
    const stated = new Map([...record.stated].map(([row, list]) => [seriesKey(row.serverId, row.metric), list]));
    series.forEach(({ serverId, metric, values, firstStep }, row) => {
      const key = seriesKey(serverId, metric);
      breaches[row].forEach(({ threshold, probability }, t) => {
        const first = originStep - quiet + 1 - firstStep;
        const breached = breachOutcome(values.subarray(first, first + quiet + horizonSteps), threshold, stepSeconds);
        if (breached !== null) cases.push({ who: serverId, series: `${key} ${t}`, originStep, stated: stated.get(key)![t].probability, calibrated: probability, breached });
      });
    });
  }
  return cases;
}

/** Joint cases of simulated tiers, from the forecasts of one speaker. */
class JointCases {
  readonly cases: BreachCase[] = [];
  private readonly series: readonly TierSeries[];
  private readonly tiers: ReturnType<typeof tiersOf>;
  private readonly joint = new JointBreaches(stepSeconds, horizonSteps);
  private readonly calibration = new JointCalibration({ stepSeconds, horizonSteps });
  private readonly walk: WalkedWindows;

  constructor(series: readonly TierSeries[], fromStep: number) {
    this.series = series;
    this.tiers = tiersOf(series, thresholdsFor(series, fromStep));
    this.walk = new WalkedWindows(series, Math.ceil(contextDays * daySteps), fromStep);
  }

  add({ originStep, quantiles }: FleetForecast, reportStep: number): void {
    const { series, calibration } = this;
    const windows = this.walk.advanceTo(originStep);
    calibration.resolve(windows);
    const said = [...this.tiers].map(([who, members]) => ({
      who, metric: series[members[0].row].metric, atLeast: this.joint.atLeast(windows, quantiles, members),
      members: members.map(({ row, threshold }) => ({ serverId: series[row].serverId, threshold })),
    }));
    calibration.remember(originStep, said);
    if (originStep < reportStep) return;
    for (const { who, metric, atLeast } of said) {
      const members = this.tiers.get(who)!;
      const { tier } = series[members[0].row];
      const came = mostTogether(members.map(({ row, threshold }) => {
        const at = originStep - series[row].firstStep;
        return { values: series[row].values.subarray(at, at + 1 + horizonSteps), threshold };
      }));
      if (came === null) continue;
      const calibrated = calibration.calibrated(metric, who, atLeast, came.underWay);
      for (let k = came.underWay + 1; k <= atLeast.length; k++) this.cases.push({ who: tier, series: `${who} ${k}`, originStep, stated: atLeast[k - 1], calibrated: calibrated[k - 1], breached: came.most >= k });
    }
  }
}

const report = new BenchReport('breach');

function show(title: string, name: string, cases: readonly BreachCase[], floorCases: readonly BreachCase[]): void {
  const worst = (list: readonly Decile[]) => Math.max(0, ...list.filter((one) => one.cases >= leastCases).map(({ said, came }) => 100 * Math.abs(said - came)));
  const [before, after] = [decilesOf(cases, ({ stated }) => stated), decilesOf(cases, ({ calibrated }) => calibrated)];
  const points = (share: number) => (100 * share).toFixed(1);
  report.table(`${title}: ${cases.length} cases, ${cases.filter(({ breached }) => breached).length} breaches`, ['decile', 'cases as stated', 'stated', 'came', 'cases calibrated', 'calibrated', 'came ', 'more came, points (90 %)'],
    after.map((one, d) => [`${d * 10}-${d * 10 + 10} %`, before[d].cases, before[d].said, before[d].came, one.cases, one.said, one.came, one.cases < leastCases ? '-' : `${points(one.came - one.said)} (${points(one.excess.low)} to ${points(one.excess.high)})`]));
  const figures = { served: brierScore(cases, ({ calibrated }) => calibrated), stated: brierScore(cases, ({ stated }) => stated), climatology: climatologyScore(cases), bestFloor: brierScore(floorCases, ({ calibrated }) => calibrated) };
  report.say('The last column: how many points more came than was said, and where that lies in 90 % of the draws of servers and of days with replacement.\n');
  report.table(`${title}: Brier score`, Object.keys(figures), [Object.values(figures)]);
  report.figure(`${name}.brier`, figures);
  report.figure(`${name}.worstDecileAsStated`, worst(before));
  report.figure(`${name}.decilesThatCount`, after.filter((one) => one.cases >= leastCases).length);
  report.limit({ name: `${name}.worstDecile`, figure: worst(after), most: 5, unit: 'points' });
  report.limit({ name: `${name}.brierToClimatology`, figure: figures.served / figures.climatology, most: 1 });
  report.limit({ name: `${name}.brierToBestFloor`, figure: figures.served / figures.bestFloor, most: 1 });
}

const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, undefined, 2);
async function judge(title: string, name: string, series: readonly LongSeries[], fromStep: number, reportStep: number, toStep: number, joint?: { readonly served: JointCases; readonly floors: JointCases }): Promise<void> {
  show(title, name, await collect(series, model, fromStep, reportStep, toStep, joint?.served), await collect(series, null, fromStep, reportStep, toStep, joint?.floors));
}

if (existsSync(realFleetFile())) {
  const real = await readRealFleet(new RegExp(quick ? '[0]$' : leftOutServers));
  await judge('Left-out real servers, 11-29 September', 'real', real, selection.fromStep, reporting.fromStep, reporting.toStep);
} else report.say(`The real fleet's data is not at ${realFleetFile()}: only simulated fleets are judged.\n`);

/** With three fleets chance moved a tenth of the scale by 5 to 10 points. */
const fleets = quick ? 1 : 6;
const startMs = Date.parse('2026-02-02T00:00:00Z');
const simulated = Array.from({ length: fleets }, (_, n) => {
  const seed = seedFor('proof', 700 + n);
  const days = 62;
  const fleet = createFleet({ seed, servers: 26, startMs, stepMs: stepSeconds * 1000 });
  const slice = fleet.simulate(fleet.startStep, fleet.startStep + days * daySteps);
  return slice.series.map(({ server, metric, values }): TierSeries => ({ serverId: `${seed} ${server.server}`, tier: `${seed} ${server.tier}`, metric, kind: metricInfoOf(metric).kind, firstStep: slice.fromStep, values, zone: 'Europe/Berlin' }));
}).flat();
const begin = simulated[0].firstStep;
const jointCases = () => new JointCases(simulated, begin + 30 * daySteps);
const joint = { served: jointCases(), floors: jointCases() };
await judge('Simulated fleets', 'simulated', simulated, begin + 30 * daySteps, begin + 40 * daySteps, begin + (quick ? 55 : 61) * daySteps - horizonSteps, joint);
show('Tiers of simulated fleets, jointly', 'joint', joint.served.cases, joint.floors.cases);
await model.close();
process.exit(report.finish());
