/**
 * Forecasts that an event in the calendar has moved: fleets that have lived with campaigns, report runs, deployments, patching and
 * holidays for weeks, asked when one is to come within the horizon. What the event does to a forecast is its difference to the
 * one made in the same moment without knowing of anything to come.
 */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { EventEffects } from '@fleetcast/backend/src/domain/event-effects/event-effects.ts';
import { eventsUntil } from '@fleetcast/backend/src/domain/explanation/occlusion.ts';
import type { ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { createFleet, drawKnownEvents } from '@fleetcast/simulator';
import { calendarOf, daysLived } from '../events/learned-events.ts';
import { daySteps, stepMs } from '../grid/product-grid.ts';
import { forecast, grid, servedWindows, zone } from './service.ts';

/** Days in which events are learned, and days on which the fleet is asked. */
const learningDays = 30;
const askedDays = 5;
const metric = 'cpu';

export interface ComingEvents {
  readonly originStep: number;
  /** Cases that some event is to touch, and their forecasts [cases, Q, H] with and without knowing of it. */
  readonly cases: readonly ServedCase[];
  readonly aware: Float32Array;
  readonly unaware: Float32Array;
}

/** What one fleet is asked on a few days, at an hour of the local clock. */
export async function* comingEvents(seed: number, originHour: number, servers: number): AsyncGenerator<ComingEvents> {
  const lastOriginStep = (Date.UTC(2026, 2, 18) + originHour * 3_600_000) / stepMs;
  const startMs = (lastOriginStep - (learningDays + askedDays) * daySteps - 1) * stepMs;
  const options = { seed, servers, startMs, faultRate: 0, timeZone: zone };
  const events = drawKnownEvents(seed, createFleet(options), zone, startMs, (lastOriginStep + daySteps) * stepMs);
  const fleet = createFleet({ ...options, interventions: events.flatMap(({ effects }) => effects) });
  const { fromStep, series } = fleet.simulate(fleet.startStep, lastOriginStep);
  const long = series
    .filter((one) => one.metric === metric)
    .map(({ server, values }): LongSeries => ({ serverId: server.server, metric, kind: metricInfoOf(metric).kind, firstStep: fromStep, values, zone }));
  const identities = new Map(fleet.servers.map(({ server, region, profile, tier }) => [server, { serverId: server, server, region, profile, tier }]));
  const effects = new EventEffects({ ...grid, zoneOf: () => zone, serverOf: (serverId) => identities.get(serverId) }, calendarOf(events));
  for (const windows of daysLived(effects, long, lastOriginStep)) {
    const { originStep } = windows;
    if (originStep <= lastOriginStep - askedDays * daySteps) continue;
    const { cases } = await servedWindows(windows, effects);
    const touched = cases.filter(({ events: known }) => known?.pieces.some((piece) => piece.fromStep + piece.factor.length > originStep + 1));
    if (touched.length === 0) continue;
    const aware = await forecast(touched, originStep);
    const unaware = await forecast(touched.map((one) => ({ ...one, events: eventsUntil(one.events!, originStep) })), originStep);
    yield { originStep, cases: touched, aware: aware.quantiles, unaware: unaware.quantiles };
  }
}
