/**
 * `npm run bench:warnings`: whether warnings are worth waking somebody for (docs/methods/warnings.md): on simulated fleets, where it is
 * known what could be foreseen, and on a real one, against the naive forecasts. Operating points are chosen on tuning fleets and on
 * 1-10 September 2013; figures are of proof fleets and of 11-29 September.
 */
import { existsSync } from 'node:fs';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { floorNames, type FloorName } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import type { WarningPolicy } from '@fleetcast/backend/src/domain/warnings/policy.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { readSeriesFile } from '@fleetcast/backend/src/io/parquet/series-file.ts';
import { realFleetFile } from './real-fleet/real-fleet-file.ts';
import { BenchReport } from './report/bench-report.ts';
import { chooseOperatingPoint, sumOf } from './warnings/operating-point.ts';
import { grid, partOf, saidOfFleet, type SaidOfFleet, type Span, type WatchedSeries } from './warnings/said-of-fleet.ts';
import { simulatedFleet, type Cause, type SimulatedFleet } from './warnings/simulated-fleet.ts';
import { averagePrecision, eventsOf, precisionOf, recallOf, verdictOf, warningsOf, type Verdict } from './warnings/warnings-of-fleet.ts';

const report = new BenchReport('warnings');
const { quick } = report;
const stepOf = (iso: string) => Date.parse(iso) / grid.stepMs;
const threads = 2;
/** Cycles are 5 minutes apart; a quarter of an hour says the same in a third of the time. */
const strideSteps = quick ? 6 : 3;
const simulated = quick ? { fleets: 2, servers: 40, days: 6 } : { fleets: 6, servers: 50, days: 8 };
/** Every so many virtual machines. */
const everyServer = quick ? 3 : 1;
const leastPrecision = 0.9;
const threshold = { value: 80, direction: 'above' } as const;
const selection: Span = { fromStep: stepOf('2013-09-01T00:00Z'), toStep: stepOf('2013-09-10T16:00Z'), strideSteps };
const reporting: Span = { fromStep: stepOf('2013-09-11T00:00Z'), toStep: stepOf('2013-09-29T14:00Z'), strideSteps };

const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model: OpenedModel = await openModel(stored.model, undefined, threads);

function pageInWords({ page }: WarningPolicy): string {
  return `${page.probability} within ${page.withinMinutes} min`;
}

function rowOf(title: string, verdict: Verdict): readonly (string | number)[] {
  const lead = [...verdict.leadMinutes].sort((a, b) => a - b);
  return [title, verdict.pages, verdict.true, verdict.late, precisionOf(verdict), verdict.events, recallOf(verdict), lead[Math.floor(lead.length / 2)] ?? NaN];
}
const heads = ['', 'pages', 'true', 'late', 'precision', 'events', 'recall', 'median lead, min'];

await simulatedPart();
if (existsSync(realFleetFile())) await realPart();
else report.say('The real fleet is not here; its figures are left out.\n');
await model.close();
process.exit(report.finish());

async function simulatedPart(): Promise<void> {
  const saidOf = async (use: 'tuning' | 'proof') => {
    const fleets: Array<{ readonly fleet: SimulatedFleet; readonly said: SaidOfFleet; readonly events: ReadonlyArray<readonly number[]> }> = [];
    for (let n = 0; n < simulated.fleets; n++) {
      const fleet = simulatedFleet(use, n, simulated.servers, simulated.days, strideSteps);
      fleets.push({ fleet, said: await saidOfFleet(fleet.series, fleet.span, { kind: 'served', model }), events: eventsOf(fleet.series) });
    }
    const verdict = (policy: WarningPolicy, counts: readonly Cause[]) =>
      sumOf(fleets.map(({ fleet, said, events }) => verdictOf(fleet.series, said, warningsOf(fleet.series, said, policy), events, (row, step) => counts.includes(fleet.causeOf(row, step)))));
    return verdict;
  };
  const tuning = await saidOf('tuning');
  const chosen = chooseOperatingPoint(leastPrecision, (policy) => tuning(policy, ['usual']));
  const proof = await saidOf('proof');
  const of = (...causes: readonly Cause[]) => proof(chosen.policy, causes);
  const [all, foreseeable, unforeseeable, faultless] = [of('usual', 'chance', 'fault'), of('usual'), of('chance', 'fault'), of('usual', 'chance')];
  report.table(`Simulated fleets: ${simulated.fleets} of ${simulated.servers} servers, ${simulated.days} days; pages from ${pageInWords(chosen.policy)}, chosen on tuning fleets`, heads, [
    rowOf('tuning, foreseeable', chosen.verdict), rowOf('proof, foreseeable', foreseeable), rowOf('proof, by chance', of('chance')), rowOf('proof, by a fault', of('fault')), rowOf('proof, all', all),
  ]);
  report.say('A breach is foreseeable when at least half of 8 futures without any fault breach too, within half an hour; by chance when few do, but this one does without any fault. Pages are the same in every row.\n');
  report.limit({ name: 'simulatedEvents', figure: all.events, least: quick ? 50 : 300 });
  report.limit({ name: 'simulatedUnforeseeableShare', figure: unforeseeable.events / all.events, least: 0.3 });
  report.limit({ name: 'simulatedPagePrecision', figure: precisionOf(all), least: leastPrecision });
  report.limit({ name: 'simulatedForeseeableRecall', figure: recallOf(foreseeable), least: 0.6 });
  report.figure('simulatedUnforeseeableRecall', recallOf(unforeseeable));
  report.figure('simulatedRecallOfAllWithoutFault', recallOf(faultless));
}

