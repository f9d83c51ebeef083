import { seriesKey, type FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { LocalTime } from '../series/same-local-time.ts';
import { unitHash } from '../series/unit-hash.ts';
import { withoutEvents, type SeriesEvents } from './series-events.ts';
import type { FeatureGrid } from './feature-grid.ts';
import { filled, ScaledHistory } from './scaled-history.ts';
import { scaleOf, type KindScale } from './scaling.ts';
import { SeriesState } from './series-state.ts';

interface StoredState {
  readonly state: SeriesState;
  revision: number;
  eventsRevision: number;
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
  private readonly standsFor: (row: SeriesRow) => SeriesRow;
  private states = new Map<SeriesRow, StoredState>();
  private readonly localByZone = new Map<string, LocalTime>();
  private readonly history = new ScaledHistory();
  private scratch = new Float32Array(0);
  private eventFree = new Float32Array(0);

  /** `standsFor` tells which of the fleet's series a row is, where rows bear other names. */
  constructor(grid: FeatureGrid, zoneOf: (row: SeriesRow) => string = () => 'UTC', standsFor: (row: SeriesRow) => SeriesRow = (row) => row) {
    this.grid = grid;
    this.zoneOf = zoneOf;
    this.standsFor = standsFor;
  }

  localTime(zone: string): LocalTime {
    let local = this.localByZone.get(zone);
    if (local === undefined) this.localByZone.set(zone, (local = new LocalTime(zone, this.grid.stepSeconds * 1000)));
    return local;
  }

  /** Brings one row up to the windows' origin, without what known events did to it. */
  at(windows: FleetWindows, row: number, events: SeriesEvents | null = null): PreparedSeries {
    const series = windows.rows[row];
    const local = this.localTime(this.zoneOf(series));
    const stored = this.states.get(series) ?? { state: this.newState(series), revision: -1, eventsRevision: 0 };
    const revision = windows.revision(row);
    const eventsRevision = events?.revision ?? 0;
    const scale = scaleOf(series.kind);
    const window = this.windowOf(windows, row, events, scale);
    if (stored.revision === revision && stored.eventsRevision === eventsRevision && stored.state.canAdvanceTo(windows.originStep)) {
      this.history.over(window, windows.oldestStep, scale);
      stored.state.advanceTo(this.history, local, windows.originStep);
    } else {
      if (this.scratch.length !== window.length) this.scratch = new Float32Array(window.length);
      this.history.overFilled(filled(window, scale, this.scratch), windows.oldestStep);
      stored.state.rebuild(this.history, local, windows.originStep);
      stored.revision = revision;
      stored.eventsRevision = eventsRevision;
      this.states.set(series, stored);
    }
    return { state: stored.state, history: this.history, local };
  }

  private newState(row: SeriesRow): SeriesState {
    const { serverId, metric } = this.standsFor(row);
    return new SeriesState(this.grid, unitHash(seriesKey(serverId, metric)));
  }

  private windowOf(windows: FleetWindows, row: number, events: SeriesEvents | null, scale: KindScale): Float32Array {
    const window = windows.window(row);
    if (events === null || events.pieces.length === 0) return window;
    if (this.eventFree.length !== window.length) this.eventFree = new Float32Array(window.length);
    return withoutEvents(window, windows.oldestStep, events, scale, this.eventFree);
  }

  /** Forgets series that the windows dropped. */
  forgetMissing(windows: FleetWindows): void {
    if (this.states.size <= windows.seriesCount) return;
    const present = new Set(windows.rows);
    for (const series of this.states.keys()) if (!present.has(series)) this.states.delete(series);
  }
}
