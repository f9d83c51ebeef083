/**
 * Are explanations right, and are they quick? On simulated fleets the cause of a forecast is known: the same fleet without it is
 * forecast differently. The part of the past in which the cause stands most densely must come first.
 */
import { medianIndex } from '@fleetcast/contract';
import { configuredThresholds } from '@fleetcast/backend/src/app/config/metric-catalogue.ts';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import { correlation } from '@fleetcast/backend/src/domain/explanation/agreement.ts';
import { type ExplainedGroup, Explainer } from '@fleetcast/backend/src/domain/explanation/explain.ts';
import { pathBatch } from '@fleetcast/backend/src/domain/explanation/integrated-gradients.ts';
import type { ForecastAsServed } from '@fleetcast/backend/src/domain/explanation/ports.ts';
import { groupOfSteps, timeGroups, type TimeGroup } from '@fleetcast/backend/src/domain/explanation/time-groups.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import { ServedForecaster, type ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import { LocalTime } from '@fleetcast/backend/src/domain/series/same-local-time.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openAttribution } from '@fleetcast/backend/src/io/onnxruntime/session-attribution.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { BenchReport, benchOptions } from '../report.ts';
import { curveAreas, type CurveAreas } from './deletion-curves.ts';
import { casesOfFleet, causes, daySteps, type Cause, type KnownCause } from './known-causes.ts';

const grid = { stepSeconds: 300, horizonSteps: 96 } as const;
const H = grid.horizonSteps;
const stepMs = grid.stepSeconds * 1000;
const contextSteps = contextDays * daySteps;
const zone = 'UTC';
/** A cause that moves the forecast by less explains nothing. Points of a percentage. */
const leastMove = 5;
/** Parts in which the cause stands nearly as densely as in the densest count as true too: a nightly job is in every night. */
const nearlyAsDense = 0.8;
const originHours = [22, 9, 23, 15, 1, 12] as const;
const randomOrders = 2;

const { quick } = benchOptions();
const report = new BenchReport('explanation', quick);
const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, 8);
const attribution = await openAttribution(stored.model, pathBatch);
const again = new ServedForecaster({ ...grid, zoneOf: () => zone });
again.useModel(model);
const forecast: ForecastAsServed = (cases, originStep) => again.forecast(cases, originStep);
const explainer = new Explainer({ ...grid, zoneOf: () => zone });
const local = new LocalTime(zone, stepMs);

/** Series as a cycle would have served them that day. */
async function servedCases(pasts: ReadonlyArray<{ readonly metric: string; readonly past: Float32Array }>, originStep: number): Promise<{ readonly cases: readonly ServedCase[]; readonly quantiles: Float32Array }> {
  const windows = new FleetWindows(contextSteps, originStep, pasts.length);
  pasts.forEach(({ metric, past }, i) => windows.write(windows.ensureRow({ serverId: String(i), metric, kind: metricInfoOf(metric).kind }), windows.oldestStep, past));
  const forecaster = new Forecaster({ ...grid, zoneOf: () => zone, record: new SkillTracker(grid) });
  forecaster.useModel(model);
  const { decisions, quantiles } = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
  const cases = pasts.map(({ metric, past }, i) => ({ series: windows.rows[i], values: past, decision: decisions[i], thresholds: configuredThresholds(metricInfoOf(metric)) }));
  return { cases, quantiles };
}

interface Judged {
  readonly cause: Cause;
  readonly truth: readonly ExplainedGroup[];
  readonly first: ExplainedGroup;
  readonly byOcclusion: boolean;
  readonly byCorrelation: TimeGroup;
  readonly byModel: boolean;
  readonly residualShare: number;
  readonly agreement: number | null;
  readonly attributed: CurveAreas;
  readonly random: CurveAreas;
}

const judged: Judged[] = [];
let offered = 0;
const random = seededOrder(seedFor('proof', 400));

for (let fleet = 0; fleet < (quick ? 2 : 6); fleet++) {
  const known = casesOfFleet(seedFor('proof', 400 + fleet), originHours[fleet], 40, contextSteps);
  offered += known.length;
  const real = await servedCases(known, known[0].originStep);
  const without = await servedCases(known.map(({ metric, pastWithout }) => ({ metric, past: pastWithout })), known[0].originStep);
  for (let i = 0; i < known.length; i++) {
    const stepAhead = furthestApart(real.quantiles, without.quantiles, i);
    const offset = (i * 7 + medianIndex) * H + stepAhead;
    if (Math.abs(real.quantiles[offset] - without.quantiles[offset]) < leastMove) continue;
    judged.push(await judge(known[i], real.cases[i], stepAhead));
  }
  report.say(`fleet ${fleet + 1}: ${judged.length} of ${offered} cases so far whose cause moves the forecast by ${leastMove} points or more`);
}

