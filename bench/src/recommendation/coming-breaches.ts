/** What comes in truth, if these things are done: what nobody can know who lives in the world. */
import { breachOnsets, isBeyond } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import { horizonSteps, hourSteps, stepMs } from '../grid/product-grid.ts';
import { cureOf, type DoneAction, type DoneActions } from './done-actions.ts';
import type { Cure, LivedMonth } from './lived-month.ts';
import { regularServers } from './month.ts';

/** Beyond the horizon, so that what is put off does not count as avoided. */
const reachSteps = horizonSteps + 4 * hourSteps;
/** Steps before now that tell whether a breach is new. */
const memorySteps = 2 * hourSteps;
/** What avoids no breach, but shortens them by this share, is worth doing. */
const shortens = 0.15;

export interface ComingBreaches {
  readonly count: number;
  /** Steps that are spent beyond a threshold. */
  readonly steps: number;
  /** Servers with a breach to come, and its metric. */
  readonly coming: ReadonlyArray<{ readonly server: SimulatedServer; readonly metric: string; readonly step: number }>;
}

/** Breaches that begin from now on, with these things done more or that one less; each server that turns requests away is one. */
export function comingBreaches(world: LivedMonth, done: DoneActions, more: readonly DoneAction[] = [], less: DoneAction | null = null): ComingBreaches {
  const cure: Cure = (fault) => more.reduce((cured, one) => cureOf(one)(cured), fault);
  const slice = world.future(reachSteps, done.events(more, less), cure);
  const past = new Map(world.series.map((one) => [`${one.server.server} ${one.metric}`, one]));
  const regular = new Set(regularServers(world).map(({ server }) => server));
  let steps = 0;
  const coming = slice.series.filter((one) => world.limits.isWatched(one) && regular.has(one.server.server)).flatMap((one) => {
    const lived = past.get(`${one.server.server} ${one.metric}`)!;
    const values = new Float32Array(memorySteps + reachSteps);
    values.set(world.valuesOf(lived, world.now - memorySteps + 1, world.now));
    values.set(one.values, memorySteps);
    for (const value of one.values) if (isBeyond(value, world.limits.of(one))) steps += 1;
    return breachOnsets(values, world.limits.of(one), stepMs / 1000).filter((at) => at >= memorySteps - 2).map((at) => ({ server: one.server, metric: one.metric, step: at }));
  });
  const throttled = more.reduce((sum, { events }) => sum + events.filter(({ kind }) => kind === 'throttle').length, 0);
  return { count: coming.length + throttled, steps, coming };
}

/** Whether something is gained: fewer breaches, or much shorter ones. */
export function isRelieved(before: ComingBreaches, left: ComingBreaches): boolean {
  return left.count < before.count || (left.count === before.count && left.steps <= (1 - shortens) * before.steps);
}
