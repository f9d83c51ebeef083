/**
 * What goes wrong in a month, drawn by its seed. Sizes are such that doing nothing brings breaches. As in life, most things
 * build up or begin while there is room and bite at the next peak; runaway processes and lost servers come at any moment, at once.
 */
import type { FleetEvent, SimulatedServer } from '@fleetcast/simulator';
import { daySteps, hourSteps } from '../grid/product-grid.ts';
import { draws } from '../whatif/fates.ts';

const faultKinds = ['surge', 'growth', 'slow-database', 'lost-server', 'runaway-process', 'leak', 'dear-release'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly fromStep: number;
  readonly toStep: number;
  /** Servers that it touches: one, a tier, or all of the application that answer requests. */
  readonly servers: readonly string[];
  readonly events: readonly FleetEvent[];
}

/** How many of each a month of 30 days has. */
const perMonth: Readonly<Record<FaultKind, number>> = { surge: 3, growth: 1, 'slow-database': 2, 'lost-server': 2, 'runaway-process': 5, leak: 4, 'dear-release': 1 };
/** A fault is felt a little longer than it lasts. */
export const feltSteps = 2 * hourSteps;
/** Share of the server-days of a month that no fault touches. */
const leastFaultFree = 0.4;
/** What builds up does so in steps of this length. */
const rampSteps = 3;

type Draw = (low: number, high: number) => number;

/** So many of each kind, but for those that would leave too few fault-free server-days: a short month has room for fewer. */
export function drawFaults(seed: number, servers: readonly SimulatedServer[], firstStep: number, days: number): readonly Fault[] {
  const serving = servers.filter(({ profile }) => profile !== 'batch');
  const drawn = faultKinds.flatMap((kind, which) => {
    const count = Math.max(1, Math.round((perMonth[kind] * days) / 30));
    return Array.from({ length: count }, (_, i) => {
      const draw = draws(seed, 1 + which + i / 100);
      // Each in a stretch of the month of its own, so that a kind does not pile up.
      const day = Math.floor(draw(i, i + 0.8) * (days / count));
      return { place: draws(seed, 50 + which + i / 100)(0, 1), fault: drawFault(kind, serving, draw, firstStep + day * daySteps) };
    });
  });
  const leaveEnough = (faults: readonly Fault[]) => faultFreeDays(serving, faults, firstStep, days).size >= leastFaultFree * serving.length * days;
  return [...drawn].sort((a, b) => a.place - b.place).reduce((kept: readonly Fault[], { fault }) => (leaveEnough([...kept, fault]) ? [...kept, fault] : kept), []);
}

/** "server day" of each day of these servers, counted from the first of the month, that no fault touches. */
export function faultFreeDays(servers: readonly SimulatedServer[], faults: readonly Fault[], firstStep: number, days: number): ReadonlySet<string> {
  const free = new Set(servers.flatMap(({ server }) => Array.from({ length: days }, (_, day) => `${server} ${day}`)));
  const dayOf = (step: number) => Math.floor((step - firstStep) / daySteps);
  for (const { servers: touched, fromStep, toStep } of faults) {
    for (let day = dayOf(fromStep); day <= dayOf(toStep + feltSteps); day++) for (const server of touched) free.delete(`${server} ${day}`);
  }
  return free;
}

/** `dayStep`: the first step of the (UTC) day on which it begins. */
function drawFault(kind: FaultKind, serving: readonly SimulatedServer[], draw: Draw, dayStep: number): Fault {
  const { application } = serving[0];
  const pick = (from: readonly SimulatedServer[]) => from[Math.floor(draw(0, from.length - 1e-9))];
  const span = (fromHour: number, toHour: number, leastHours: number, mostHours: number) => {
    const fromStep = dayStep + Math.round(draw(fromHour, toHour) * hourSteps);
    return { fromStep, toStep: fromStep + Math.round(draw(leastHours, mostHours) * hourSteps) };
  };
  const everybody = serving.map(({ server }) => server);
  const demand = (factor: number) => ({ kind: 'demand', application, announced: false, factor }) as const;
  switch (kind) {
    case 'surge': {
      const when = span(7, 14, 4, 8);
      const factor = draw(1.6, 2.6);
      return { kind, ...when, servers: everybody, events: rising(when, draw(1, 4) * hourSteps, (share) => demand(1 + (factor - 1) * share)) };
    }
    case 'growth': {
      const when = span(0, 4, 40, 66);
      return { kind, ...when, servers: everybody, events: [{ ...demand(draw(1.4, 2)), ...when }] };
    }
    case 'slow-database': {
      const when = span(0, 20, 8, 20);
      const factor = draw(2, 4);
      return { kind, ...when, servers: everybody, events: rising(when, draw(2, 5) * hourSteps, (share) => ({ kind: 'slow-database', application, factor: 1 + (factor - 1) * share })) };
    }
    case 'lost-server': {
      const when = span(0, 23.9, 8, 30);
      const lost = pick(serving.filter(({ tier }) => serving.filter((other) => other.tier === tier).length >= 2));
      return { kind, ...when, servers: serving.filter(({ tier }) => tier === lost.tier).map(({ server }) => server), events: [{ kind: 'server-lost', server: lost.server, ...when }] };
    }
    case 'runaway-process': {
      const when = span(0, 23.9, 4, 14);
      const { server } = pick(serving);
      const coreShare = draw(0.45, 0.8);
      // Every other one piles up: a loop that starts ever more work.
      const events = draw(0, 1) < 0.5 ? rising(when, draw(1, 4) * hourSteps, (share) => ({ kind: 'runaway-job' as const, server, coreShare: coreShare * share })) : [{ kind: 'runaway-job' as const, server, coreShare, ...when }];
      return { kind, ...when, servers: [server], events };
    }
    case 'leak': {
      const when = span(0, 23.9, 36, 72);
      const { server } = pick(serving);
      return { kind, ...when, servers: [server], events: [{ kind: 'leak', server, percentPerHour: draw(0.8, 2.5), ...when }] };
    }
    case 'dear-release': {
      const when = span(17, 22, 24, 44);
      const profile = draw(0, 1) < 0.6 ? 'app' : 'web';
      return { kind, ...when, servers: everybody, events: [{ kind: 'release', application, profile, costFactor: draw(1.5, 2.2), ...when }] };
    }
  }
}

type Unplaced = FleetEvent extends infer E ? (E extends FleetEvent ? Omit<E, 'fromStep' | 'toStep'> : never) : never;

/** An event that grows to its full size over so many steps, and stays until its end. */
function rising({ fromStep, toStep }: { readonly fromStep: number; readonly toStep: number }, overSteps: number, at: (share: number) => Unplaced): readonly FleetEvent[] {
  const stairs = Math.max(1, Math.round(overSteps / rampSteps));
  return Array.from({ length: stairs }, (_, i) => {
    const from = fromStep + i * rampSteps;
    const last = i === stairs - 1;
    return { ...at((i + 1) / stairs), fromStep: from, toStep: last ? toStep : from + rampSteps - 1 };
  });
}
