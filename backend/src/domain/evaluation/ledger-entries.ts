/**
 * What one cycle said, as the ledger keeps it. S series in the order of the windows' rows, L leads (ledgerLeadMinutes),
 * Q = 7 quantile levels (contract), E speakers, K = 3 remembered quantiles. Values in the metric's unit.
 */
import { quantileLevels, type MetricKind, type ServerIdentity } from '@fleetcast/contract';
import type { FleetForecast } from '../forecasting/fleet-forecast.ts';

/** How far ahead forecasts are kept and judged. */
export const ledgerLeadMinutes = [30, 60, 120, 240, 480] as const;

const Q = quantileLevels.length;
const L = ledgerLeadMinutes.length;

/** A series as the ledger knows it: who it belongs to may change its profile, never its id. */
export interface LedgerSeries extends Pick<ServerIdentity, 'serverId' | 'server' | 'region' | 'profile'> {
  readonly metric: string;
  readonly kind: MetricKind;
}

/** Who made forecasts; `served` is whoever had the word at each origin. */
export interface LedgerSpeaker {
  readonly kind: 'served' | 'model' | 'floor';
  readonly name: string;
}

export const servedSpeaker: LedgerSpeaker = { kind: 'served', name: 'served' };

/** What everybody forecast side by side, at the origins that the track record remembers: one an hour. */
export interface ComparedForecasts {
  readonly speakers: readonly LedgerSpeaker[];
  /** [S, E, L, K], NaN where a speaker was silent. */
  readonly quantiles: Float32Array;
}

export interface LedgerEntries {
  readonly originStep: number;
  /** [S] last observed value at the origin: what was said is kept relative to it. NaN where nothing was observed. */
  readonly anchors: Float32Array;
  readonly speakers: readonly LedgerSpeaker[];
  /** [S] index into speakers: who served. */
  readonly speakerIndex: Uint8Array;
  /** [S, L, Q], NaN beyond the horizon. */
  readonly served: Float32Array;
  readonly compared: ComparedForecasts | null;
}

/** Steps of each of the ledger's leads; null where the grid has no such step or the horizon ends before. */
export function leadSteps(stepSeconds: number, horizonSteps: number): ReadonlyArray<number | null> {
  return ledgerLeadMinutes.map((minutes) => {
    const steps = (minutes * 60) / stepSeconds;
    return Number.isInteger(steps) && steps <= horizonSteps ? steps : null;
  });
}

/** Picks from a cycle's forecast what was served at the ledger's leads: [S, L, Q]. */
export function servedAtLeads(forecast: FleetForecast, leads: ReadonlyArray<number | null>): Float32Array {
  const { seriesCount, horizonSteps: H, quantiles } = forecast;
  const served = new Float32Array(seriesCount * L * Q).fill(NaN);
  leads.forEach((lead, l) => {
    if (lead === null) return;
    for (let series = 0; series < seriesCount; series++) {
      for (let q = 0; q < Q; q++) served[(series * L + l) * Q + q] = quantiles[(series * Q + q) * H + lead - 1];
    }
  });
  return served;
}
