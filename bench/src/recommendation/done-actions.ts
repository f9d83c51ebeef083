/** What the playbook's actions do in truth, how long they are kept, and what they cost. */
import type { Playbook, PlaybookAction } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import { addedServers, sizesOf as sizesOfEffect } from '@fleetcast/backend/src/domain/recommendation/sizes.ts';
import type { FleetEvent, ServingProfile, SimulatedServer } from '@fleetcast/simulator';
import { hourSteps, stepMs } from '../grid/product-grid.ts';
import type { Cure, LivedMonth } from './lived-month.ts';

/** Capacity that was added, or load that was kept away, stays at least for so long: as far as the forecast that asked for it reaches. */
const leastKeptSteps = 8 * hourSteps;
/** An action that is done shows within this time; until then nothing more is done to its server (or tier). */
const showsWithinSteps = hourSteps;

export interface DoneAction {
  readonly action: PlaybookAction;
  readonly server: SimulatedServer;
  readonly takenStep: number;
  /** What is left of an action of which a part was taken back: no action of its own, and as old as the whole. */
  readonly restOf: DoneAction | null;
  /** First step at which it works. */
  readonly fromStep: number;
  readonly events: readonly FleetEvent[];
  /** Servers' worth of capacity that it adds. */
  readonly addedServers: number;
  /** Load that one server carries without it, as a multiple of what it carries with it; null: it is not undone. */
  readonly loadWithout: number | null;
  /** Which metric of a percentage tells whether it is still needed. */
  readonly judgedBy: 'cpu' | 'memory';
  /** The last step of the month, until it is undone. */
  readonly toStep: number;
}

/** The action in each size that it comes in, smallest first. */
export function sizesOf(action: PlaybookAction): readonly PlaybookAction[] {
  return sizesOfEffect(action.effect).map((effect) => ({ ...action, effect }));
}

/** It in every smaller size that the playbook has, smallest first. */
export function smallerSizes({ actions }: Playbook, { action, addedServers: whole }: DoneAction): readonly PlaybookAction[] {
  const open = actions.find(({ id }) => id === action.id);
  return open === undefined ? [] : sizesOf(open).filter(({ effect }) => addedServers(effect) < whole);
}

function isSettling({ fromStep, restOf, action, server }: DoneAction, other: SimulatedServer, step: number): boolean {
  return restOf === null && step < fromStep + showsWithinSteps && (server.server === other.server || (action.scope === 'tier' && server.tier === other.tier));
}

export function mayBeUndone(done: DoneAction, step: number): boolean {
  return done.loadWithout !== null && done.toStep > step && step >= (done.restOf ?? done).fromStep + leastKeptSteps;
}

/** `origin`: the newest step that was seen when it was decided. */
export function doneAction(action: PlaybookAction, server: SimulatedServer, origin: number, tier: readonly SimulatedServer[], lastStep: number): DoneAction {
  const fromStep = origin + 1 + Math.ceil((action.minutes * 60_000) / stepMs);
  const span = { fromStep, toStep: lastStep };
  const { effect } = action;
  const common = { action, server, takenStep: origin, restOf: null, fromStep, toStep: lastStep, addedServers: addedServers(effect), judgedBy: 'cpu' as const };
  const once = (events: readonly FleetEvent[]): DoneAction => ({ ...common, events, loadWithout: null });
  switch (effect.kind) {
    case 'restart':
      return once([{ kind: 'restart', server: server.server, fromStep, toStep: fromStep }]);
    case 'scale-out':
      return { ...common, loadWithout: (tier.length + effect.servers) / tier.length, events: [{ kind: 'scale-out', application: server.application, profile: server.profile as ServingProfile, servers: effect.servers, ...span }] };
    case 'scale-up': {
      const [cpuFactor, memoryFactor] = effect.resource === 'cpu' ? [effect.factor, 1] : [1, effect.factor];
      return { ...common, judgedBy: effect.resource, loadWithout: effect.factor, events: [{ kind: 'resize', server: server.server, cpuFactor, memoryFactor, ...span }] };
    }
    case 'throttle':
      return { ...common, loadWithout: 1 / effect.share, events: tier.map((one) => ({ kind: 'throttle', server: one.server, share: effect.share, ...span })) };
    case 'move-load':
      return { ...common, loadWithout: 1 / (1 - effect.share), events: [{ kind: 'shift-load', server: server.server, factor: 1 - effect.share, ...span }] };
    case 'none':
      return once([]);
  }
}

/** What it ends of what goes wrong, where it is the cure for the cause. */
export function cureOf({ action, server, fromStep }: DoneAction): Cure {
  const deed = action.does ?? action.id;
  return (fault) => {
    const isUnderWay = fault.fromStep <= fromStep && fault.toStep >= fromStep;
    const isCause =
      (deed === 'stop-runaway-process' && fault.kind === 'runaway-process' && fault.servers.includes(server.server)) ||
      (deed === 'roll-back-release' && fault.kind === 'dear-release' && fault.events.some((event) => event.kind === 'release' && event.profile === server.profile)) ||
      (deed === 'relieve-database' && fault.kind === 'slow-database' && server.profile === 'database');
    return isUnderWay && isCause ? { ...fault, events: fault.events.map((event) => ({ ...event, toStep: Math.min(event.toStep, fromStep - 1) })) } : fault;
  };
}

/** Everything that was done in one world. */
export class DoneActions {
  private readonly world: LivedMonth;
  private all: readonly DoneAction[] = [];

  constructor(world: LivedMonth) {
    this.world = world;
  }

  get list(): readonly DoneAction[] {
    return this.all;
  }

  isSettling(server: SimulatedServer): boolean {
    return this.all.some((one) => isSettling(one, server, this.world.now));
  }

  take(done: DoneAction): void {
    this.all = [...this.all, done];
    this.world.change(this.events(), cureOf(done));
  }

  /** Takes it back; `smaller`: all of it but this. */
  undo(done: DoneAction, smaller: DoneAction | null = null): void {
    const rest = smaller === null ? [] : [atOnce({ ...smaller, restOf: done.restOf ?? done }, this.world.now + 1)];
    this.all = [...this.all.map((one) => (one === done ? withoutRest(one, this.world.now) : one)), ...rest];
    this.world.change(this.events());
  }

  /** What is done, with one thing more or less. */
  events(more: readonly DoneAction[] = [], less: DoneAction | null = null): readonly FleetEvent[] {
    return [...this.all.map((one) => (one === less ? withoutRest(one, this.world.now) : one)), ...more].flatMap(({ events }) => events);
  }
}

/** Nothing has to be done for what is kept. */
export function atOnce(done: DoneAction, step: number): DoneAction {
  return { ...done, fromStep: step, events: done.events.map((event) => ({ ...event, fromStep: step })) };
}

function withoutRest(done: DoneAction, now: number): DoneAction {
  return { ...done, toStep: now, events: done.events.map((event) => ({ ...event, toStep: Math.min(event.toStep, now) })) };
}
