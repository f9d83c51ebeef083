import type { LocalTime } from '../series/same-local-time.ts';

/** Parts of the past that people tell apart, seen from the moment that is explained. */
export const timeGroups = ['recent', 'yesterday', 'other-days', 'last-week', 'day', 'week'] as const;
export type TimeGroup = (typeof timeGroups)[number];

const recentSeconds = 3 * 3600;
/** How far from the same time of day a step may lie and still count as that time. */
const nearSeconds = 3600;
const daySeconds = 86_400;

export interface MomentGrid {
  readonly stepSeconds: number;
  readonly originStep: number;
  /** The step that is explained. */
  readonly targetStep: number;
  readonly oldestStep: number;
}

/**
 * [C] group of every step from oldestStep to originStep, as its index in timeGroups: the last 3 hours; an hour either side of the same
 * local time yesterday, on the 5 days before, and a week ago; the rest of the last 24 hours; everything older. The first that
 * fits counts.
 */
export function groupOfSteps({ stepSeconds, originStep, targetStep, oldestStep }: MomentGrid, local: LocalTime): Uint8Array {
  const groups = new Uint8Array(originStep - oldestStep + 1).fill(timeGroups.indexOf('week'));
  const mark = (from: number, to: number, group: TimeGroup) => groups.fill(timeGroups.indexOf(group), Math.max(0, from - oldestStep), Math.max(0, to - oldestStep + 1));
  mark(originStep - Math.round(daySeconds / stepSeconds) + 1, originStep, 'day');
  const lags = local.lags(targetStep);
  const near = Math.round(nearSeconds / stepSeconds);
  const around = (days: number, group: TimeGroup) => mark(targetStep - lags[days - 1] - near, targetStep - lags[days - 1] + near, group);
  for (let days = 2; days <= 6; days++) around(days, 'other-days');
  around(7, 'last-week');
  around(1, 'yesterday');
  mark(originStep - Math.round(recentSeconds / stepSeconds) + 1, originStep, 'recent');
  return groups;
}
