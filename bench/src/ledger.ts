/**
 * `npm run bench:ledger`: what the ledger of 1,000 servers x 5 metrics takes when all that is kept is in it (raw entries of 7 days
 * and today, hourly origins and actuals of 30, daily sums of 90, warnings of 400), written through the stores that the service uses; how
 * long a cycle of 10,000 servers waits for it, and how long the ledger's thread takes over one.
 * --quick writes the whole of one day of each kind (two of those that are small, 40 of warnings) and multiplies each kind's bytes by its days.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { quantileLevels } from '@fleetcast/contract';
import { LedgerOutlet } from '@fleetcast/backend/src/app/ledger/ledger-outlet.ts';
import { ComparedNotes } from '@fleetcast/backend/src/domain/evaluation/compared-notes.ts';
import { DaySums } from '@fleetcast/backend/src/domain/evaluation/day-sums.ts';
import { leadSteps, ledgerLeadMinutes } from '@fleetcast/backend/src/domain/evaluation/ledger-entries.ts';
import type { FleetForecast } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { floorNames } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import { expertNames, rememberedQuantiles } from '@fleetcast/backend/src/domain/forecasting/ports.ts';
import { FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import { seededRandom } from '@fleetcast/backend/src/domain/training/random.ts';
import { LedgerStore } from '@fleetcast/backend/src/io/ledger/ledger-store.ts';
import { type DayTable, usualKeptDays } from '@fleetcast/backend/src/io/ledger/ledger-tables.ts';
import { daySteps, horizonSteps, stepSeconds } from './grid/product-grid.ts';
import { bytesOfWarnings } from './ledger/kept-warnings.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('ledger');
const { quick } = report;
const S = 5_000;
const L = ledgerLeadMinutes.length;
const Q = quantileLevels.length;
const K = rememberedQuantiles.length;
/** Everybody that the record remembers, and a model beside the champion. */
const comparedNames = [...expertNames, 'before'];
const E = comparedNames.length;
const leads = leadSteps(stepSeconds, horizonSteps);
type Kept = Exclude<DayTable, 'served'> | 'warnings';
/** As they are at midnight: today is whole. */
const keptDays: Readonly<Record<Kept, number>> = {
  said: usualKeptDays.said + 1, compared: usualKeptDays.compared + 1, hourly: usualKeptDays.hourly - usualKeptDays.compared, came: usualKeptDays.came + 1, judged: usualKeptDays.judged + 1, warnings: 400,
};
const writtenDays: Readonly<Record<Kept, number>> = quick ? { said: 1, compared: 1, hourly: 1, came: 2, judged: 2, warnings: 40 } : keptDays;
/** Days of the file before these have nothing but what is left of comparisons. */
const wholeFrom = writtenDays.hourly;
/** As many as breaches began on the real fleet: 572 on 150 machines in 19 days. */
const warningsPerServerDay = 0.2;
const firstDay = 20_600;
const random = seededRandom(20_600);

/** Sum of four uniforms, about normal: noise in every bit of the mantissa, so that nothing is saved by luck. */
const noise = () => 2 * (random() + random() + random() + random() - 2);
/** Levels and spreads of many sizes: percentages, and throughputs from a trickle to gigabytes. */
const level = Float32Array.from({ length: S }, (_, series) => (series % 5 < 3 ? 5 + 80 * random() : 10 ** (1 + 6 * random())));
const spread = Float32Array.from(level, (value) => value * (0.01 + 0.2 * random()));
const valueAt = (series: number, step: number) => level[series] + spread[series] * (Math.sin((2 * Math.PI * step) / daySteps) + noise());

const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-bench-ledger-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'ledger.duckdb');
const store = new LedgerStore({ file, keptDays: usualKeptDays, keptOnsetDays: 400, mostBytes: 2 ** 40, reserveBytes: 0 });
const nothingCame = { steps: new Int32Array(0), seriesIds: new Uint32Array(0), values: new Float32Array(0) };
const seriesIds = Uint32Array.from({ length: S }, (_, series) => series);
const speakerIds = new Uint16Array(S).fill(E);

function expectDone(outcome: object | null): void {
  if (outcome !== null) throw new Error(JSON.stringify(outcome));
}

async function bytesUsed(): Promise<number> {
  expectDone(await store.checkpoint());
  const used = await store.usedBytes();
  if (typeof used !== 'number') throw new Error(used.message);
  return used;
}

/** [S, leads, quantiles] that spread about what will come, wider the further ahead. */
function said(step: number, quantiles: readonly number[], speakers: number): Float32Array {
  const values = new Float32Array(S * speakers * L * quantiles.length);
  let at = 0;
  for (let series = 0; series < S; series++) {
    for (let speaker = 0; speaker < speakers; speaker++) {
      for (let lead = 0; lead < L; lead++) {
        const centre = level[series] + spread[series] * (Math.sin((2 * Math.PI * (step + (leads[lead] ?? 0))) / daySteps) + 0.5 * noise());
        for (const quantile of quantiles) values[at++] = Math.max(0, centre + spread[series] * (1 + lead / 4) * (3 * (quantile - 0.5) + 0.1 * noise()));
      }
    }
  }
  return values;
}

