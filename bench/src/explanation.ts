/**
 * `npm run bench:explanation`: are explanations right, and are they quick? On simulated fleets the cause of a forecast is known: the
 * same fleet without it is forecast differently. The part of the past in which the cause stands most densely must come first; where the
 * cause is an event of the calendar that is to come, known events must.
 */
import { causes, casesOfFleet } from './explanation/known-causes.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { stepMs } from './grid/product-grid.ts';
import { BenchReport } from './report/bench-report.ts';
import { furthestApart, judgeComing, judgePast, type Judged } from './explanation/judge.ts';
import { comingEvents } from './explanation/known-events.ts';
import { close, contextSteps, explainer, served, servedCases, zone } from './explanation/service.ts';

/** A cause that moves the forecast by less explains nothing. Points of a percentage. */
const leastMove = 5;
const originHours = [22, 9, 23, 15, 1, 12] as const;
/** Campaigns and releases come by day, report runs and patching in the evening. */
const eventHours = [8, 15, 11] as const;

const report = new BenchReport('explanation');
const { quick, use } = report;
const judged: Judged[] = [];
let offered = 0;
const random = seededOrder(seedFor(use, 400));

for (let fleet = 0; fleet < (quick ? 2 : 6); fleet++) {
  const known = casesOfFleet(seedFor(use, 400 + fleet), originHours[fleet], 40, contextSteps);
  const { originStep } = known[0];
  const real = await servedCases(known, originStep);
  const without = await servedCases(known.map(({ metric, pastWithout }) => ({ metric, past: pastWithout })), originStep);
  offered += known.length;
  for (let i = 0; i < known.length; i++) {
    const { stepAhead, distance } = furthestApart(real.quantiles, without.quantiles, i);
    if (distance >= leastMove) judged.push(await judgePast({ case: real.cases[i], originStep, stepAhead }, known[i], random));
  }
  report.say(`fleet ${fleet + 1}: ${judged.length} of ${offered} cases so far whose cause moves the forecast by ${leastMove} points or more`);
}
for (let fleet = 0; fleet < (quick ? 1 : 3); fleet++) {
  for await (const { originStep, cases, aware, unaware } of comingEvents(seedFor(use, 450 + fleet), eventHours[fleet], 26)) {
    offered += cases.length;
    for (let i = 0; i < cases.length; i++) {
      const { stepAhead, distance } = furthestApart(aware, unaware, i);
      if (distance >= leastMove) judged.push(await judgeComing({ case: cases[i], originStep, stepAhead }));
    }
  }
  report.say(`fleet with a calendar ${fleet + 1}: ${judged.length} of ${offered} cases so far`);
}

/** Numerical Recipes' linear congruence: an order that is the same in every run. */
function seededOrder(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const share = (list: readonly Judged[], isRight: (one: Judged) => boolean) => (list.length === 0 ? NaN : list.filter(isRight).length / list.length);
const right = ({ truth, first }: Judged) => truth.includes(first);
const rightByOcclusion = ({ truth, firstByOcclusion }: Judged) => truth.includes(firstByOcclusion);
const rightByCorrelation = ({ truth, firstByCorrelation }: Judged) => truth.includes(firstByCorrelation);
const rightByChance = (list: readonly Judged[]) => mean(list.map(({ truth, parts }) => truth.length / parts));
const rowOf = (name: string, list: readonly Judged[]) => [
  name, list.length, share(list, right), share(list, rightByOcclusion), share(list, rightByCorrelation), rightByChance(list), share(list, ({ byModel }) => byModel),
];
report.say('');
report.table(
  'The true cause comes first (share of cases)',
  ['cause', 'cases', 'attribution', 'occlusion', 'correlation', 'random', 'model spoke'],
  [...([...causes, 'known event'] as const).map((cause) => rowOf(cause, judged.filter((one) => one.cause === cause))), rowOf('all', judged)],
);
const wrong = judged.filter((one) => !right(one));
report.table('What was named instead', ['cause', 'true', 'named', 'cases'], [...countedBy(wrong, (one) => `${one.cause}\t${one.truth.join(' or ')}\t${one.first}`)].map(([key, count]) => [...key.split('\t'), count]));

const curves = judged.flatMap((one) => one.curves ?? []);
const deletion = bootstrapLow(curves.map(({ attributed, random: other }) => other.deletion - attributed.deletion));
const insertion = bootstrapLow(curves.map(({ attributed, random: other }) => attributed.insertion - other.insertion));
report.table(
  'Half hours levelled (deletion) and put back (insertion): mean share of the forecast’s way that is there, where the cause is past',
  ['curve', 'by effect', 'random', 'better by', 'its 5 % bound'],
  [
    ['deletion (less is better)', mean(curves.map((one) => one.attributed.deletion)), mean(curves.map((one) => one.random.deletion)), deletion.mean, deletion.low],
    ['insertion (more is better)', mean(curves.map((one) => one.attributed.insertion)), mean(curves.map((one) => one.random.insertion)), insertion.mean, insertion.low],
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
  const fleet = createFleet({ seed: seedFor(use, 490), servers: 13, startMs: (originStep - contextSteps) * stepMs, timeZone: zone });
  const { series } = fleet.simulate(originStep - contextSteps + 1, originStep);
  const { cases } = await servedCases(series.map(({ metric, values }) => ({ metric, past: values })), originStep);
  const seriesMs: number[] = [];
  const msByServer = new Map<string, number>();
  for (const [i, { server }] of series.entries()) {
    const startedMs = performance.now();
    await explainer.explain(cases[i], served, { originStep, askedStep: null, breachLimit: 0.3 });
    seriesMs.push(performance.now() - startedMs);
    msByServer.set(server.server, (msByServer.get(server.server) ?? 0) + seriesMs[i]);
  }
  return { series: seriesMs, servers: [...msByServer.values()] };
}

const { series: seriesMs, servers: serverMs } = await timings();
const quantile = (values: readonly number[], level: number) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(level * values.length))];
report.table('Time to explain (effects, second opinion, counterfactual, trends)', ['what', 'median ms', '95 % ms', 'most ms'], [
  ['one series', quantile(seriesMs, 0.5), quantile(seriesMs, 0.95), Math.max(...seriesMs)],
  ['one server, all its metrics', quantile(serverMs, 0.5), quantile(serverMs, 0.95), Math.max(...serverMs)],
]);
report.figure('agreement.rankCorrelation', mean(judged.flatMap(({ agreement }) => (agreement === null ? [] : [agreement]))));
report.figure('firstByCause', Object.fromEntries(([...causes, 'known event'] as const).map((cause) => [cause, share(judged.filter((one) => one.cause === cause), right)])));
report.figure('occlusion.first', share(judged, rightByOcclusion));
report.figure('correlation.first', share(judged, rightByCorrelation));
report.figure('random.first', rightByChance(judged));
report.figure('series.ms', quantile(seriesMs, 0.5));
report.limit({ name: 'cases', figure: judged.length, least: quick ? 60 : 200 });
report.limit({ name: 'attribution.first', figure: share(judged, right), least: 0.8 });
report.limit({ name: 'residual.share', figure: quantile(judged.map(({ residualShare }) => residualShare), 0.95), most: 0.05 });
report.limit({ name: 'deletion.betterBy', figure: deletion.low, least: 0 });
report.limit({ name: 'insertion.betterBy', figure: insertion.low, least: 0 });
report.limit({ name: 'server.ms', figure: quantile(serverMs, 0.5), most: 150, unit: 'ms' });
await close();
process.exit(report.finish());
