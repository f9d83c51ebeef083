/**
 * One change at a time: an action that was taken is waited for until it can show, before anything more is done to its server. And
 * what only looks or ends something, whose effect nobody can compute, is not asked for again while its outcome is still open; nor
 * is capacity asked for a third time.
 */
import type { Playbook, PlaybookAction } from './playbook.ts';

/** An action taken on the server, or for its whole tier. */
export interface LatelyTaken {
  readonly actionId: string;
  readonly minutesAgo: number;
  /** On the server itself, not on another of its tier. */
  readonly onServer: boolean;
}

/** Once it is done, an action shows within this time. */
const showsWithinMinutes = 60;
/** Outcomes are measured after a horizon. */
export const openMinutes = 8 * 60;

/** Within that time. */
const mostAdded = 2;

export interface SettlingAction {
  readonly action: PlaybookAction;
  /** Until it can show. */
  readonly minutesLeft: number;
}

/** The action that is waited for longest; null: none. */
export function settlingAction(playbook: Playbook, taken: readonly LatelyTaken[]): SettlingAction | null {
  const settling = taken.flatMap(({ actionId, minutesAgo, onServer }): SettlingAction[] => {
    const action = playbook.actions.find(({ id, scope }) => id === actionId && (onServer || scope === 'tier'));
    const minutesLeft = action === undefined ? 0 : action.minutes + showsWithinMinutes - minutesAgo;
    return action === undefined || minutesLeft <= 0 ? [] : [{ action, minutesLeft }];
  });
  return settling.reduce((longest: SettlingAction | null, one) => (longest === null || one.minutesLeft > longest.minutesLeft ? one : longest), null);
}

/**
 * On the server; what is done for a whole tier, on any of its servers. What adds capacity may be taken a second time, when the
 * first was not enough; where that is not enough either, more of the same is no cure.
 */
export function wasTriedLately({ id, does = id, effect, scope }: PlaybookAction, { actions }: Playbook, taken: readonly LatelyTaken[]): boolean {
  const here = taken.filter(({ onServer }) => onServer || scope === 'tier');
  if (effect.kind === 'none') return here.some(({ actionId }) => actionId === id);
  const same = new Set(actions.filter((other) => (other.does ?? other.id) === does).map((other) => other.id));
  return (effect.kind === 'scale-out' || effect.kind === 'scale-up') && here.filter(({ actionId }) => same.has(actionId)).length >= mostAdded;
}
