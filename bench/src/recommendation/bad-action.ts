/** Whether feedback sinks an action that promises much and does nothing. */
import { readFile } from 'node:fs/promises';
import { type Playbook, type PlaybookAction, playbookSchema } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { shippedPlaybookFile } from '@fleetcast/backend/src/app/recommendation/playbook-source.ts';
import { posteriorOf } from '@fleetcast/backend/src/domain/recommendation/posterior.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import { parse } from 'yaml';
import { LivedMonth } from './lived-month.ts';
import type { Month } from './month.ts';
import { byFirstRecommendation, operatedMonth } from './operators.ts';
import { Recommending } from './recommending.ts';
import { Watch } from './watch.ts';

export const badActionId = 'switch-on-turbo';

/** Lists in which the bad action stands with good ones, and in which it stands above one. */
interface Standing {
  readonly beside: number;
  readonly above: number;
}

export interface Sinking {
  readonly outcomes: number;
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

export async function sinkingOf(month: Month, model: QuantileModel, episodes: number): Promise<Sinking> {
  const playbook = await playbookWithBadAction();
  const world = new LivedMonth(month);
  const watch = new Watch(world, model);
  const recommending = new Recommending({ file: shippedPlaybookFile, current: playbook, loadedAt: 0, faults: [], refresh: async () => undefined }, month);
  const lists: Array<{ readonly measured: number; readonly actionIds: readonly string[] }> = [];
  const follow = byFirstRecommendation(recommending, playbook, (actionIds) => lists.push({ measured: recommending.records.measured.length, actionIds }));
  await operatedMonth(world, watch, async (atRisk) => asItIs(await follow(atRisk)), () => recommending.follow(watch));
  const { measured } = recommending.records;
  await recommending.close();
  const standing = (from: number, before: number): Standing => {
    const beside = lists.filter((list) => list.measured >= from && list.measured < before && list.actionIds.includes(badActionId) && list.actionIds.length > 1);
    return { beside: beside.length, above: beside.filter(({ actionIds }) => actionIds.at(-1) !== badActionId).length };
  };
  const outcomes = measured.flatMap(({ actionId, profile, outcome }) => (outcome === null || outcome.success === null ? [] : [{ actionId, profile, success: outcome.success, weight: outcome.weight }]));
  const half = Math.floor(episodes / 2);
  return {
    outcomes: measured.length,
    early: standing(0, half),
    middle: standing(half, episodes),
    late: standing(episodes, Infinity),
    believedFirst: badAction.prior.success,
    believedLast: posteriorOf(badActionId, badAction.prior, 'web', outcomes).mean,
  };
}

/** What is done in truth: the bad action does nothing at all. */
function asItIs(action: PlaybookAction | null): PlaybookAction | null {
  return action?.id === badActionId ? { ...action, effect: { kind: 'none' } } : action;
}

async function playbookWithBadAction(): Promise<Playbook> {
  const shipped = parse(await readFile(shippedPlaybookFile, 'utf8')) as { readonly actions: readonly unknown[] };
  return playbookSchema.parse({ ...shipped, actions: [badAction, ...shipped.actions] });
}
