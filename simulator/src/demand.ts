/** What people ask of an application, before any server is involved. */
import { type ParameterDraws, uniform, wander } from './counter-random.ts';
import { purposes } from './draw-purposes.ts';
import type { EventPlan } from './events.ts';
import { dayOfWeek, hourOfDay } from './local-time.ts';

export interface DemandShape {
  readonly rhythm: 'business' | 'consumer' | 'steady';
  /** Demand at night over demand at the peak. */
  readonly nightShare: number;
  readonly peakHour: number;
  readonly weekendFactor: number;
  /** Relative growth a week. */
  readonly weeklyGrowth: number;
  readonly slowNoise: number;
  readonly fastNoise: number;
  readonly burstsPerDay: number;
  readonly burstFactor: number;
}

export function drawDemandShape(draws: ParameterDraws): DemandShape {
  const rhythm = draws.pick(['business', 'business', 'consumer', 'steady'] as const);
  return {
    rhythm,
    nightShare: rhythm === 'steady' ? draws.between(0.55, 0.9) : draws.between(0.06, 0.35),
    peakHour: rhythm === 'consumer' ? draws.between(18.5, 21.5) : draws.between(10, 15),
    weekendFactor: rhythm === 'business' ? draws.between(0.2, 0.6) : draws.between(0.85, 1.3),
    weeklyGrowth: draws.between(-0.015, 0.03),
    slowNoise: draws.between(0.02, 0.1),
    fastNoise: draws.spread(0.01, 0.08),
    burstsPerDay: draws.spread(0.2, 6),
    burstFactor: draws.between(1.15, 1.8),
  };
}

const hourMs = 3_600_000;

/** 0 at night to 1 at the peak. Business has a dip at lunch; consumers rise all day towards the evening. */
function dayCurve(shape: DemandShape, hour: number): number {
  const distance = Math.abs(((hour - shape.peakHour + 36) % 24) - 12);
  if (shape.rhythm === 'business') {
    const working = 1 / (1 + Math.exp((distance - 4.6) * 1.6));
    const lunch = 0.16 * Math.exp(-(((hour - 12.6) / 0.7) ** 2));
    return Math.max(0, working - lunch);
  }
  const width = shape.rhythm === 'consumer' ? 5.2 : 6.5;
  return Math.exp(-((distance / width) ** 2));
}

/** Demand over the application's usual peak, without events. */
export function demandLevel({ seed, chanceSeed }: Pick<EventPlan, 'seed' | 'chanceSeed'>, stream: number, shape: DemandShape, timeMs: number, localMinutes: number, startMs: number): number {
  const day = dayOfWeek(localMinutes);
  const curve = shape.nightShare + (1 - shape.nightShare) * dayCurve(shape, hourOfDay(localMinutes));
  const weekend = day >= 5 ? shape.weekendFactor : day === 4 ? 0.95 : 1;
  const growth = (1 + shape.weeklyGrowth) ** ((timeMs - startMs) / (7 * 24 * hourMs));
  const wandering =
    shape.slowNoise * wander(seed, stream, purposes.slowDemand, timeMs, 7 * hourMs) +
    shape.fastNoise * wander(chanceSeed, stream, purposes.fastDemand, timeMs, 0.4 * hourMs) +
    0.04 * wander(seed, stream, purposes.dailyDemand, timeMs, 26 * hourMs);
  return curve * weekend * growth * Math.exp(wandering) * burst(chanceSeed, stream, shape, timeMs);
}

/** Short crowds: a quarter of an hour that starts at once. */
function burst(seed: number, stream: number, shape: DemandShape, timeMs: number): number {
  const cell = Math.floor(timeMs / (hourMs / 4));
  if (uniform(seed, stream, purposes.crowd, cell) >= shape.burstsPerDay / 96) return 1;
  return 1 + (shape.burstFactor - 1) * (0.5 + uniform(seed, stream, purposes.crowdSize, cell));
}
