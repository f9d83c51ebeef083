/** Whether feedback sinks an action that promises much and does nothing. */
import { readFile } from 'node:fs/promises';
import { type Playbook, type PlaybookAction, playbookSchema } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { shippedPlaybookFile } from '@fleetcast/backend/src/app/recommendation/playbook-source.ts';
import { posteriorOf } from '@fleetcast/backend/src/domain/recommendation/posterior.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import { parse } from 'yaml';
import { comingBreaches, isRelieved } from './coming-breaches.ts';
import { LivedMonth } from './lived-month.ts';
import type { Month } from './month.ts';
import { byFirstRecommendation, doneActionOn, operatedMonth, type SeenList } from './operators.ts';
import { Recommending, RecordsInMemory } from './recommending.ts';
import { Watch } from './watch.ts';

export const badActionId = 'switch-on-turbo';
const mostMonths = 6;
const enoughLists = 10;

/** Lists in which the bad action stands with good ones, that would help in truth, and in which it stands above one. */
interface Standing {
  readonly beside: number;
  readonly above: number;
}

export interface Sinking {
  readonly outcomes: number;
  /** Of those, of the bad action. */
  readonly tried: number;
  readonly early: Standing;
  readonly middle: Standing;
  readonly late: Standing;
  readonly believedFirst: number;
  readonly believedLast: number;
}

/** It claims to triple the cores at once, without risk, and its prior is better than any other: at first it must come first. */
const badAction = {
  id: badActionId,
  title: 'Switch on the turbo mode',
  class: 'immediate',
  when: { metrics: ['cpu', 'latency'] },
  effect: { kind: 'scale-up', resource: 'cpu', factor: 3 },
  steps: [{ text: 'Switch it on.' }],
  risk: 'low',
  minutes: 1,
  reversibility: 'reversible',
  undo: 'Switch it off.',
  prior: { success: 0.98, strength: 6 },
} as const;

interface List {
  /** Outcomes that were known when it was made. */
  readonly measured: number;
  readonly badPlace: number;
  /** By place: whether it would relieve the fleet in truth. */
  readonly helps: readonly boolean[];
}

/** Lives month after month until enough outcomes are measured, and enough lists are seen afterwards. */
export async function sinkingOf(nextMonth: (n: number) => Month, model: QuantileModel, episodes: number): Promise<Sinking> {
  const playbook = await playbookWithBadAction();
  const records = new RecordsInMemory();
  const lists: List[] = [];
  const seen = (world: LivedMonth): SeenList => (server, actions, done) => {
    const badPlace = actions.findIndex(({ id }) => id === badActionId);
    if (badPlace < 0) return;
    const before = comingBreaches(world, done);
    const helps = actions.map((action) => action.id !== badActionId && isRelieved(before, comingBreaches(world, done, [doneActionOn(world, action, server)])));
    lists.push({ measured: records.measured.length, badPlace, helps });
  };
  const besideGood = (from: number, before: number) => lists.filter(({ measured, helps }) => measured >= from && measured < before && helps.includes(true));
  for (let n = 0; n < mostMonths && besideGood(episodes, Infinity).length < enoughLists; n++) {
    const month = nextMonth(n);
    const world = new LivedMonth(month);
    const watch = new Watch(world, model);
    const recommending = new Recommending({ file: shippedPlaybookFile, current: playbook, loadedAt: 0, faults: [], refresh: async () => undefined }, month, records);
    const follow = byFirstRecommendation(recommending, playbook, seen(world));
    await operatedMonth(world, watch, async (atRisk, done) => asItIs(await follow(atRisk, done)), playbook, recommending);
    await recommending.close();
  }
  const standing = (from: number, before: number): Standing => {
    const beside = besideGood(from, before);
    return { beside: beside.length, above: beside.filter(({ badPlace, helps }) => helps.slice(badPlace + 1).includes(true)).length };
  };
  const outcomes = records.measured.flatMap(({ actionId, profile, outcome }) => (outcome === null || outcome.success === null ? [] : [{ actionId, profile, success: outcome.success, weight: outcome.weight }]));
  const half = Math.floor(episodes / 2);
  return {
    outcomes: records.measured.length,
    tried: records.measured.filter(({ actionId }) => actionId === badActionId).length,
    early: standing(0, half),
    middle: standing(half, episodes),
    late: standing(episodes, Infinity),
    believedFirst: badAction.prior.success,
    believedLast: posteriorOf(badActionId, badAction.prior, 'web', outcomes).mean,
  };
}

/** What is done in truth: the bad action does nothing at all. */
function asItIs(action: PlaybookAction | null): PlaybookAction | null {
  return action?.id === badActionId ? { ...action, effect: { kind: 'none', relief: 1 } } : action;
}

async function playbookWithBadAction(): Promise<Playbook> {
  const shipped = parse(await readFile(shippedPlaybookFile, 'utf8')) as { readonly actions: readonly unknown[] };
  return playbookSchema.parse({ ...shipped, actions: [badAction, ...shipped.actions] });
}
