import type { Clock } from '../../io/clock/clock.ts';
import type { State } from '../../io/state/state.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Config } from '../config/config.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';

/** What every part of a running service stands on. */
export interface Foundations {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: ServiceMetrics;
  readonly state: State;
  readonly fleet: PublishedFleet;
}