const newSeries = Array.from({ length: S }, (_, id) => ({
  id, region: 'eu-central-1', serverId: `srv-${Math.floor(id / 5).toString(36)}-7f3a9c`, server: `web-${Math.floor(id / 5)}.example.internal`, profile: 'web', metric: `metric_${id % 5}`, kind: 'percent' as const,
}));
const isFloor = (name: string) => floorNames.some((floor) => floor === name);
const newSpeakers = [...comparedNames, 'base-1'].map((name, id) => ({ id, kind: isFloor(name) ? ('floor' as const) : ('model' as const), name }));

interface Written {
  readonly bytes: number;
  readonly seconds: number;
  readonly rows: number;
}
const written = new Map<Kept, Written>();
let before = 0;

async function writing(kind: Kept, rows: number, write: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  await write();
  const seconds = (performance.now() - startedMs) / 1000;
  const used = await bytesUsed();
  written.set(kind, { bytes: used - before, seconds, rows });
  process.stderr.write(`${kind}: ${((used - before) / 1e6).toFixed(0)} MB in ${seconds.toFixed(0)} s\n`);
  before = used;
}

const opened = await store.open(firstDay * 86_400_000);
if ('kind' in opened) throw new Error(opened.message);
before = await bytesUsed();
const stepOf = (day: number, at: number) => (firstDay + day) * daySteps + at;
const appendMs: number[] = [];

await writing('said', writtenDays.said * daySteps * S, async () => {
  for (let day = 0; day < writtenDays.said; day++) {
    for (let at = 0; at < daySteps; at++) {
      const step = stepOf(wholeFrom + day, at);
      const anchors = Float32Array.from(seriesIds, (series) => valueAt(series, step));
      const entries = { originSeconds: step * stepSeconds, seriesIds, anchors, speakerIds, served: said(step, quantileLevels, 1), compared: null };
      const first = day === 0 && at === 0;
      const startedMs = performance.now();
      expectDone(await store.append({ ...entries, newSeries: first ? newSeries : [], newSpeakers: first ? newSpeakers : [] }, nothingCame, stepSeconds));
      appendMs.push(performance.now() - startedMs);
    }
  }
});
await writing('came', writtenDays.came * daySteps * S, async () => {
  for (let day = 0; day < writtenDays.came; day++) {
    for (let at = 0; at < daySteps; at++) {
      const step = stepOf(day, at);
      expectDone(await store.append(null, { steps: new Int32Array(S).fill(step), seriesIds, values: Float32Array.from(seriesIds, (series) => valueAt(series, step)) }, stepSeconds));
    }
  }
});
const rememberedLevels = rememberedQuantiles.map((q) => quantileLevels[q]);
/** Only the comparison: what was served is counted above. */
async function compare(fromDay: number, days: number): Promise<void> {
  for (let day = fromDay; day < fromDay + days; day++) {
    for (let hour = 0; hour < 24; hour++) {
      const step = stepOf(day, hour * 12);
      const anchors = Float32Array.from(seriesIds, (series) => valueAt(series, step));
      const compared = { speakerIds: comparedNames.map((_, id) => id), quantiles: said(step, rememberedLevels, E) };
      expectDone(await store.appendCompared(step * stepSeconds, { seriesIds, anchors, compared }));
    }
  }
}
// The days before those that are kept whole, thinned as retention thins them.
await writing('hourly', writtenDays.hourly * 24 * S * comparedNames.filter((name) => !isFloor(name)).length, async () => {
  await compare(0, writtenDays.hourly);
  const retired = await store.retire((firstDay + wholeFrom + usualKeptDays.compared) * 86_400_000);
  if ('kind' in retired) throw new Error(retired.message);
  if (store.days('hourly').length !== writtenDays.hourly || store.days('compared').length !== 0) throw new Error(`retention left ${store.days('compared').length} days whole`);
});
await writing('compared', writtenDays.compared * 24 * S * E, () => compare(wholeFrom, writtenDays.compared));
const sums = new DaySums();
for (let series = 0; series < S; series++) {
  const threeQuantiles = new Float32Array(K);
  const sevenQuantiles = new Float32Array(Q);
  for (let lead = 0; lead < L; lead++) {
    for (let speaker = 0; speaker < E; speaker++) {
      for (let hour = 0; hour < 24; hour++) {
        rememberedLevels.forEach((quantile, k) => (threeQuantiles[k] = level[series] + spread[series] * (3 * (quantile - 0.5) + noise())));
        sums.addCompared(series, speaker, lead, valueAt(series, hour * 12), threeQuantiles, 0);
      }
    }
    for (let at = 0; at < daySteps; at++) {
      quantileLevels.forEach((quantile, q) => (sevenQuantiles[q] = level[series] + spread[series] * (3 * (quantile - 0.5) + noise())));
      sums.addServed(series, lead, valueAt(series, at), sevenQuantiles, 0);
    }
  }
}
await writing('judged', writtenDays.judged * S * E, async () => {
  for (let day = 0; day < writtenDays.judged; day++) expectDone(await store.writeSums(firstDay + day, sums, 0));
});

