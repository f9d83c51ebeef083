import type { Gauge, NameStyle } from '../../domain/export/gauge.ts';
import { healthGauges, type WatchedFigure } from '../../domain/export/health-gauges.ts';
import { predictionGauges } from '../../domain/export/prediction-gauges.ts';
import { warningGauges, type WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { WarningRoll } from '../../domain/export/warning-roll.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';

/** What is said of the fleet at a moment. */
export interface SaidNow {
  readonly snapshot: FleetSnapshot;
  readonly directory: ServerDirectory;
  readonly roll: WarningRoll;
  readonly reasons: WarningReasons;
  /** Figures of model health; none while nothing has been judged. */
  readonly figures: readonly WatchedFigure[];
  /** Of the service: its sign of life carries it. */
  readonly region: string;
}

export function gaugesOf({ snapshot, directory, roll, reasons, figures, region }: SaidNow, style: NameStyle, nowMs: number): readonly Gauge[] {
  return [...predictionGauges(snapshot, directory.servers, style, nowMs), ...warningGauges(roll.open, roll.ended, reasons, nowMs), ...healthGauges(figures, region, nowMs)];
}
