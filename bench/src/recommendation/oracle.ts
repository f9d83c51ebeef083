/** Somebody who knows what comes: the same actions, delays and hours, chosen by what they do in truth and as late as they can be. */
import { breachOnsets, isBeyond } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import type { Playbook } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import { cureOf, type DoneAction, DoneActions, mayBeUndone } from './done-actions.ts';
import type { Cure, LivedMonth } from './lived-month.ts';
import { horizonSteps, hourSteps, stepMs } from './month.ts';
import { doneActionOn } from './operators.ts';

/** Beyond the horizon, so that what is put off does not count as avoided. */
const reachSteps = horizonSteps + 4 * hourSteps;
/** Steps before now that tell whether a breach is new. */
const memorySteps = 2 * hourSteps;
const mostActionsAnHour = 6;

/** A thing that leaves as many breaches, but shortens them by this share, is worth doing: two together may avoid them. */
const shortens = 0.15;

interface Breaches {
  readonly count: number;
  /** Steps that are spent beyond a threshold. */
  readonly steps: number;
  /** Servers with a breach to come, and its metric. */
  readonly coming: ReadonlyArray<{ readonly server: SimulatedServer; readonly metric: string; readonly step: number }>;
}

export function oracleMonth(world: LivedMonth, playbook: Playbook): DoneActions {
  const { firstStep, lastStep } = world.month;
  const done = new DoneActions(world);
  for (let origin = firstStep - 1; origin < lastStep; origin += hourSteps) {
    world.liveTo(origin);
    for (const one of done.list) if (mayBeUndone(one, origin) && breachesOf(world, done, [], one).count <= breachesOf(world, done).count) done.undo(one);
    for (let n = 0; n < mostActionsAnHour; n++) {
      const before = breachesOf(world, done);
      const best = before.count === 0 ? null : bestAction(world, done, playbook, before);
      if (best === null) break;
      done.take(best);
    }
  }
  world.liveTo(lastStep);
  return done;
}

function bestAction(world: LivedMonth, done: DoneActions, playbook: Playbook, before: Breaches): DoneAction | null {
  const tried = new Map<string, DoneAction>();
  for (const { server, metric } of before.coming) {
    for (const action of playbook.actions) {
      if (!action.when.metrics.includes(metric) || !(action.when.profiles?.includes(server.profile) ?? true)) continue;
      tried.set(`${action.id} ${action.scope === 'tier' ? server.tier : server.server}`, doneActionOn(world, action, server));
    }
  }
  let best: { readonly one: DoneAction; readonly left: Breaches } | null = null;
  for (const one of tried.values()) {
    const left = breachesOf(world, done, [one]);
    const helps = left.count < before.count || (left.count === before.count && left.steps <= (1 - shortens) * before.steps);
    if (helps && (best === null || isBetter(one, left, best))) best = { one, left };
  }
  if (best === null) return null;
  // What works as well an hour from now is not done yet.
  const later: DoneAction = { ...best.one, fromStep: best.one.fromStep + hourSteps, events: best.one.events.map((event) => ({ ...event, fromStep: event.fromStep + hourSteps, toStep: Math.max(event.toStep, event.fromStep + hourSteps) })) };
  const put = breachesOf(world, done, [later]);
  return put.count < best.left.count || (put.count === best.left.count && put.steps <= best.left.steps + 1) ? null : best.one;
}

/** Fewer breaches; then nobody turned away; then shorter ones; then less added; then sooner done. */
function isBetter(one: DoneAction, left: Breaches, best: { readonly one: DoneAction; readonly left: Breaches }): boolean {
  const rank = ({ action, addedServers }: DoneAction, { count, steps }: Breaches) => [count, action.effect.kind === 'throttle' ? 1 : 0, steps, addedServers, action.minutes];
  const [mine, other] = [rank(one, left), rank(best.one, best.left)];
  const differs = mine.findIndex((value, i) => value !== other[i]);
  return differs >= 0 && mine[differs] < other[differs];
}

/** Breaches that begin from now on, with these things done more or that one less. */
function breachesOf(world: LivedMonth, done: DoneActions, more: readonly DoneAction[] = [], less: DoneAction | null = null): Breaches {
  const cure: Cure = (fault) => more.reduce((cured, one) => cureOf(one)(cured), fault);
  const slice = world.future(reachSteps, done.events(more, less), cure);
  const past = new Map(world.series.map((one) => [`${one.server.server} ${one.metric}`, one]));
  let steps = 0;
  const coming = slice.series.filter((one) => world.limits.isWatched(one)).flatMap((one) => {
    const lived = past.get(`${one.server.server} ${one.metric}`)!;
    const values = new Float32Array(memorySteps + reachSteps);
    values.set(world.valuesOf(lived, world.now - memorySteps + 1, world.now));
    values.set(one.values, memorySteps);
    for (const value of one.values) if (isBeyond(value, world.limits.of(one))) steps += 1;
    return breachOnsets(values, world.limits.of(one), stepMs / 1000).filter((at) => at >= memorySteps - 2).map((at) => ({ server: one.server, metric: one.metric, step: at }));
  });
  return { count: coming.length, steps, coming };
}
