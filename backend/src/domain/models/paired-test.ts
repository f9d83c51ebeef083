/**
 * Whether a model in the shadow beats the one that speaks: a paired t test on relative differences of loss, with servers as the
 * units. Series of one server hang together and so do the hours of one series, so neither may count as drawn one by one.
 */
import { standardNormalQuantile } from '../forecasting/normal.ts';

export interface SeriesComparison {
  readonly serverId: string;
  /** Summed over the same forecasts. */
  readonly championLoss: number;
  readonly shadowLoss: number;
}

export interface PairedTest {
  readonly unit: 'server' | 'series';
  readonly units: number;
  /** Mean relative difference (shadow - champion) / (shadow + champion), from -1 to 1: below 0 the shadow is better. */
  readonly difference: number;
  /** One-sided 95 % bounds of the mean. */
  readonly low: number;
  readonly high: number;
  /** exp of the mean of ln(shadow / champion) over series: what the shadow's loss is beside the champion's. */
  readonly lossRatio: number;
}

/** Fewer servers than this are compared series by series. */
const leastServers = 8;
/** One-sided 95 %. */
const normalQuantile = standardNormalQuantile(0.95);

/** Null when fewer than two units lost anything. */
export function pairedTest(series: readonly SeriesComparison[]): PairedTest | null {
  const telling = series.filter(({ championLoss, shadowLoss }) => championLoss + shadowLoss > 0);
  const byServer = new Map<string, number[]>();
  for (const one of telling) byServer.set(one.serverId, [...(byServer.get(one.serverId) ?? []), relativeDifference(one)]);
  const unit = byServer.size >= leastServers ? 'server' : 'series';
  const differences = unit === 'server' ? [...byServer.values()].map(mean) : telling.map(relativeDifference);
  if (differences.length < 2) return null;
  const difference = mean(differences);
  const variance = differences.reduce((total, one) => total + (one - difference) ** 2, 0) / (differences.length - 1);
  const reach = studentQuantile(differences.length - 1) * Math.sqrt(variance / differences.length);
  const ratios = telling.filter(({ championLoss, shadowLoss }) => championLoss > 0 && shadowLoss > 0).map(({ championLoss, shadowLoss }) => Math.log(shadowLoss / championLoss));
  return { unit, units: differences.length, difference, low: difference - reach, high: difference + reach, lossRatio: ratios.length === 0 ? 1 : Math.exp(mean(ratios)) };
}

function relativeDifference({ championLoss, shadowLoss }: SeriesComparison): number {
  return (shadowLoss - championLoss) / (shadowLoss + championLoss);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0) / values.length;
}

/** 95 % quantile of Student's t, expanded about the normal one (Abramowitz and Stegun 26.7.5); within 2 % from 3 degrees on, below it too small by more. */
function studentQuantile(degrees: number): number {
  const z = normalQuantile;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
}
