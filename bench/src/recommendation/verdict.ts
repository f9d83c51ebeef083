/** What became of a month, against the same month in which nothing was done. */
import { breachOnsets, isBeyond, quietStepsOf } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import type { SimulatedSeries } from '@fleetcast/simulator';
import { daySteps, hourSteps, stepMs } from '../grid/product-grid.ts';
import { comparedBreaches, type Episode } from './compared-breaches.ts';
import type { DoneAction } from './done-actions.ts';
import { faultFreeDays } from './fault-book.ts';
import type { LivedMonth } from './lived-month.ts';
import { type Month, regularServers } from './month.ts';
import { tierOf } from './operators.ts';

const quietSteps = quietStepsOf(stepMs / 1000);

export interface Verdict {
  /** Of the month in which nothing is done. */
  readonly breaches: number;
  readonly avoided: number;
  /** To another time of the same fault. */
  readonly putOff: number;
  /** That the month in which nothing is done does not have; a server that turns requests away by order is one. */
  readonly caused: number;
  readonly actions: number;
  /** Server-hours. */
  readonly addedCapacity: number;
  readonly calmDays: number;
  readonly serverDays: number;
  /** Fault-free server-days with an immediate action. */
  readonly disturbedCalmDays: number;
}

export function verdictOf(world: LivedMonth, done: readonly DoneAction[], undisturbed: LivedMonth): Verdict {
  const { month } = world;
  const calm = faultFreeDays(servingOf(world), month.faults, month.firstStep, month.days);
  const was = episodesOf(undisturbed);
  const lived = episodesOf(world);
  let [breaches, avoided, putOff, caused] = [0, 0, 0, throttledServers(done)];
  for (const [series, { server, episodes: before }] of was) {
    const faults = month.faults.filter(({ servers }) => servers.includes(server));
    const became = comparedBreaches(before, lived.get(series)?.episodes ?? [], faults);
    breaches += before.length;
    avoided += became.avoided;
    putOff += became.putOff;
    caused += became.caused;
  }
  const disturbed = new Set(done.filter(({ action, restOf }) => action.class === 'immediate' && restOf === null).flatMap((one) => {
    const whom = one.action.scope === 'tier' ? tierOf(world, one.server) : [one.server];
    return whom.map(({ server }) => `${server} ${dayOf(month, one.takenStep + 1)}`);
  }));
  return {
    breaches,
    avoided,
    putOff,
    caused,
    actions: done.filter(({ restOf }) => restOf === null).length,
    addedCapacity: done.reduce((sum, { addedServers, fromStep, toStep }) => sum + (addedServers * Math.max(0, Math.min(toStep, month.lastStep) - fromStep + 1)) / hourSteps, 0),
    calmDays: calm.size,
    serverDays: servingOf(world).length * month.days,
    disturbedCalmDays: [...disturbed].filter((day) => calm.has(day)).length,
  };
}

/** Breaches of every watched series of servers that are always there, by their name. */
function episodesOf(world: LivedMonth): ReadonlyMap<string, { readonly server: string; readonly episodes: readonly Episode[] }> {
  const { firstStep, lastStep } = world.month;
  const regular = new Set(regularServers(world).map(({ server }) => server));
  const watched = world.series.filter((one) => world.limits.isWatched(one) && regular.has(one.server.server));
  return new Map(watched.map((one) => [`${one.server.server} ${one.metric}`, { server: one.server.server, episodes: episodes(world, one, firstStep, lastStep) }]));
}

function episodes(world: LivedMonth, one: SimulatedSeries, firstStep: number, lastStep: number): readonly Episode[] {
  const limit = world.limits.of(one);
  // The hour before the month tells whether a breach is new.
  const before = 2 * hourSteps;
  const values = world.valuesOf(one, firstStep - before, lastStep);
  return breachOnsets(values, limit, stepMs / 1000).filter((at) => at >= before).map((at) => {
    let end = at;
    for (let i = at; i < values.length && i - end <= quietSteps; i++) if (isBeyond(values[i], limit)) end = i;
    return { fromStep: firstStep - before + at, toStep: firstStep - before + end };
  });
}

/** Whom requests are turned away from is no better off than who waits too long: each throttle counts once for each server. */
function throttledServers(done: readonly DoneAction[]): number {
  return done.reduce((sum, { events }) => sum + events.filter(({ kind }) => kind === 'throttle').length, 0);
}

function servingOf(world: LivedMonth) {
  return regularServers(world).filter(({ profile }) => profile !== 'batch');
}

function dayOf({ firstStep }: Month, step: number): number {
  return Math.floor((step - firstStep) / daySteps);
}

export function sumOf(verdicts: readonly Verdict[]): Verdict {
  const total = (figure: keyof Verdict) => verdicts.reduce((sum, verdict) => sum + verdict[figure], 0);
  return {
    breaches: total('breaches'), avoided: total('avoided'), putOff: total('putOff'), caused: total('caused'), actions: total('actions'), addedCapacity: total('addedCapacity'),
    calmDays: total('calmDays'), serverDays: total('serverDays'), disturbedCalmDays: total('disturbedCalmDays'),
  };
}
