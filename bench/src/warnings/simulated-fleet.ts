/** Fleets whose causes are known: what most of its futures bring can be foreseen, what chance or a fault alone brought about cannot. */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { isBeyond } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import { createFleet, seedFor, type Fleet, type FleetSlice } from '@fleetcast/simulator';
import { grid, type Span, type WatchedSeries } from './said-of-fleet.ts';

const daySteps = 288;
const historyDays = 23;
/** Twice as many faults as usual, so that what cannot be foreseen has weight. */
const faultRate = 2;
const watched = new Set(['cpu', 'memory', 'latency']);
/** A fault, or chance, may hasten or delay what would have come anyway by so much. */
const shiftSteps = 6;
/** Futures of a moment, and how many hours after it they are looked at: no sooner than half a horizon, no later than a horizon. */
const futures = 8;
const futureSteps = { from: grid.horizonSteps / 2, to: grid.horizonSteps } as const;
/** An event is foreseeable when at least this share of the futures without a fault bring it. */
const foreseeableShare = 0.5;

export interface SimulatedFleet {
  readonly series: readonly WatchedSeries[];
  readonly span: Span;
  readonly causeOf: (row: number, step: number) => Cause;
}

/**
 * usual: most futures breach then that lie 4 to 8 hours ahead, go through no fault, and differ in what nobody can know by then (short
 * crowds, sizes of jobs, errors of readings); chance: few of them do, but this one does without any fault; fault: it does not.
 */
export type Cause = 'usual' | 'chance' | 'fault';

/** Fleet `n` for a use, with its twin of the same seed to which nothing happens, and that twin's futures. */
export function simulatedFleet(use: 'tuning' | 'proof', n: number, servers: number, days: number, strideSteps: number): SimulatedFleet {
  const options = { seed: seedFor(use, 520 + n), servers, startMs: Date.UTC(2026, 1, 2), stepMs: grid.stepMs };
  const fleet = createFleet({ ...options, faultRate });
  const toStep = fleet.startStep + (historyDays + days) * daySteps + grid.horizonSteps;
  const real = fleet.simulate(fleet.startStep, toStep);
  const rows = real.series.map((_, row) => row).filter((row) => watched.has(real.series[row].metric));
  const series = rows.map((row): WatchedSeries => {
    const { server, metric, values } = real.series[row];
    const { kind, thresholds } = metricInfoOf(metric);
    return { serverId: server.server, metric, kind, firstStep: real.fromStep, values, zone: 'Europe/Berlin', tier: server.tier, threshold: thresholds.warning! };
  });
  const fromStep = real.fromStep + historyDays * daySteps;
  const isBreach = (row: number, value: number) => isBeyond(value, series[row].threshold);
  const { twin, share } = livedAgain(createFleet({ ...options, faultRate: 0 }), rows, isBreach, fromStep, toStep);
  return {
    series,
    span: { fromStep, toStep: fromStep + days * daySteps, strideSteps },
    causeOf: (row, step) => (share(row, step) >= foreseeableShare ? 'usual' : twin(row, step) ? 'chance' : 'fault'),
  };
}

/** Whether a fleet breaches within half an hour of a step, and which share of its futures do. */
function livedAgain(fleet: Fleet, rows: readonly number[], isBreach: (row: number, value: number) => boolean, fromStep: number, toStep: number) {
  const steps = toStep - fromStep + 1;
  const counts = () => rows.map(() => new Uint8Array(steps));
  const [own, others] = [counts(), counts()];
  /** Counts the steps of [first, last] that have a breach within half an hour. */
  const count = (into: readonly Uint8Array[], slice: FleetSlice, first: number, last: number) =>
    rows.forEach((at, row) => {
      const { values } = slice.series[at];
      for (let step = Math.max(first, fromStep); step <= Math.min(last, toStep); step++) {
        const middle = step - slice.fromStep;
        into[row][step - fromStep] += Number(values.subarray(Math.max(0, middle - shiftSteps), middle + shiftSteps + 1).some((value) => isBreach(row, value)));
      }
    });
  let slice = fleet.simulate(fleet.startStep, fromStep - futureSteps.to - 1);
  for (let moment = slice.toStep; moment + futureSteps.from < toStep; moment = slice.toStep) {
    const [first, last] = [moment + futureSteps.from + 1, moment + futureSteps.to];
    for (let future = 1; future <= futures; future++) count(others, fleet.fork([], moment * futures + future).simulate(moment + 1, last + shiftSteps), first, last);
    slice = fleet.simulate(moment + 1, moment + futureSteps.to - futureSteps.from);
  }
  const twin = fleet.simulate(fromStep - shiftSteps, toStep);
  count(own, twin, fromStep, toStep);
  return {
    twin: (row: number, step: number) => own[row][step - fromStep] > 0,
    share: (row: number, step: number) => others[row][step - fromStep] / futures,
  };
}
