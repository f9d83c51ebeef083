import type { SourceStatus } from '@fleetcast/contract';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { FleetWindows } from '../../domain/series/fleet-windows.ts';

/** Says what comes next for every row of the windows, from what lies in them and nothing else. Throws the signal's reason when stopped. */
export interface FleetForecaster {
  forecastFleet(windows: FleetWindows, run: { readonly signal: AbortSignal; readonly pause: () => Promise<void> }): Promise<FleetForecast>;
}

/** Folders of the models that a cycle uses. */
export interface ModelsInUse {
  readonly championFolder: string;
  /** Forecasts everything in the champion's shadow, and speaks for a share of the servers. */
  readonly challenger: { readonly folder: string; readonly servedShare: number } | null;
  /** The champion before; `speaks`: has the word where it is clearly better. */
  readonly reserve: { readonly folder: string; readonly speaks: boolean } | null;
}

/** How reading stands: posted while history is refilled and after every cycle. */
export interface CycleReport {
  readonly phase: 'refilling' | 'serving';
  readonly refillShare: number;
  readonly sources: readonly SourceStatus[];
  /** Why nothing new can be read; null while at least one source delivers. */
  readonly trouble: string | null;
}

/** Where a cycle's results go. */
export interface CycleOutlet {
  report(report: CycleReport): void;
  /** `forecast` is what the snapshot was made from: decisions and all. */
  publish(snapshot: FleetSnapshot, directory: ServerDirectory, forecast: FleetForecast): Promise<void>;
}

export interface CycleTimings {
  readonly readMs: number;
  readonly forecastMs: number;
  readonly publishMs: number;
}

/** What one run came to. */
export type CycleOutcome =
  | { readonly kind: 'published'; readonly snapshotId: string; readonly timings: CycleTimings; readonly series: number; readonly servers: number }
  | { readonly kind: 'source-down'; readonly message: string }
  | { readonly kind: 'no-data'; readonly message: string }
  | { readonly kind: 'already-done'; readonly originStep: number }
  | { readonly kind: 'stopped' };
