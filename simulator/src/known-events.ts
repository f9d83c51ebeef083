/**
 * What the people who run a fleet know beforehand: campaigns, report runs, deployments, patching, holidays. Each is a line of a
 * calendar and what it does in truth. Days are drawn without a rhythm that a look at last week could learn; every occurrence
 * is a little larger or smaller than the one before.
 */
import { normal, ParameterDraws, streamOf, uniform } from './counter-random.ts';
import { ofKind, purposes } from './draw-purposes.ts';
import type { FleetEvent } from './events.ts';
import type { Fleet, SimulatedServer } from './fleet.ts';
import { dayOfWeek, LocalTime } from './local-time.ts';

export interface KnownEvent {
  readonly name: string;
  readonly kind: 'campaign' | 'batch' | 'deployment' | 'maintenance' | 'holiday';
  readonly startMs: number;
  readonly endMs: number;
  /** Display names of the servers that it concerns. */
  readonly servers: readonly string[];
  /** What it does, for `interventions` of the fleet. */
  readonly effects: readonly FleetEvent[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Chance that an application has one on a day (holiday, deployment: on a working day). */
const perDay = { campaign: 0.3, batch: 0.35, deployment: 0.3, maintenance: 0.3, holiday: 0.08 } as const;
type Kind = keyof typeof perDay;
const numberOfKind: Readonly<Record<Kind, number>> = { campaign: 1, batch: 2, deployment: 3, maintenance: 4, holiday: 5 };
/** Of what a release does to a call's cost, beside the sizes of the kinds. */
const numberOfRelease = 9;

/** The known events of a fleet that begin in the local days from fromMs to toMs. The same seed, the same events. */
export function drawKnownEvents(seed: number, fleet: Fleet, timeZone: string, fromMs: number, toMs: number): readonly KnownEvent[] {
  const local = new LocalTime(timeZone);
  const days = Array.from({ length: Math.ceil((toMs - fromMs) / dayMs) }, (_, i) => Math.floor((local.localMinutes(fromMs) * minuteMs) / dayMs) + i);
  const applications = Map.groupBy(fleet.servers, ({ application }) => application);
  return [...applications].flatMap(([application, servers]) => days.flatMap((day) => eventsOfDay(seed, application, servers, day, local, fleet.stepMs))).sort((a, b) => a.startMs - b.startMs);
}

function eventsOfDay(seed: number, application: string, servers: readonly SimulatedServer[], day: number, local: LocalTime, stepMs: number): KnownEvent[] {
  const stream = streamOf(`known events of ${application}`);
  const habits = habitsOf(seed, application);
  const workday = dayOfWeek(day * 1440) < 5;
  const happens = (kind: Kind, of = stream) => uniform(seed, of, ofKind(purposes.knownEventHappens, numberOfKind[kind]), day) < perDay[kind];
  const size = (kind: Kind, spread: number) => Math.exp(spread * normal(seed, stream, ofKind(purposes.knownEventSize, numberOfKind[kind]), day));
  const at = (localHour: number, hours: number) => {
    const startMs = momentOf(local, day * 1440 + Math.round(localHour * 12) * 5);
    const endMs = startMs + Math.max(1, Math.round((hours * 60 * minuteMs) / stepMs)) * stepMs;
    return { startMs, endMs, steps: { fromStep: startMs / stepMs + 1, toStep: endMs / stepMs } };
  };
  const names = servers.map(({ server }) => server);
  const events: KnownEvent[] = [];
  const add = (kind: Kind, name: string, when: ReturnType<typeof at>, whom: readonly string[], effects: readonly FleetEvent[]) =>
    events.push({ kind, name, startMs: when.startMs, endMs: when.endMs, servers: whom, effects });

  // A holiday is one of the whole region, whatever application asks.
  if (workday && happens('holiday', streamOf('holidays'))) {
    const start = momentOf(local, day * 1440);
    const endMs = momentOf(local, (day + 1) * 1440);
    const when = { startMs: start, endMs, steps: { fromStep: start / stepMs + 1, toStep: endMs / stepMs } };
    add('holiday', 'Public holiday', when, names, [{ kind: 'demand', application, announced: true, factor: habits.holidayFactor * size('holiday', 0.1), ...when.steps }]);
  }
  if (happens('campaign')) {
    const when = at(habits.campaignHour, habits.campaignHours);
    add('campaign', 'Newsletter', when, names.filter((_, i) => servers[i].profile !== 'batch'), [{ kind: 'demand', application, announced: true, factor: 1 + (habits.campaignFactor - 1) * size('campaign', 0.2), ...when.steps }]);
  }
  if (happens('batch')) {
    const when = at(habits.reportHour, habits.reportHours);
    const whom = servers.filter(({ profile }) => profile === 'database' || profile === 'batch').map(({ server }) => server);
    add('batch', 'Report run', when, whom, whom.map((server) => ({ kind: 'runaway-job', server, coreShare: Math.min(0.85, habits.reportShare * size('batch', 0.15)), ...when.steps })));
  }
  if (workday && happens('deployment')) {
    const when = at(habits.deploymentHour, 0.5);
    const whom = servers.filter(({ profile }) => profile === 'app' || profile === 'cache' || profile === 'database').map(({ server }) => server);
    add('deployment', `Release 4.${day}`, when, whom, [{ kind: 'deployment', application, costFactor: Math.exp(0.03 * normal(seed, stream, ofKind(purposes.knownEventSize, numberOfRelease), day)), ...when.steps }]);
  }
  if (happens('maintenance')) {
    const when = at(habits.patchHour, 2);
    const serving = servers.filter(({ profile }) => profile === 'web' || profile === 'app');
    const { server } = serving[Math.floor(uniform(seed, stream, purposes.patchedServer, day) * serving.length)];
    add('maintenance', 'Patching', when, [server], [{ kind: 'shift-load', server, factor: 0.05, ...when.steps }]);
  }
  return events;
}

/** What an application's events are like, every time. */
function habitsOf(seed: number, application: string) {
  const draws = new ParameterDraws(seed, `habits of ${application}`);
  return {
    campaignHour: draws.between(8, 19),
    campaignHours: draws.between(2, 6),
    campaignFactor: draws.between(1.4, 2.1),
    reportHour: draws.between(17, 22),
    reportHours: draws.between(1, 4),
    reportShare: draws.between(0.25, 0.55),
    deploymentHour: draws.between(9, 16),
    patchHour: draws.between(18, 22),
    holidayFactor: draws.between(0.25, 0.6),
  };
}

/** When local clocks show so many minutes since 1970; clocks are at most a day apart from UTC. */
function momentOf(local: LocalTime, localMinutes: number): number {
  const guess = localMinutes * minuteMs;
  const first = guess - (local.localMinutes(guess) * minuteMs - guess);
  return guess - (local.localMinutes(first) * minuteMs - first);
}