async function judge(known: KnownCause, served: ServedCase, stepAhead: number): Promise<Judged> {
  const { originStep } = known;
  const oldestStep = originStep - contextSteps + 1;
  const groups = groupOfSteps({ stepSeconds: grid.stepSeconds, originStep, oldestStep, targetStep: originStep + 1 + stepAhead }, local);
  const explanation = await explainer.explain(served, { forecast, attribution }, { originStep, askedStep: stepAhead, breachLimit: 0.3 });
  const total = explanation.groups.reduce((sum, { effect }) => sum + Math.abs(effect), 0);
  const truth: readonly ExplainedGroup[] = trueGroups(known, groups);
  const occluded = [...explanation.groups].sort((a, b) => Math.abs(b.occluded ?? 0) - Math.abs(a.occluded ?? 0))[0].group;
  const level = middle(served.values.subarray(-daySteps));
  const ends = { start: level, forecast: explanation.forecast };
  const at = { originStep, quantileOffset: medianIndex * H + stepAhead };
  const randoms: CurveAreas[] = [];
  for (let order = 0; order < randomOrders; order++) randoms.push(await curveAreas(served, Float64Array.from({ length: contextSteps }, random), level, ends, at, forecast));
  return {
    cause: known.cause,
    truth,
    first: explanation.groups[0].group,
    byOcclusion: truth.includes(occluded),
    byCorrelation: mostCorrelated(served.values),
    byModel: explanation.speaker.kind === 'model',
    residualShare: total > 0 ? Math.abs(explanation.residual) / total : 0,
    agreement: explanation.agreement.rankCorrelation,
    attributed: await curveAreas(served, explanation.effects, level, ends, at, forecast),
    random: { deletion: mean(randoms.map(({ deletion }) => deletion)), insertion: mean(randoms.map(({ insertion }) => insertion)) },
  };
}

/** Where the cause stands: parts by their mean distance between the past with it and without it. */
function trueGroups({ past, pastWithout }: KnownCause, groups: Uint8Array): readonly TimeGroup[] {
  const density = timeGroups.map((_, g) => {
    let [sum, steps] = [0, 0];
    groups.forEach((group, i) => {
      if (group !== g || Number.isNaN(past[i]) || Number.isNaN(pastWithout[i])) return;
      sum += Math.abs(past[i] - pastWithout[i]);
      steps += 1;
    });
    return steps === 0 ? 0 : sum / steps;
  });
  const most = Math.max(...density);
  return timeGroups.filter((_, g) => density[g] >= nearlyAsDense * most);
}

/** The yardstick of a simpler mind: the part with which the last week correlates most, at its distance in time. */
function mostCorrelated(values: Float32Array): TimeGroup {
  const lags: Readonly<Record<Exclude<TimeGroup, 'week'>, readonly number[]>> = {
    recent: [12],
    yesterday: [daySteps],
    'other-days': [2, 3, 4, 5, 6].map((days) => days * daySteps),
    'last-week': [7 * daySteps],
    day: [daySteps / 2],
  };
  const last = Array.from(values.subarray(-5 * daySteps));
  const correlationAt = (lag: number) => correlation(last, Array.from(values.subarray(values.length - 5 * daySteps - lag, values.length - lag))) ?? 0;
  return (Object.keys(lags) as Array<keyof typeof lags>)
    .map((group) => ({ group, mean: mean(lags[group].map((lag) => Math.abs(correlationAt(lag)))) }))
    .reduce((best, one) => (one.mean > best.mean ? one : best)).group;
}

function furthestApart(a: Float32Array, b: Float32Array, row: number): number {
  const from = (row * 7 + medianIndex) * H;
  let furthest = 0;
  for (let h = 1; h < H; h++) if (Math.abs(a[from + h] - b[from + h]) > Math.abs(a[from + furthest] - b[from + furthest])) furthest = h;
  return furthest;
}

