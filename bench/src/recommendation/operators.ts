/** Who decides what to do about a server at risk: the first recommendation, chance, a table of rules, or somebody who knows what comes. */
import type { Playbook, PlaybookAction } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { startWithinMinutes } from '@fleetcast/backend/src/domain/recommendation/recommend.ts';
import type { AtRisk } from '@fleetcast/backend/src/domain/recommendation/situation.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import { stepMs } from '../grid/product-grid.ts';
import { draws } from '../whatif/fates.ts';
import { sizeOf } from '@fleetcast/backend/src/domain/recommendation/sizes.ts';
import { type DoneAction, doneAction, DoneActions, mayBeUndone, sizesOf, smallerSizes } from './done-actions.ts';
import type { LivedMonth } from './lived-month.ts';
import { lookSteps, regularServers } from './month.ts';
import type { Recommending } from './recommending.ts';
import type { ServerAtRisk, Watch } from './watch.ts';

/** Null: nothing is done. */
export type Choice = (atRisk: ServerAtRisk, done: DoneActions) => Promise<PlaybookAction | null>;

/** What cannot wait for the look after the next is started: a forecast may turn worse before the next. */
const waitsMinutes = (2 * lookSteps * stepMs) / 60_000;
/** Load within this share of the threshold is carried without what was added for it. */
const carried = 0.9;

/** A month in which somebody looks time after time, takes back what is not needed any more, and acts on the servers at risk. */
export async function operatedMonth(world: LivedMonth, watch: Watch, choose: Choice, playbook: Playbook, recommending: Recommending | null = null): Promise<DoneActions> {
  const { firstStep, lastStep } = world.month;
  const done = new DoneActions(world);
  for (let origin = firstStep - 1; origin < lastStep; origin += lookSteps) {
    world.liveTo(origin);
    await watch.look();
    await recommending?.follow(watch);
    for (const one of done.list.filter((each) => mayBeUndone(each, origin))) {
      const told = recommending === null ? null : await recommending.stillNeeded(one, smallerSizes(playbook, one), tierOf(world, one.server));
      const kept = told ?? (isNeeded(one, world, watch) ? 'all' : 'none');
      if (kept === 'none') done.undo(one);
      else if (kept !== 'all') done.undo(one, doneActionOn(world, kept, one.server));
    }
    for (const atRisk of watch.atRisk()) {
      if (done.isSettling(atRisk.server)) continue;
      const action = await choose(atRisk, done);
      if (action !== null) done.take(doneActionOn(world, action, atRisk.server));
    }
  }
  world.liveTo(lastStep);
  return done;
}

export function doneActionOn(world: LivedMonth, action: PlaybookAction, server: SimulatedServer): DoneAction {
  return doneAction(action, server, world.now, tierOf(world, server), world.month.lastStep);
}

/** The servers of its tier that are always there. */
export function tierOf(world: LivedMonth, { tier }: SimulatedServer): readonly SimulatedServer[] {
  return regularServers(world).filter((other) => other.tier === tier);
}

/** Whether, by the forecast, what was added is still needed: by arithmetic, for whoever does not ask the service. */
function isNeeded({ action, server, loadWithout, judgedBy }: DoneAction, world: LivedMonth, watch: Watch): boolean {
  const whom = action.scope === 'tier' || action.effect.kind === 'scale-out' ? tierOf(world, server) : [server];
  const most = carried * world.limits.of({ server, metric: judgedBy }).value;
  return whom.some((one) => loadWithout! * watch.expectedPeak(one, judgedBy) >= most);
}

/** Told of each list before its first entry is followed: the actions in the sizes that are recommended, best first. */
export type SeenList = (server: SimulatedServer, actions: readonly PlaybookAction[], done: DoneActions) => void;

export function byFirstRecommendation(recommending: Recommending, playbook: Playbook, seen: SeenList = () => undefined): Choice {
  return async ({ server }, done) => {
    const all = await recommending.recommended(server);
    if (all.length === 0) return null;
    const actions = all.map(({ actionId, size }) => inSize(actionOf(playbook, actionId), size));
    seen(server, actions, done);
    if (all[0].startWithinMinutes >= waitsMinutes) return null;
    await recommending.took(server, all[0]);
    return actions[0];
  };
}

function inSize(action: PlaybookAction, size: number | null): PlaybookAction {
  return sizesOf(action).find(({ effect }) => sizeOf(effect) === size) ?? action;
}

/** Any action that the playbook has for the metric and profile. */
export function byChance(playbook: Playbook, seed: number): Choice {
  const draw = draws(seed, 77);
  return async ({ server, risks: [atRisk] }) => {
    const fitting = playbook.actions.filter(({ when }) => when.metrics.includes(atRisk.outlook.metric) && (when.profiles?.includes(server.profile) ?? true));
    return fitting.length === 0 ? null : inTime(atRisk, fitting[Math.floor(draw(0, fitting.length - 1e-9))]);
  };
}

/** What many runbooks say: memory, restart; cpu or latency, one more server, or a larger database. */
export function byRules(playbook: Playbook): Choice {
  return async ({ server: { profile }, risks: [atRisk] }) => {
    const isDatabase = profile === 'database';
    const actionId = atRisk.outlook.metric === 'memory' ? (isDatabase ? 'add-memory' : 'restart-leaking-process') : isDatabase ? 'grow-database' : 'add-server';
    return inTime(atRisk, actionOf(playbook, actionId));
  };
}

/** Null while it can wait. */
function inTime(atRisk: AtRisk, action: PlaybookAction): PlaybookAction | null {
  return startWithinMinutes(atRisk, action) >= waitsMinutes ? null : action;
}

function actionOf(playbook: Playbook, actionId: string): PlaybookAction {
  const found = playbook.actions.find(({ id }) => id === actionId);
  if (found === undefined) throw new Error(`the playbook has no action ${actionId}`);
  return found;
}
