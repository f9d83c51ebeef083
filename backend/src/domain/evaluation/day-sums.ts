/**
 * One day of judged forecasts, added up: by the day in which the truth came. L leads, Q = 7 quantile levels, K = 3 remembered
 * quantiles. Missing forecasts and missing actuals are never judged.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { rememberedQuantiles } from '../forecasting/ports.ts';
import { pinball } from './pinball.ts';
import { ledgerLeadMinutes } from './ledger-entries.ts';

const L = ledgerLeadMinutes.length;
const Q = quantileLevels.length;
const K = rememberedQuantiles.length;
const rememberedLevels = rememberedQuantiles.map((q) => quantileLevels[q]);
const rememberedMedian = rememberedQuantiles.findIndex((q) => q === medianIndex);

/** Of one speaker on one series at one lead, over hourly origins. */
export const speakerFields = { count: 0, pinball: 1, error: 2 } as const;
const speakerWidth = 3;

/** Of what was served on one series at one lead, over every origin; `below` begins Q counts of half actuals under each quantile. */
export const servedFields = { count: 0, level: 1, pinball: 2, error: 3, below: 4 } as const;
const servedWidth = servedFields.below + Q;

/** [L, fields] of one series. */
export const speakerSumsLength = L * speakerWidth;
export const servedSumsLength = L * servedWidth;

export class DaySums {
  private readonly bySpeaker = new Map<number, Map<number, Float32Array>>();
  private readonly served = new Map<number, Float32Array>();

  /** Adds what a speaker said at an hourly origin: the remembered quantiles begin at `at`. */
  addCompared(seriesId: number, speakerId: number, lead: number, actual: number, said: Float32Array, at: number): void {
    if (Number.isNaN(said[at]) || Number.isNaN(actual)) return;
    let loss = 0;
    for (let k = 0; k < K; k++) loss += pinball(rememberedLevels[k], actual, said[at + k]);
    const sums = this.sumsOf(speakerId, seriesId);
    const base = lead * speakerWidth;
    sums[base + speakerFields.count] += 1;
    sums[base + speakerFields.pinball] += loss / K;
    sums[base + speakerFields.error] += Math.abs(actual - said[at + rememberedMedian]);
  }

  /** Adds what was served: all quantiles begin at `at`. An actual that equals a quantile lies half below it. */
  addServed(seriesId: number, lead: number, actual: number, said: Float32Array, at: number): void {
    if (Number.isNaN(said[at]) || Number.isNaN(actual)) return;
    const sums = this.servedOf(seriesId);
    const base = lead * servedWidth;
    let loss = 0;
    for (let k = 0; k < K; k++) loss += pinball(rememberedLevels[k], actual, said[at + rememberedQuantiles[k]]);
    sums[base + servedFields.count] += 1;
    sums[base + servedFields.level] += Math.abs(actual);
    sums[base + servedFields.pinball] += loss / K;
    sums[base + servedFields.error] += Math.abs(actual - said[at + medianIndex]);
    for (let q = 0; q < Q; q++) sums[base + servedFields.below + q] += actual < said[at + q] ? 2 : actual === said[at + q] ? 1 : 0;
  }

  /** Takes in sums that were stored before. */
  restoreSpeaker(seriesId: number, speakerId: number, sums: Float32Array): void {
    this.sumsOf(speakerId, seriesId).set(sums);
  }

  restoreServed(seriesId: number, sums: Float32Array): void {
    this.servedOf(seriesId).set(sums);
  }

  *speakerRows(): Iterable<{ readonly seriesId: number; readonly speakerId: number; readonly sums: Float32Array }> {
    for (const [speakerId, rows] of this.bySpeaker) for (const [seriesId, sums] of rows) yield { seriesId, speakerId, sums };
  }

  *servedRows(): Iterable<{ readonly seriesId: number; readonly sums: Float32Array }> {
    for (const [seriesId, sums] of this.served) yield { seriesId, sums };
  }

  private sumsOf(speakerId: number, seriesId: number): Float32Array {
    let rows = this.bySpeaker.get(speakerId);
    if (rows === undefined) this.bySpeaker.set(speakerId, (rows = new Map<number, Float32Array>()));
    let sums = rows.get(seriesId);
    if (sums === undefined) rows.set(seriesId, (sums = new Float32Array(speakerSumsLength)));
    return sums;
  }

  private servedOf(seriesId: number): Float32Array {
    let sums = this.served.get(seriesId);
    if (sums === undefined) this.served.set(seriesId, (sums = new Float32Array(servedSumsLength)));
    return sums;
  }
}
