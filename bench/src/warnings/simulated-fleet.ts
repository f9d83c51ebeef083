/** Fleets whose causes are known: what would have breached anyway can be foreseen, what a fault alone brought about cannot. */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { isBeyond } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import { createFleet, seedFor, type FleetSlice } from '@fleetcast/simulator';
import { grid, type Span, type WatchedSeries } from './said-of-fleet.ts';

const daySteps = 288;
const historyDays = 23;
/** Twice as many faults as usual, so that what cannot be foreseen has weight. */
const faultRate = 2;
const watched = new Set(['cpu', 'memory', 'latency']);
/** A fault may hasten or delay what would have come anyway by so much. */
const shiftSteps = 6;

export interface SimulatedFleet {
  readonly series: readonly WatchedSeries[];
  readonly span: Span;
  /** Whether a breach that begins then would have come without any fault. */
  readonly isForeseeable: (row: number, step: number) => boolean;
}

/** Fleet `n` for a use, and its twin of the same seed to which nothing happens. */
export function simulatedFleet(use: 'tuning' | 'proof', n: number, servers: number, days: number, strideSteps: number): SimulatedFleet {
  const options = { seed: seedFor(use, 500 + n), servers, startMs: Date.UTC(2026, 1, 2), stepMs: grid.stepMs };
  const toStep = (fleet: { readonly startStep: number }) => fleet.startStep + (historyDays + days) * daySteps + grid.horizonSteps;
  const simulate = (rate: number): FleetSlice => {
    const fleet = createFleet({ ...options, faultRate: rate });
    return fleet.simulate(fleet.startStep, toStep(fleet));
  };
  const real = simulate(faultRate);
  const twin = simulate(0);
  const rows = real.series.map((_, row) => row).filter((row) => watched.has(real.series[row].metric));
  const series = rows.map((row): WatchedSeries => {
    const { server, metric, values } = real.series[row];
    const { kind, thresholds } = metricInfoOf(metric);
    return { serverId: server.server, metric, kind, firstStep: real.fromStep, values, zone: 'Europe/Berlin', tier: server.tier, threshold: thresholds.warning! };
  });
  const fromStep = real.fromStep + historyDays * daySteps;
  return {
    series,
    span: { fromStep, toStep: fromStep + days * daySteps, strideSteps },
    isForeseeable(row, step) {
      const { values } = twin.series[rows[row]];
      const at = step - twin.fromStep;
      return values.subarray(at - shiftSteps, at + shiftSteps + 1).some((value) => isBeyond(value, series[row].threshold));
    },
  };
}
