/** One world of a month: it lives on hour after hour, and whoever acts changes what comes. */
import { seriesKey } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { Fleet, FleetEvent, FleetSlice, SimulatedSeries } from '@fleetcast/simulator';
import type { Fault } from './fault-book.ts';
import { fleetOf, Limits, type Month } from './month.ts';

/** What becomes of a fault. */
export type Cure = (fault: Fault) => Fault;
const nothingCured: Cure = (fault) => fault;

export class LivedMonth {
  readonly month: Month;
  readonly limits: Limits;
  private faults: readonly Fault[];
  private done: readonly FleetEvent[] = [];
  private fleet: Fleet;
  private stands: number;
  private readonly startStep: number;
  private readonly lived = new Map<string, SimulatedSeries>();

  constructor(month: Month) {
    this.month = month;
    this.limits = new Limits(month.rules);
    this.faults = month.faults;
    this.fleet = fleetOf(month.seed, month.startMs, this.fate(nothingCured));
    this.startStep = this.fleet.startStep;
    this.stands = this.startStep - 1;
  }

  get servers() {
    return this.fleet.servers;
  }

  /** The newest step that was lived. */
  get now(): number {
    return this.stands;
  }

  liveTo(step: number): void {
    if (step <= this.stands) return;
    const slice = this.fleet.simulate(this.stands + 1, step);
    const length = this.month.lastStep + 1 - this.startStep;
    for (const one of slice.series) {
      const key = seriesKey(one.server.server, one.metric);
      const known = this.lived.get(key) ?? { ...one, values: new Float32Array(length).fill(NaN) };
      known.values.set(one.values, this.stands + 1 - this.startStep);
      this.lived.set(key, known);
    }
    this.stands = step;
  }

  /** Every series as it was lived; its values begin with the first step of the history. */
  get series(): readonly SimulatedSeries[] {
    return [...this.lived.values()];
  }

  /** Steps inclusive. */
  valuesOf(one: SimulatedSeries, fromStep: number, toStep: number): Float32Array {
    return one.values.subarray(fromStep - this.startStep, toStep + 1 - this.startStep);
  }

  /** From now on these things are done, and faults are cured for good. */
  change(done: readonly FleetEvent[], cure: Cure = nothingCured): void {
    this.done = done;
    this.faults = this.faults.map(cure);
    this.fleet = this.fleet.fork([...this.fate(nothingCured), ...this.done]);
  }

  /** What would come if these things were done instead; changes nothing. */
  future(steps: number, done: readonly FleetEvent[] = this.done, cure: Cure = nothingCured): FleetSlice {
    return this.fleet.fork([...this.fate(cure), ...done]).simulate(this.stands + 1, this.stands + steps);
  }

  private fate(cure: Cure): readonly FleetEvent[] {
    return [this.month.room, ...this.faults.flatMap((fault) => cure(fault).events)];
  }
}