const warnings = Math.round(1_000 * warningsPerServerDay * writtenDays.warnings);
const warningsStartedMs = performance.now();
written.set('warnings', { bytes: await bytesOfWarnings(folder, warnings, 1_000), seconds: (performance.now() - warningsStartedMs) / 1000, rows: warnings });

/** Bytes of everything that is kept, each kind as measured times the days that it is kept over the days that were written. */
const keptBytes = [...written].reduce((total, [kind, { bytes }]) => total + (bytes * keptDays[kind]) / writtenDays[kind], 0);
store.close();
const fileBytes = statSync(file).size;

/** What a cycle of 10,000 servers waits for the ledger: typed arrays made and handed over. */
async function cycleDelay(servers: number): Promise<{ readonly firstSeconds: number; readonly laterSeconds: number }> {
  const count = servers * 5;
  const windows = new FleetWindows(3_600, stepOf(0, 0), 64, 1);
  for (let row = 0; row < count; row++) windows.ensureRow({ serverId: `s${Math.floor(row / 5)}`, metric: `m${row % 5}`, kind: 'percent' });
  for (let row = 0; row < count; row++) windows.write(row, windows.originStep, Float32Array.of(row));
  const recordLeads = Int32Array.from(leads, (lead) => lead ?? 0);
  const notes = new ComparedNotes(recordLeads, leads);
  const { port1, port2 } = new MessageChannel();
  const outlet = new LedgerOutlet(port1, notes, () => [], { stepSeconds, horizonSteps });
  const forecast = {
    originStep: windows.originStep, horizonSteps, seriesCount: count, quantiles: new Float32Array(count * Q * horizonSteps).fill(1),
    speakers: [...floorNames.map((name) => ({ kind: 'floor' as const, name })), { kind: 'model' as const, name: 'base-1' }], models: { champion: 'base-1', challenger: null, reserve: 'before' }, speakerIndex: new Uint8Array(count),
    decisions: [], missingShare: new Float32Array(0), daysObserved: new Float32Array(0), breaches: [], skills: [], calibration: null, events: [],
  } satisfies FleetForecast;
  const heard = new Float32Array(expertNames.length * L * K).fill(1);
  const [spoken, silent] = [1, NaN].map((value) => new Float32Array(L * K).fill(value));
  const times: number[] = [];
  for (let cycle = 0; cycle < 6; cycle++) {
    // Waiting cycles are not kept, so each one is taken as the ledger does.
    if (cycle > 0) port2.postMessage({ kind: 'taken' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedMs = performance.now();
    for (let row = 0; row < count; row++) notes.note(row, heard, { champion: spoken, challenger: silent, reserve: spoken });
    outlet.publish(forecast, windows, { directoryId: 'd', servers: [] }, 0);
    times.push(performance.now() - startedMs);
  }
  port1.close();
  port2.close();
  // The first cycle, and any after servers came or went, also tells who the series are.
  return { firstSeconds: times[0] / 1000, laterSeconds: Math.max(...times.slice(1)) / 1000 };
}
const { firstSeconds, laterSeconds } = await cycleDelay(10_000);

report.table(
  `${S} series, everything that is kept${quick ? ', from one or two days of each kind' : ', all of it written'}`,
  ['kind', 'days kept', 'days written', 'rows', 'bytes a row', 'MB kept', 'seconds'],
  [...written].map(([kind, { bytes, seconds, rows }]) => [kind === 'judged' ? 'judged and served' : kind, keptDays[kind], writtenDays[kind], rows, bytes / rows, (bytes * keptDays[kind]) / writtenDays[kind] / 1e6, seconds]),
);
appendMs.sort((a, b) => a - b);
report.say(`File on disk: ${(fileBytes / 1e6).toFixed(0)} MB. Storing one cycle of 1,000 servers takes the ledger's thread ${appendMs[Math.floor(appendMs.length / 2)].toFixed(0)} ms (median), ${appendMs[Math.floor(appendMs.length * 0.99)].toFixed(0)} ms (99 %).\n`);
report.figure('fileBytes', fileBytes);
report.limit({ name: 'keptBytes', figure: Math.round(keptBytes), most: 2e9, unit: 'bytes' });
report.limit({ name: 'appendMedianMs', figure: appendMs[Math.floor(appendMs.length / 2)], most: 1_000, unit: 'ms of the ledger thread a cycle' });
report.figure('firstCycleDelaySeconds', firstSeconds);
report.limit({ name: 'cycleDelaySeconds', figure: laterSeconds, most: 0.4, unit: 's that a cycle of 10,000 servers waits, 5 % of its limit' });
process.exit(report.finish());
