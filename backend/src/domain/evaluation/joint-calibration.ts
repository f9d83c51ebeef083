/**
 * What has come of stated joint probabilities, once an hour for every tier, metric and number of servers; docs/methods/joint-breaches.md.
 * n servers of a tier, H horizon steps.
 */
import type { Threshold } from '@fleetcast/contract';
import { breachSteps, isBeyond } from '../series/breach-onsets.ts';
import type { FleetWindows } from '../series/fleet-windows.ts';
import type { CalibrationGrid } from './breach-calibration.ts';
import { CalibrationCounts, type KeptCounts, type StatedCase } from './calibration-counts.ts';
import { HourlyStatements } from './hourly-statements.ts';

const leastObserved = 0.7;

/** What was stated of one tier. */
export interface StatedJointly {
  /** Tells tiers, and a tier's thresholds, apart. */
  readonly who: string;
  readonly metric: string;
  readonly members: ReadonlyArray<{ readonly serverId: string; readonly threshold: Threshold }>;
  /** [n] that at least 1, 2, ... n of them breach at once. */
  readonly atLeast: Float32Array;
}

interface Said extends StatedJointly {
  /** [n] */
  readonly cases: readonly StatedCase[];
}

export class JointCalibration {
  private readonly grid: CalibrationGrid;
  private readonly counts = new CalibrationCounts();
  private readonly waiting: HourlyStatements<Said>;

  constructor(grid: CalibrationGrid) {
    this.grid = grid;
    this.waiting = new HourlyStatements(grid);
  }

  /**
   * [n] as it has turned out. Of `underWay` servers, in a breach at the origin, so many need no calibrating: they are together
   * already. Never rises with the number of servers.
   */
  calibrated(metric: string, who: string, atLeast: Float32Array, underWay: number): Float32Array {
    const said = new Float32Array(atLeast.length);
    for (let i = 0; i < said.length; i++) said[i] = Math.min(i === 0 ? 1 : said[i - 1], i < underWay ? atLeast[i] : this.counts.calibrated(metric, who, atLeast[i]));
    return said;
  }

  remember(originStep: number, stated: readonly StatedJointly[]): void {
    const said = this.waiting.at(originStep);
    if (said === null || said.length > 0) return;
    for (const one of stated) said.push({ ...one, cases: Array.from(one.atLeast, (probability) => this.counts.take(one.metric, one.who, probability)) });
  }

  /** Judges what has come true by the windows' origin. Called once a cycle, before anything is calibrated. */
  resolve(windows: FleetWindows): void {
    const due = this.waiting.takeDue(windows.originStep);
    if (due.length === 0) return;
    for (const { originStep, hours, said } of due) {
      this.counts.forget(hours / 24);
      for (const { metric, members, cases } of said) {
        const came = this.outcome(windows, originStep, metric, members);
        if (came === null) continue;
        for (let k = came.underWay + 1; k <= members.length; k++) this.counts.add(cases[k - 1], came.most >= k, hours);
      }
    }
    this.counts.fit();
  }

  export(): KeptCounts {
    return this.counts.export();
  }

  import(counts: KeptCounts): void {
    this.counts.import(counts);
  }

  private outcome(windows: FleetWindows, originStep: number, metric: string, members: StatedJointly['members']): ReturnType<typeof mostTogether> {
    const first = originStep - windows.oldestStep;
    const servers: JointValues[] = [];
    for (const { serverId, threshold } of members) {
      const row = windows.rowOf(serverId, metric);
      if (row === undefined || first < 0) return null;
      servers.push({ values: windows.window(row).subarray(first, first + 1 + this.grid.horizonSteps), threshold });
    }
    return mostTogether(servers);
  }
}

/** One server's values: its last before the origin, then the horizon. */
export interface JointValues {
  readonly values: Float32Array;
  readonly threshold: Threshold;
}

/**
 * The most servers that were in a breach at once in the horizon, and how many were beyond their threshold at the origin. A breach is a
 * run of 3 steps or more. Null: too little of a server was observed to tell.
 */
export function mostTogether(servers: readonly JointValues[]): { readonly most: number; readonly underWay: number } | null {
  const H = servers[0].values.length - 1;
  const together = new Uint16Array(H);
  let underWay = 0;
  for (const { values, threshold } of servers) {
    if (isBeyond(values[0], threshold)) underWay += 1;
    let [observed, run] = [0, 0];
    for (let h = 0; h <= H; h++) {
      const value = h < H ? values[1 + h] : NaN;
      if (!Number.isNaN(value)) observed += 1;
      if (isBeyond(value, threshold)) {
        run += 1;
        continue;
      }
      if (run >= breachSteps) for (let back = 1; back <= run; back++) together[h - back] += 1;
      run = 0;
    }
    if (observed < leastObserved * H) return null;
  }
  return { most: Math.max(...together), underWay };
}
