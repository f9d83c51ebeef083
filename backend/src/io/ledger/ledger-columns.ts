/** The ledger's rows as columns of its tables, in their order (ledger-tables.ts). Letters as in ledger-rows.ts. */
import { quantileLevels } from '@fleetcast/contract';
import type { Arrived } from '../../domain/evaluation/arrivals.ts';
import type { DaySums } from '../../domain/evaluation/day-sums.ts';
import { ledgerLeadMinutes } from '../../domain/evaluation/ledger-entries.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import type { NumberColumn } from '../duckdb/number-columns.ts';
import type { OriginEntries, ComparedQuantiles } from './ledger-rows.ts';
import { daySeconds, numberTypes } from './ledger-tables.ts';
import { encodeOffset } from './offset-code.ts';

const L = ledgerLeadMinutes.length;
const Q = quantileLevels.length;
const K = rememberedQuantiles.length;

type Anchored = Pick<OriginEntries, 'seriesIds' | 'anchors'>;

export function saidColumns({ originSeconds, seriesIds, anchors, speakerIds, served }: Pick<OriginEntries, 'originSeconds' | 'speakerIds' | 'served'> & Anchored): NumberColumn[] {
  const origins = new Uint32Array(seriesIds.length).fill(originSeconds);
  return [origins, seriesIds, speakerIds, anchors, ...offsets(served, L * Q, (row) => anchors[row])];
}

/** S * E rows: each series by every speaker that is compared. */
export function comparedColumns(originSeconds: number, { seriesIds, anchors }: Anchored, { speakerIds, quantiles }: ComparedQuantiles): NumberColumn[] {
  const E = speakerIds.length;
  const rows = { length: seriesIds.length * E };
  const seriesOf = (row: number) => Math.floor(row / E);
  return [
    new Uint32Array(rows.length).fill(originSeconds),
    Uint32Array.from(rows, (_, row) => seriesIds[seriesOf(row)]),
    Uint16Array.from(rows, (_, row) => speakerIds[row % E]),
    Float32Array.from(rows, (_, row) => anchors[seriesOf(row)]),
    ...offsets(quantiles, L * K, (row) => anchors[seriesOf(row)]),
  ];
}

/** Day -> columns of the actuals that came for it. */
export function cameByDay({ steps, seriesIds, values }: Arrived, stepSeconds: number): Map<number, NumberColumn[]> {
  const byDay = new Map<number, NumberColumn[]>();
  const dayOf = (row: number) => Math.floor((steps[row] * stepSeconds) / daySeconds);
  for (let from = 0; from < steps.length; ) {
    let to = from;
    while (to < steps.length && dayOf(to) === dayOf(from)) to += 1;
    byDay.set(dayOf(from), [Uint32Array.from(steps.subarray(from, to), (step) => step * stepSeconds), seriesIds.slice(from, to), values.slice(from, to)]);
    from = to;
  }
  return byDay;
}

export function judgedColumns(sums: DaySums): NumberColumn[] {
  const rows = [...sums.speakerRows()].sort((a, b) => a.seriesId - b.seriesId || a.speakerId - b.speakerId);
  return [Uint32Array.from(rows, ({ seriesId }) => seriesId), Uint16Array.from(rows, ({ speakerId }) => speakerId), ...sumColumns(rows, numberTypes('judged').slice(2))];
}

export function servedColumns(sums: DaySums): NumberColumn[] {
  const rows = [...sums.servedRows()].sort((a, b) => a.seriesId - b.seriesId);
  return [Uint32Array.from(rows, ({ seriesId }) => seriesId), ...sumColumns(rows, numberTypes('served').slice(1))];
}

function sumColumns(rows: ReadonlyArray<{ readonly sums: Float32Array }>, types: ReturnType<typeof numberTypes>): NumberColumn[] {
  return types.map((type, at) => {
    const column = type === 'FLOAT' ? new Float32Array(rows.length) : new Uint16Array(rows.length);
    rows.forEach(({ sums }, row) => (column[row] = sums[at]));
    return column;
  });
}

/** [rows, width] values as `width` columns of codes. */
function offsets(values: Float32Array, width: number, anchorOf: (row: number) => number): Uint16Array[] {
  const rows = values.length / width;
  const columns = Array.from({ length: width }, () => new Uint16Array(rows));
  for (let row = 0; row < rows; row++) {
    const anchor = anchorOf(row);
    for (let at = 0; at < width; at++) columns[at][row] = encodeOffset(values[row * width + at] - anchor);
  }
  return columns;
}
