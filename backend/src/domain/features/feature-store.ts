import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { LocalTime } from '../series/same-local-time.ts';
import type { FeatureGrid } from './feature-grid.ts';
import { filled, ScaledHistory } from './scaled-history.ts';
import { scaleOf } from './scaling.ts';
import { SeriesState } from './series-state.ts';

interface StoredState {
  readonly state: SeriesState;
  revision: number;
}

/** A series at the windows' origin, ready for features and floors; valid until the next `at`. */
export interface PreparedSeries {
  readonly state: SeriesState;
  readonly history: ScaledHistory;
  readonly local: LocalTime;
}

/**
 * The states of a fleet's series between cycles. A state advances with its window; it is rebuilt when the window jumped,
 * or when a step that was already used has been rewritten by a late sample.
 */
export class FeatureStore {
  readonly grid: FeatureGrid;
  private readonly zoneOf: (row: SeriesRow) => string;
  private states = new Map<SeriesRow, StoredState>();
  private readonly localByZone = new Map<string, LocalTime>();
  private readonly history = new ScaledHistory();
  private scratch = new Float32Array(0);

  constructor(grid: FeatureGrid, zoneOf: (row: SeriesRow) => string = () => 'UTC') {
    this.grid = grid;
    this.zoneOf = zoneOf;
  }

  localTime(zone: string): LocalTime {
    let local = this.localByZone.get(zone);
    if (local === undefined) this.localByZone.set(zone, (local = new LocalTime(zone, this.grid.stepSeconds * 1000)));
    return local;
  }

  /** Brings one row up to the windows' origin. */
  at(windows: FleetWindows, row: number): PreparedSeries {
    const series = windows.rows[row];
    const local = this.localTime(this.zoneOf(series));
    const stored = this.states.get(series) ?? { state: new SeriesState(this.grid), revision: -1 };
    const revision = windows.revision(row);
    const window = windows.window(row);
    const scale = scaleOf(series.kind);
    if (stored.revision === revision && stored.state.canAdvanceTo(windows.originStep)) {
      this.history.over(window, windows.oldestStep, scale);
      stored.state.advanceTo(this.history, local, windows.originStep);
    } else {
      if (this.scratch.length !== window.length) this.scratch = new Float32Array(window.length);
      this.history.overFilled(filled(window, scale, this.scratch), windows.oldestStep);
      stored.state.rebuild(this.history, local, windows.originStep);
      stored.revision = revision;
      this.states.set(series, stored);
    }
    return { state: stored.state, history: this.history, local };
  }

  /** Forgets series that the windows dropped. */
  forgetMissing(windows: FleetWindows): void {
    if (this.states.size <= windows.seriesCount) return;
    const present = new Set(windows.rows);
    for (const series of this.states.keys()) if (!present.has(series)) this.states.delete(series);
  }
}
