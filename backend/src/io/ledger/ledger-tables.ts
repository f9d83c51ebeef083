/**
 * The ledger's tables. Those with a day in their name go as a whole when the day is out of retention. No primary key, no unique
 * index, no ALTER: replaying their log has failed after kills. Times are seconds since 1970 UTC.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quantileNames } from '@fleetcast/contract';
import { servedFields } from '../../domain/evaluation/day-sums.ts';
import { ledgerLeadMinutes } from '../../domain/evaluation/ledger-entries.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import type { NumberType } from '../duckdb/number-columns.ts';

export const daySeconds = 86_400;

/**
 * said: what was served at every origin; compared: what everybody forecast at hourly origins; hourly: what is left of that after a
 * while, which is what served and what models said; came: the actuals; judged and served: the day's sums, by speaker and of what was
 * served (domain/evaluation/day-sums.ts).
 */
export const dayTables = ['said', 'compared', 'hourly', 'came', 'judged', 'served'] as const;
export type DayTable = (typeof dayTables)[number];

/** Whole days behind today for which each kind is kept. */
export const usualKeptDays: Readonly<Record<DayTable, number>> = { said: 7, compared: 7, hourly: 30, came: 30, judged: 90, served: 90 };

type Column = readonly [name: string, type: NumberType];

/** Quantiles of each lead are kept as codes of their offset from the anchor (offset-code.ts). */
const offsetColumns = (names: readonly string[]): Column[] => ledgerLeadMinutes.flatMap((minutes) => names.map((name): Column => [`m${minutes}_${name}`, 'USMALLINT']));

const comparedColumns: readonly Column[] = [['origin', 'UINTEGER'], ['series', 'UINTEGER'], ['speaker', 'USMALLINT'], ['anchor', 'FLOAT'], ...offsetColumns(rememberedQuantiles.map((q) => quantileNames[q]))];

const columnsOf: Readonly<Record<DayTable, readonly Column[]>> = {
  said: [['origin', 'UINTEGER'], ['series', 'UINTEGER'], ['speaker', 'USMALLINT'], ['anchor', 'FLOAT'], ...offsetColumns(quantileNames)],
  compared: comparedColumns,
  hourly: comparedColumns,
  came: [['stamp', 'UINTEGER'], ['series', 'UINTEGER'], ['value', 'FLOAT']],
  judged: [['series', 'UINTEGER'], ['speaker', 'USMALLINT'], ...ledgerLeadMinutes.flatMap((minutes): Column[] => [[`m${minutes}_count`, 'USMALLINT'], [`m${minutes}_pinball`, 'FLOAT'], [`m${minutes}_error`, 'FLOAT']])],
  served: [
    ['series', 'UINTEGER'],
    ...ledgerLeadMinutes.flatMap((minutes): Column[] => [
      [`m${minutes}_count`, 'USMALLINT'],
      [`m${minutes}_level`, 'FLOAT'],
      [`m${minutes}_pinball`, 'FLOAT'],
      [`m${minutes}_error`, 'FLOAT'],
      ...quantileNames.map((name): Column => [`m${minutes}_below_${name}`, 'USMALLINT']),
    ]),
  ],
};

if (servedFields.below !== 4) throw new Error('the columns of served follow servedFields');

export function tableOf(kind: DayTable, day: number): string {
  return `${kind}_${new Date(day * daySeconds * 1000).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** The kind and day of a table; null for tables without a day. */
export function dayTableOf(table: string): { readonly kind: DayTable; readonly day: number } | null {
  const parts = /^([a-z]+)_(\d{4})(\d{2})(\d{2})$/.exec(table);
  const kind = dayTables.find((known) => known === parts?.[1]);
  if (parts === null || kind === undefined) return null;
  return { kind, day: Math.floor(Date.UTC(Number(parts[2]), Number(parts[3]) - 1, Number(parts[4])) / (daySeconds * 1000)) };
}

export function numberTypes(kind: DayTable): readonly NumberType[] {
  return columnsOf[kind].map(([, type]) => type);
}

export function columnNames(kind: DayTable): readonly string[] {
  return columnsOf[kind].map(([name]) => name);
}

export async function createDayTable(writer: DuckDBConnection, kind: DayTable, day: number): Promise<void> {
  const columns = columnsOf[kind].map(([name, type]) => `${name} ${type}`).join(', ');
  await writer.run(`CREATE TABLE IF NOT EXISTS ${tableOf(kind, day)} (${columns})`);
}

/** The tables without a day: the newest row of a series, a speaker or a day's progress counts. */
export async function createSchema(writer: DuckDBConnection, existing: readonly string[]): Promise<void> {
  if (existing.includes('progress')) return;
  await writer.run('CREATE TABLE IF NOT EXISTS series (id UINTEGER, region VARCHAR, server_id VARCHAR, server VARCHAR, profile VARCHAR, metric VARCHAR, kind VARCHAR)');
  await writer.run('CREATE TABLE IF NOT EXISTS speakers (id USMALLINT, kind VARCHAR, name VARCHAR)');
  await writer.run('CREATE TABLE IF NOT EXISTS onsets (stamp UINTEGER, series UINTEGER, threshold DOUBLE, direction VARCHAR)');
  await writer.run('CREATE TABLE IF NOT EXISTS progress (day INTEGER, came_rows UINTEGER)');
  await writer.run('CHECKPOINT');
}