/** Numerical Recipes' linear congruence: an order that is the same in every run. */
function seededOrder(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function middle(values: Float32Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted[Math.floor(sorted.length / 2)];
}

const share = (list: readonly Judged[], isRight: (one: Judged) => boolean) => (list.length === 0 ? NaN : list.filter(isRight).length / list.length);
const right = (one: Judged) => one.truth.includes(one.first);
const rowOf = (name: string, list: readonly Judged[]) => [
  name, list.length, share(list, right), share(list, (one) => one.byOcclusion), share(list, (one) => one.truth.includes(one.byCorrelation)), mean(list.map(({ truth }) => truth.length / timeGroups.length)), share(list, ({ byModel }) => byModel),
];
report.say('');
report.table(
  'The true part of the past comes first (share of cases)',
  ['cause', 'cases', 'attribution', 'occlusion', 'correlation', 'random', 'model spoke'],
  [...causes.map((cause) => rowOf(cause, judged.filter((one) => one.cause === cause))), rowOf('all', judged)],
);
const wrong = judged.filter((one) => !right(one));
report.table('What was named instead', ['cause', 'true', 'named', 'cases'], [...countedBy(wrong, (one) => `${one.cause}\t${one.truth.join(' or ')}\t${one.first}`)].map(([key, count]) => [...key.split('\t'), count]));

const difference = (of: (one: Judged) => number) => bootstrapLow(judged.map(of));
const deletion = difference(({ attributed, random: other }) => other.deletion - attributed.deletion);
const insertion = difference(({ attributed, random: other }) => attributed.insertion - other.insertion);
report.table(
  'Half hours levelled (deletion) and put back (insertion): mean share of the forecast’s way that is there',
  ['curve', 'by effect', 'random', 'better by', 'its 5 % bound'],
  [
    ['deletion (less is better)', mean(judged.map((one) => one.attributed.deletion)), mean(judged.map((one) => one.random.deletion)), deletion.mean, deletion.low],
    ['insertion (more is better)', mean(judged.map((one) => one.attributed.insertion)), mean(judged.map((one) => one.random.insertion)), insertion.mean, insertion.low],
  ],
);

/** Mean, and the 5 % quantile of means of cases drawn again. */
function bootstrapLow(values: readonly number[]): { readonly mean: number; readonly low: number } {
  const means = Array.from({ length: 400 }, () => mean(values.map(() => values[Math.floor(random() * values.length)]))).sort((a, b) => a - b);
  return { mean: mean(values), low: means[20] };
}

function countedBy<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

/** All metrics of one server, one after the other, as the service would be asked. */
async function timings(): Promise<{ readonly series: readonly number[]; readonly servers: readonly number[] }> {
  const originStep = Date.UTC(2026, 2, 18, 22) / stepMs;
  const fleet = createFleet({ seed: seedFor('proof', 490), servers: 13, startMs: (originStep - contextSteps) * stepMs, timeZone: zone });
  const { series } = fleet.simulate(originStep - contextSteps + 1, originStep);
  const { cases } = await servedCases(series.map(({ metric, values }) => ({ metric, past: values })), originStep);
  const seriesMs: number[] = [];
  const msByServer = new Map<string, number>();
  for (const [i, { server }] of series.entries()) {
    const startedMs = performance.now();
    await explainer.explain(cases[i], { forecast, attribution }, { originStep, askedStep: null, breachLimit: 0.3 });
    seriesMs.push(performance.now() - startedMs);
    msByServer.set(server.server, (msByServer.get(server.server) ?? 0) + seriesMs[i]);
  }
  return { series: seriesMs, servers: [...msByServer.values()] };
}

const { series: seriesMs, servers: serverMs } = await timings();
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const quantile = (values: readonly number[], level: number) => sorted(values)[Math.min(values.length - 1, Math.floor(level * values.length))];
report.table('Time to explain, on one core (effects, second opinion, counterfactual, trends)', ['what', 'median ms', '95 % ms', 'most ms'], [
  ['one series', quantile(seriesMs, 0.5), quantile(seriesMs, 0.95), Math.max(...seriesMs)],
  ['one server, all its metrics', quantile(serverMs, 0.5), quantile(serverMs, 0.95), Math.max(...serverMs)],
]);
report.figure('agreement.rankCorrelation', mean(judged.flatMap(({ agreement }) => (agreement === null ? [] : [agreement]))));
report.figure('occlusion.first', share(judged, (one) => one.byOcclusion));
report.figure('correlation.first', share(judged, (one) => one.truth.includes(one.byCorrelation)));
report.figure('random.first', mean(judged.map(({ truth }) => truth.length / timeGroups.length)));
report.limit({ name: 'cases', figure: judged.length, least: quick ? 60 : 200 });
report.limit({ name: 'attribution.first', figure: share(judged, right), least: 0.8 });
report.limit({ name: 'residual.share', figure: quantile(judged.map(({ residualShare }) => residualShare), 0.95), most: 0.05 });
report.limit({ name: 'deletion.betterBy', figure: deletion.low, least: 0 });
report.limit({ name: 'insertion.betterBy', figure: insertion.low, least: 0 });
report.limit({ name: 'server.ms', figure: quantile(serverMs, 0.5), most: 150, unit: 'ms' });
await Promise.all([model.close(), attribution.close()]);
process.exit(report.finish());