async function realPart(): Promise<void> {
  const read = await readSeriesFile({ path: realFleetFile(), stepSeconds: grid.stepSeconds, kindOf: () => 'percent' });
  if (read.kind !== 'read') throw new Error(read.message);
  const { series: columns, firstStep } = read.file;
  const fleet = columns
    .filter(({ metric }) => metric === 'cpu_pct')
    .filter((_, at) => at % everyServer === 0)
    .map(({ server, kind, values }): WatchedSeries => ({ serverId: server, metric: 'cpu', kind, values, firstStep, tier: null, threshold }));
  const events = eventsOf(fleet);
  const inReport = (lists: ReadonlyArray<readonly number[]>) => lists.map((list) => list.filter((step) => step >= reporting.fromStep));
  const onsets = inReport(eventsOf(fleet, 1));
  const lasting = inReport(events);
  const servers = (lists: ReadonlyArray<readonly number[]>) => lists.filter((list) => list.length > 0).length;
  report.say(`Real fleet: ${onsets.flat().length} onsets of any length on ${servers(onsets)} of ${fleet.length} virtual machines; ${lasting.flat().length} on ${servers(lasting)} last 15 minutes or more and are events.\n`);

  // One walk, so that skill, calibration and open warnings go on from the first span to the second.
  const walked = await saidOfFleet(fleet, { ...selection, toStep: reporting.toStep }, { kind: 'served', model });
  const before = partOf(walked, selection);
  const chosen = chooseOperatingPoint(leastPrecision, (policy) => verdictOf(fleet, before, warningsOf(fleet, before, policy), events));
  const said = partOf(walked, reporting);
  const verdict = verdictOf(fleet, said, warningsOf(fleet, said, chosen.policy), events);
  report.table(`Real fleet, cpu at 80 %; pages from ${pageInWords(chosen.policy)}, chosen on 1-10 September`, heads, [rowOf('1-10 September', chosen.verdict), rowOf('11-29 September', verdict)]);

  const ranked: Array<{ readonly floor: FloorName; readonly before: number; readonly reported: number }> = [];
  for (const floor of floorNames) {
    const precision = async (span: Span) => averagePrecision(fleet, await saidOfFleet(fleet, span, { kind: 'floor', floor }), events).value;
    ranked.push({ floor, before: await precision(selection), reported: await precision(reporting) });
  }
  const served = averagePrecision(fleet, said, events);
  const best = ranked.reduce((a, b) => (b.before > a.before ? b : a));
  const hindsight = ranked.reduce((a, b) => (b.reported > a.reported ? b : a));
  report.table('Average precision of the breach probability, a case every half hour', ['speaker', '1-10 September', '11-29 September', 'served / this'], [
    ['served', averagePrecision(fleet, before, events).value, served.value, 1],
    ...ranked.map(({ floor, before: earlier, reported }) => [floor === best.floor ? `${floor} (best on 1-10 September)` : floor, earlier, reported, served.value / reported]),
  ]);
  report.figure('realOnsetsOfAnyLength', onsets.flat().length);
  report.figure('realEvents', lasting.flat().length);
  report.figure('realPages', verdict.pages);
  report.figure('realRecall', recallOf(verdict));
  report.figure('realCases', served.cases);
  report.figure('realRatioToBestFloorInHindsight', served.value / hindsight.reported);
  report.limit({ name: 'realPagePrecision', figure: precisionOf(verdict), least: leastPrecision });
  report.limit({ name: 'realAveragePrecisionRatio', figure: served.value / best.reported, least: 1.25 });
}
