import type { CalibrationCurves } from '../../domain/forecasting/calibration-curves.ts';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import type { SeriesEvents } from '../../domain/features/series-events.ts';
import { byPart, type ByPart, type ModelPart } from '../../domain/forecasting/model-parts.ts';
import type { ServingDecision } from '../../domain/forecasting/serving-decision.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { FleetWindows, WindowsDescriptor } from '../../domain/series/fleet-windows.ts';

/**
 * What a cycle hands to the analysis when it has published: enough to forecast any series again as it was served. Windows are
 * shared memory; they go on moving, and reading them up to the origin tells whether they have been rewritten since.
 */
export interface ServedCycle {
  readonly snapshotId: string;
  readonly originStep: number;
  readonly directory: ServerDirectory;
  readonly windows: WindowsDescriptor;
  /** One a row of the windows, as is what follows. */
  readonly decisions: readonly ServingDecision[];
  readonly events: ReadonlyArray<SeriesEvents | null>;
  readonly calibration: CalibrationCurves | null;
  /** Of each row when it was forecast. */
  readonly revisions: Uint32Array;
  /** The models that were asked; null when there was none. */
  readonly models: SpeakingModels | null;
}

/** Folders of the models by their parts; null where nobody has the part, or has the word on no series. */
export type SpeakingModels = ByPart<string | null>;

/** Of windows as they were forecast from. */
export function servedCycleOf(snapshotId: string, directory: ServerDirectory, windows: FleetWindows, forecast: FleetForecast, models: SpeakingModels | null): ServedCycle {
  const { originStep, decisions, events, calibration } = forecast;
  const revisions = Uint32Array.from(windows.rows, (_, row) => windows.revision(row));
  const asked = new Set<ModelPart>(decisions.map(({ model = 'champion' }) => model));
  const speaking = models === null ? null : byPart((part) => (part === 'champion' || asked.has(part) ? models[part] : null));
  return { snapshotId, originStep, directory, windows: windows.describe(), decisions, events, calibration, revisions, models: speaking };
}

/** Between the cycle's thread and the analysis': whoever starts late says hello and is handed the newest cycle. */
export type AnalysisChannelMessage = { readonly kind: 'hello' } | { readonly kind: 'served'; readonly cycle: ServedCycle };
