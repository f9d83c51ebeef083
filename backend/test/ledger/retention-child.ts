/** Writes entries of chosen days into a ledger file, applies retention, and tells what is left: `node retention-child.ts FILE`. */
import { quantileLevels } from '@fleetcast/contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { DaySums } from '../../src/domain/evaluation/day-sums.ts';
import { ledgerLeadMinutes } from '../../src/domain/evaluation/ledger-entries.ts';
import { rememberedQuantiles } from '../../src/domain/forecasting/ports.ts';
import { LedgerStore } from '../../src/io/ledger/ledger-store.ts';
import { type DayTable, dayTables, usualKeptDays } from '../../src/io/ledger/ledger-tables.ts';

const [file] = process.argv.slice(2);
const stepSeconds = 300;
const daySeconds = 86_400;
const today = 20_700;
const L = ledgerLeadMinutes.length;

export interface Retained {
  /** Days behind today. */
  readonly left: Readonly<Record<DayTable, readonly number[]>>;
  /** Who is left of the day whose comparison was thinned, and what each said. */
  readonly hourly: ReadonlyArray<{ readonly speaker: string; readonly anchor: number; readonly code: number }>;
  readonly onsetDays: readonly number[];
}

/** Resolves when the call found no fault. */
async function done<T extends object | null>(outcome: Promise<T>): Promise<T> {
  const answered = await outcome;
  if (answered !== null && 'kind' in answered) throw new Error(JSON.stringify(answered));
  return answered;
}

const store = new LedgerStore({ file, keptDays: usualKeptDays, keptOnsetDays: 400, mostBytes: 2 ** 40, reserveBytes: 0 });
await done(store.open(today * daySeconds * 1000));
const speakers = [{ id: 0, kind: 'floor', name: 'win24' }, { id: 1, kind: 'model', name: 'base-1' }, { id: 2, kind: 'served', name: 'served' }] as const;
const newSeries = [{ id: 0, region: 'eu', serverId: 'a', server: 'a', profile: 'web', metric: 'cpu', kind: 'percent' as const }];
const sums = new DaySums();
sums.addServed(0, 0, 1, new Float32Array(quantileLevels.length), 0);
let isFirst = true;
for (const ago of [92, 91, 90, 32, 31, 30, 9, 8, 7, 0]) {
  const originSeconds = (today - ago) * daySeconds + 43_200;
  const entries = {
    originSeconds, newSeries: isFirst ? newSeries : [], newSpeakers: isFirst ? speakers : [], seriesIds: Uint32Array.of(0), anchors: Float32Array.of(50), speakerIds: Uint16Array.of(1),
    served: new Float32Array(L * quantileLevels.length).fill(51),
    compared: { speakerIds: speakers.map(({ id }) => id), quantiles: Float32Array.from({ length: speakers.length * L * rememberedQuantiles.length }, (_, i) => 52 + Math.floor(i / (L * rememberedQuantiles.length))) },
  };
  isFirst = false;
  await done(store.append(entries, { steps: Int32Array.of(originSeconds / stepSeconds), seriesIds: Uint32Array.of(0), values: Float32Array.of(50) }, stepSeconds));
  await done(store.writeSums(today - ago, sums, 0));
}
await done(store.appendOnsets([401, 400, 399, 1].map((ago) => ({ atSeconds: (today - ago) * daySeconds + 43_200, seriesId: 0, threshold: { value: 80, direction: 'above' } }))));
await done(store.retire((today * daySeconds + 43_200) * 1000));
const left = Object.fromEntries(dayTables.map((kind) => [kind, store.days(kind).map((day) => today - day)])) as Record<DayTable, number[]>;
const onsets = await done(store.onsetsSince(0));
const onsetDays = 'kind' in onsets ? [] : onsets.map(({ atSeconds }) => today - Math.floor(atSeconds / daySeconds));
store.close();

const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const [thinned] = left.hourly;
const day = new Date((today - thinned) * daySeconds * 1000).toISOString().slice(0, 10).replaceAll('-', '');
const rows = await connection.runAndReadAll(`SELECT s.name, h.anchor, h.m30_q50 FROM hourly_${day} h JOIN speakers s ON s.id = h.speaker ORDER BY h.rowid`);
process.stdout.write(JSON.stringify({ left, hourly: rows.getRows().map(([speaker, anchor, code]) => ({ speaker: String(speaker), anchor: Number(anchor), code: Number(code) })), onsetDays } satisfies Retained));
connection.closeSync();
instance.closeSync();
