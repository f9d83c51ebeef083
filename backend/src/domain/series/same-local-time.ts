import { IANAZone } from 'luxon';

const dayMs = 86_400_000;
/** Every zone of the tz database changes its offset on a quarter of an hour. */
const quarterMs = 900_000;

/**
 * "The same time d days ago" and the time waves of one zone, in steps. Local midnight to local midnight is 23 or 25 hours
 * when the clock changes, so the lag is not always d * 24 h.
 */
export class LocalTime {
  readonly zone: string;
  private readonly stepMs: number;
  private readonly iana: IANAZone;
  private readonly offsetByQuarter = new Map<number, number>();
  private readonly lagsByStep = new Map<number, Int32Array>();
  private newestLagsStep = NaN;
  private newestLags: Int32Array = new Int32Array(0);

  constructor(zone: string, stepMs: number) {
    this.iana = IANAZone.create(zone);
    if (!this.iana.isValid) throw new Error(`unknown time zone "${zone}": give a name of the IANA database, e.g. Europe/Zurich or UTC`);
    this.zone = zone;
    this.stepMs = stepMs;
  }

  /** Milliseconds that local clocks are ahead of UTC. */
  offsetMs(timeMs: number): number {
    const quarter = Math.floor(timeMs / quarterMs);
    let offset = this.offsetByQuarter.get(quarter);
    if (offset === undefined) {
      if (this.offsetByQuarter.size > 20_000) this.offsetByQuarter.clear();
      offset = this.iana.offset(quarter * quarterMs) * 60_000;
      this.offsetByQuarter.set(quarter, offset);
    }
    return offset;
  }

  /**
   * How many steps before `step` the local clock showed the same time `days` days earlier. A time that the clock skipped
   * on that day counts as if it had not; of a time shown twice the first is taken.
   */
  lagSteps(step: number, days: number): number {
    const timeMs = step * this.stepMs;
    const settled = this.momentOfWall(timeMs + this.offsetMs(timeMs) - days * dayMs);
    return Math.round((timeMs - settled) / this.stepMs);
  }

  /**
   * When the local clock showed what UTC's shows at `wallMs`. A time that the clock skips counts as if it had not; of a time
   * shown twice the first is taken.
   */
  momentOfWall(wallMs: number): number {
    const near = wallMs - this.offsetMs(wallMs);
    const before = this.offsetMs(near - dayMs / 2);
    const after = this.offsetMs(near + dayMs / 2);
    const earlier = wallMs - Math.max(before, after);
    const found = this.offsetMs(earlier) === Math.max(before, after) ? earlier : wallMs - before;
    return this.offsetMs(found) === wallMs - found ? found : wallMs - Math.min(before, after);
  }

  /** The lags of 1 to 14 days, remembered: every series of a zone asks for the same steps. */
  lags(step: number): Int32Array {
    if (step === this.newestLagsStep) return this.newestLags;
    let lags = this.lagsByStep.get(step);
    if (lags === undefined) {
      if (this.lagsByStep.size > 50_000) this.lagsByStep.clear();
      lags = Int32Array.from({ length: 14 }, (_, i) => this.lagSteps(step, i + 1));
      this.lagsByStep.set(step, lags);
    }
    this.newestLagsStep = step;
    this.newestLags = lags;
    return lags;
  }

  /** Whether a clock change lies in a range of steps; without one every lag is whole days. */
  changesWithin(fromStep: number, toStep: number): boolean {
    const first = this.offsetMs(fromStep * this.stepMs);
    for (let timeMs = fromStep * this.stepMs; timeMs < toStep * this.stepMs; timeMs += dayMs / 4) if (this.offsetMs(timeMs) !== first) return true;
    return this.offsetMs(toStep * this.stepMs) !== first;
  }

  /** Share of the local day that has passed, 0..1. */
  shareOfDay(step: number): number {
    const localMs = step * this.stepMs + this.offsetMs(step * this.stepMs);
    return (localMs % dayMs) / dayMs;
  }

  /** Share of the local week that has passed since Monday 0:00, 0..1. */
  shareOfWeek(step: number): number {
    const localMs = step * this.stepMs + this.offsetMs(step * this.stepMs);
    return ((localMs / dayMs + 3) % 7) / 7; // 1 January 1970 was a Thursday
  }
}
