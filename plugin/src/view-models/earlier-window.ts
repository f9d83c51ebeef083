import type { Forecast } from '@fleetcast/contract';
import { minutesInWords } from './spans-of-time.ts';

/**
 * What was observed `lagHours` earlier, stamped as if it were now: a series without a horizon that a chart can lay over the
 * forecast. Reaches from the first observed moment that has a counterpart to the end of the horizon.
 */
export function earlierWindow(forecast: Forecast, lagHours: number): Forecast {
  const { stepSeconds, history, originAt, quantiles } = forecast;
  const lagSteps = Math.round((lagHours * 3600) / stepSeconds);
  const endStep = Math.round((Date.parse(originAt) - Date.parse(history.startAt)) / 1000 / stepSeconds) + quantiles.q50.length;
  const values = history.values.slice(0, Math.max(0, endStep - lagSteps + 1));
  return {
    ...forecast,
    serverId: `${forecast.serverId}@${lagHours}`,
    server: `${forecast.server}, ${minutesInWords(lagHours * 60)} earlier,`,
    history: { startAt: new Date(Date.parse(history.startAt) + lagHours * 3_600_000).toISOString(), values },
    quantiles: { q02: [], q10: [], q25: [], q50: [], q75: [], q90: [], q98: [] },
    breaches: [],
  };
}

/** Mean and largest value of a stretch of time; null where nothing is known of it. */
export interface WindowFigures {
  readonly mean: number | null;
  readonly peak: number | null;
}

/** Figures of the values within (fromMs, toMs] of a series that starts at `startAt`. */
export function windowFigures(startAt: string, stepSeconds: number, values: readonly (number | null)[], fromMs: number, toMs: number): WindowFigures {
  const startMs = Date.parse(startAt);
  const inside = values.filter((value, step): value is number => {
    const atMs = startMs + step * stepSeconds * 1000;
    return value !== null && atMs > fromMs && atMs <= toMs;
  });
  if (inside.length === 0) return { mean: null, peak: null };
  return { mean: inside.reduce((sum, value) => sum + value, 0) / inside.length, peak: Math.max(...inside) };
}
