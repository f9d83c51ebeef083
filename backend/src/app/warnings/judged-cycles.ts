import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import type { RunningSinks } from '../service/running-sinks.ts';
import type { WarningAdvice } from './warning-advice.ts';
import type { WarningDesk } from './warning-desk.ts';
import type { WarningReasons } from './warning-reasons.ts';

export interface JudgedCycles {
  readonly fleet: PublishedFleet;
  readonly desk: WarningDesk;
  readonly advice: WarningAdvice;
  readonly reasons: WarningReasons;
  /** Null: predictions are neither written nor scraped. */
  readonly sinks: RunningSinks | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The thread that explains takes some seconds to know the first cycle after a start. */
const reasonsAgainMs = 2_000;
const mostReasonTries = 10;

/** After each cycle: its forecasts go to the sinks, its warnings are judged and told, and then what to do and why is asked for. */
export function judgeCycles({ fleet, desk, advice, reasons, sinks, clock, log }: JudgedCycles, signal: AbortSignal): void {
  const lastSaid = fleet.current();
  if (lastSaid !== null) {
    sinks?.publish(lastSaid);
    sinks?.judged(desk.open);
  }
  const tellReasons = async (told: RunningSinks) => {
    await desk.settled();
    for (let tries = 0; tries < mostReasonTries && !signal.aborted; tries++) {
      const refreshed = await reasons.refresh(desk.open);
      if (refreshed === 'new') told.explained(reasons.texts);
      if (refreshed !== 'not-ready') return;
      await clock.waitUntil(clock.now() + reasonsAgainMs, signal);
    }
  };
  fleet.onPublished((published) => {
    sinks?.publish(published);
    const judged = desk.judge(published).then(() => sinks?.judged(desk.open));
    judged.then(
      () => advice.renew().catch((error: unknown) => log.error({ err: error }, 'what to do about warnings could not be asked; the next cycle asks again')),
      (error: unknown) => log.error({ err: error }, 'warnings could not be judged; the next cycle judges anew'),
    );
    if (sinks !== null) tellReasons(sinks).catch((error: unknown) => log.warn({ err: error }, 'reasons of warnings are not known; the next cycle asks anew'));
  });
}
