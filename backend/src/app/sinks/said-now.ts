import { forecastCurves, type ForecastCurve } from '../../domain/export/forecast-curves.ts';
import type { Gauge, NameStyle } from '../../domain/export/gauge.ts';
import { healthGauges, type WatchedFigure } from '../../domain/export/health-gauges.ts';
import { predictionGauges } from '../../domain/export/prediction-gauges.ts';
import { warningGauges, type WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { WarningRoll } from '../../domain/export/warning-roll.ts';
import { ToldNames } from '../../domain/export/told-names.ts';
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
  const names = new ToldNames(directory.servers);
  const servers = directory.servers.map((server) => names.told(server));
  const open = roll.open.map((warning) => names.told(warning));
  const ended = roll.ended.map((one) => ({ ...one, warning: names.told(one.warning) }));
  return [...predictionGauges(snapshot, servers, style, nowMs), ...warningGauges(open, ended, reasons, nowMs), ...healthGauges(figures, region, nowMs)];
}

export function curvesOf({ snapshot, directory }: SaidNow, style: NameStyle): readonly ForecastCurve[] {
  const names = new ToldNames(directory.servers);
  return forecastCurves(snapshot, directory.servers.map((server) => names.told(server)), style);
}
