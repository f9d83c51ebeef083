/** Somebody who knows what comes: the same actions, delays and hours, chosen by what they do in truth and as late as they can be. */
import type { Playbook } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { type ComingBreaches, comingBreaches, isRelieved } from './coming-breaches.ts';
import { atOnce, type DoneAction, DoneActions, mayBeUndone, sizesOf, smallerSizes } from './done-actions.ts';
import type { LivedMonth } from './lived-month.ts';
import { lookSteps } from './month.ts';
import { doneActionOn } from './operators.ts';

const mostActionsAnHour = 6;

/** While a plan is made, a thing that shortens the breaches by this share may be part of it: two together may avoid what neither does alone. */
const leastStep = 0.02;
/** What leaves breaches no more than this much longer is as good. */
const asGood = 0.02;

export function oracleMonth(world: LivedMonth, playbook: Playbook): DoneActions {
  const { firstStep, lastStep } = world.month;
  const done = new DoneActions(world);
  /** What came, when waiting was found to be as good; while no more comes, it still is until the latest moment. */
  let waiting: { readonly plan: readonly DoneAction[]; readonly coming: string } | null = null;
  for (let origin = firstStep - 1; origin < lastStep; origin += lookSteps) {
    world.liveTo(origin);
    for (const one of done.list.filter((each) => mayBeUndone(each, origin))) {
      const kept = [null, ...smallerSizes(playbook, one).map((action) => atOnce(doneActionOn(world, action, one.server), origin + 1))];
      const enough = kept.find((smaller) => comingBreaches(world, done, smaller === null ? [] : [smaller], one).count <= comingBreaches(world, done).count);
      if (enough !== undefined) done.undo(one, enough);
    }
    const before = comingBreaches(world, done);
    if (before.count === 0) continue;
    const coming = before.coming.map(({ server, metric, step }) => `${server.server} ${metric} ${origin + step}`).join();
    const plan: readonly DoneAction[] = waiting?.coming === coming ? waiting.plan.map((one) => laterBy(one, lookSteps)) : bestPlan(world, done, playbook, before);
    if (plan.length === 0) continue;
    const now = comingBreaches(world, done, plan);
    const later = comingBreaches(world, done, plan.map((one) => laterBy(one, lookSteps)));
    const canWait = later.count <= now.count && later.steps <= (1 + asGood) * now.steps + 1;
    waiting = canWait ? { plan, coming } : null;
    if (!canWait) for (const one of plan) done.take(one);
  }
  world.liveTo(lastStep);
  return done;
}

/** Things that leave fewest breaches when they are done now, and none of them in vain; empty: none is worth doing. */
function bestPlan(world: LivedMonth, done: DoneActions, playbook: Playbook, before: ComingBreaches): readonly DoneAction[] {
  let plan: readonly DoneAction[] = [];
  let left = before;
  while (plan.length < mostActionsAnHour && left.steps > 0) {
    const next = bestAction(world, done, playbook, plan, left);
    if (next === null) break;
    plan = [...plan, next];
    left = comingBreaches(world, done, plan);
  }
  // The dearest first, of two that cost the same the one that was thought of first.
  for (const one of [...plan].sort((a, b) => b.addedServers - a.addedServers)) {
    for (const smaller of [null, ...smallerThan(one)]) {
      const cheaper = plan.flatMap((other) => (other !== one ? [other] : smaller === null ? [] : [smaller]));
      const without = comingBreaches(world, done, cheaper);
      if (without.count > left.count || without.steps > (1 + asGood) * left.steps + 1) continue;
      plan = cheaper;
      break;
    }
  }
  left = comingBreaches(world, done, plan);
  return isRelieved(before, left) ? plan : [];

  function smallerThan(one: DoneAction): readonly DoneAction[] {
    return smallerSizes(playbook, one).map((action) => doneActionOn(world, action, one.server));
  }
}

function bestAction(world: LivedMonth, done: DoneActions, playbook: Playbook, plan: readonly DoneAction[], before: ComingBreaches): DoneAction | null {
  const tried = new Map<string, DoneAction>();
  for (const { server, metric } of before.coming) {
    for (const action of playbook.actions) {
      if (!action.when.metrics.includes(metric) || !(action.when.profiles?.includes(server.profile) ?? true)) continue;
      for (const sized of sizesOf(action)) {
        const one = doneActionOn(world, sized, server);
        tried.set(`${action.id} ${one.addedServers} ${action.scope === 'tier' ? server.tier : server.server}`, one);
      }
    }
  }
  let best: { readonly one: DoneAction; readonly left: ComingBreaches } | null = null;
  for (const one of tried.values()) {
    const left = comingBreaches(world, done, [...plan, one]);
    const helps = left.count < before.count || (left.count === before.count && left.steps <= (1 - leastStep) * before.steps - 1);
    if (helps && (best === null || isBetter(one, left, best))) best = { one, left };
  }
  return best?.one ?? null;
}

/** Fewer breaches; then shorter ones; then less added; then sooner done. */
function isBetter(one: DoneAction, left: ComingBreaches, best: { readonly one: DoneAction; readonly left: ComingBreaches }): boolean {
  const rank = ({ action, addedServers }: DoneAction, { count, steps }: ComingBreaches) => [count, steps, addedServers, action.minutes];
  const [mine, other] = [rank(one, left), rank(best.one, best.left)];
  const differs = mine.findIndex((value, i) => value !== other[i]);
  return differs >= 0 && mine[differs] < other[differs];
}

function laterBy(one: DoneAction, steps: number): DoneAction {
  return { ...one, takenStep: one.takenStep + steps, fromStep: one.fromStep + steps, events: one.events.map((event) => ({ ...event, fromStep: event.fromStep + steps, toStep: Math.max(event.toStep, event.fromStep + steps) })) };
}
