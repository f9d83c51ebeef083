import type { QuantileName } from '@fleetcast/contract';

/** A central band of the forecast: the share of outcomes it should hold, in percent. */
export type BandLevel = 50 | 80 | 96;

interface ForecastBand {
  readonly level: BandLevel;
  readonly lower: QuantileName;
  readonly upper: QuantileName;
  /** 0..100, as Grafana's fill opacity; wider is fainter, and the bands lie on top of each other. */
  readonly fillOpacity: number;
}

/** Widest first: the order of drawing. */
export const forecastBands: readonly ForecastBand[] = [
  { level: 96, lower: 'q02', upper: 'q98', fillOpacity: 10 },
  { level: 80, lower: 'q10', upper: 'q90', fillOpacity: 16 },
  { level: 50, lower: 'q25', upper: 'q75', fillOpacity: 24 },
];

export const bandLevels: readonly BandLevel[] = [50, 80, 96];

/** Which of the chosen bands so many series can have before they hide each other: all, the 80% one, none. */
export function bandsWithRoom(chosen: readonly BandLevel[], seriesCount: number): readonly BandLevel[] {
  if (seriesCount <= 2) return chosen;
  return seriesCount <= 8 ? chosen.filter((level) => level === 80) : [];
}
