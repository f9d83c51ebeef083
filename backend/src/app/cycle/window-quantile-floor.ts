import { quantileLevels } from '@fleetcast/contract';
import type { FleetForecast, SeriesBreach } from '../../domain/forecasting/fleet-forecast.ts';
import type { FleetWindows } from '../../domain/series/fleet-windows.ts';
import type { FleetForecaster, RowThresholds } from './ports.ts';

/** Quantiles of the last 24 h, for every step ahead: the simplest floor that is honest about spread. */
export class WindowQuantileFloor implements FleetForecaster {
  private readonly stepMs: number;
  private readonly horizonSteps: number;

  constructor(stepMs: number, horizonSteps: number) {
    this.stepMs = stepMs;
    this.horizonSteps = horizonSteps;
  }

  async forecast(windows: FleetWindows, thresholds: readonly RowThresholds[]): Promise<FleetForecast> {
    const [S, Q, H] = [windows.seriesCount, quantileLevels.length, this.horizonSteps];
    const stepsPerDay = Math.round(86_400_000 / this.stepMs);
    const quantiles = new Float32Array(S * Q * H);
    const missingShare = new Float32Array(S);
    const daysObserved = new Float32Array(S);
    const breaches: SeriesBreach[][] = [];
    for (let s = 0; s < S; s++) {
      const window = windows.window(s);
      const first = window.findIndex((value) => !Number.isNaN(value));
      daysObserved[s] = first < 0 ? 0 : (window.length - 1 - first) / stepsPerDay;
      missingShare[s] = window.reduce((count, value) => count + Number(Number.isNaN(value)), 0) / window.length;
      const day = window.subarray(Math.max(0, window.length - stepsPerDay)).filter((value) => !Number.isNaN(value)).sort();
      const sorted = day.length > 0 ? day : window.filter((value) => !Number.isNaN(value)).sort();
      quantileLevels.forEach((level, q) => {
        const value = sorted.length === 0 ? 0 : sorted[Math.round(level * (sorted.length - 1))];
        quantiles.fill(value, (s * Q + q) * H, (s * Q + q + 1) * H);
      });
      breaches.push(breachesOf(sorted, window, thresholds[s]));
    }
    return {
      originStep: windows.originStep,
      horizonSteps: H,
      seriesCount: S,
      quantiles,
      speakers: [{ kind: 'floor', name: 'win24' }],
      speakerIndex: new Uint8Array(S),
      reasons: Array.from({ length: S }, () => ({ kind: 'no-model-for-grid', stepSeconds: this.stepMs / 1000, horizonSteps: H })),
      missingShare,
      daysObserved,
      breaches,
    };
  }
}

function breachesOf(sorted: Float32Array, window: Float32Array, thresholds: RowThresholds): SeriesBreach[] {
  const last = window.findLast((value) => !Number.isNaN(value)) ?? NaN;
  return (['warning', 'critical'] as const).flatMap((severity) => {
    const threshold = thresholds[severity];
    if (threshold === null) return [];
    const beyond = (value: number) => (threshold.direction === 'above' ? value >= threshold.value : value <= threshold.value);
    const probability = sorted.reduce((count, value) => count + Number(beyond(value)), 0) / Math.max(1, sorted.length);
    return [{ threshold, severity, probability, underWay: beyond(last), timeToBreach: null }];
  });
}
