/**
 * Interventions as the engine takes them: targets resolved to servers, times to steps of the horizon. What cannot be, is told
 * here, before anything is computed.
 */
import type { Intervention, InterventionTarget } from '@fleetcast/contract';
import { contextDays } from '../series/fleet-windows.ts';
import { costChange, type CostChange } from './cost-change.ts';
import { findJob, type JobFootprint, type JobTimes } from './job-footprint.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

type JobIntervention = Extract<Intervention, { jobStartAt: string }>;

/** First and last step, both within the horizon. */
export interface StepSpan {
  readonly fromStep: number;
  readonly toStep: number;
}

export interface PlannedChange extends StepSpan {
  readonly intervention: Intervention;
  /** Steps at which its effect is judged: while it holds, or while the job that it moves would have run. */
  readonly judged: StepSpan;
  /** Whom it acts on directly, by name. */
  readonly targets: readonly FleetMember[];
  /** What history tells of a job that is moved or thinned out. */
  readonly job?: { readonly footprint: JobFootprint; readonly times: JobTimes };
  /** Of roll-back: what the version did to the cost of a request, by target. */
  readonly costChanges?: ReadonlyMap<string, CostChange>;
}

export type Plan = { readonly kind: 'planned'; readonly changes: readonly PlannedChange[] } | { readonly kind: 'impossible'; readonly intervention: number; readonly message: string };

type Outcome = { readonly kind: 'change'; readonly change: PlannedChange } | { readonly kind: 'impossible'; readonly message: string };

const impossible = (message: string): Outcome => ({ kind: 'impossible', message });
const isoOf = (epochMs: number) => new Date(epochMs).toISOString();

/** Checks every intervention against the fleet as it is; the first that cannot be is answered with why. */
export function planChanges(fleet: WhatIfFleet, subject: FleetMember, interventions: readonly Intervention[]): Plan {
  const changes: PlannedChange[] = [];
  for (const [at, intervention] of interventions.entries()) {
    const outcome = planOne(fleet, subject, intervention);
    if (outcome.kind === 'impossible') return { ...outcome, intervention: at };
    changes.push(outcome.change);
  }
  return emptiesTier(fleet, changes) ?? severalCurves(changes) ?? { kind: 'planned', changes };
}

function planOne(fleet: WhatIfFleet, subject: FleetMember, intervention: Intervention): Outcome {
  const targets = targetsOf(fleet, subject, intervention);
  if (typeof targets === 'string') return impossible(targets);
  const refused = whyNot(fleet, intervention, targets);
  if (refused !== null) return impossible(refused);
  const judged = stepsOf(fleet, intervention);
  if (typeof judged === 'string') return impossible(judged);
  const whole = { fromStep: fleet.originStep + 1, toStep: fleet.originStep + fleet.horizonSteps };
  if ('jobStartAt' in intervention) return planJob(fleet, intervention, targets[0], judged.fromStep, { intervention, targets, judged, ...whole });
  if (intervention.kind === 'roll-back') return planRollBack(fleet, intervention, { intervention, targets, judged, ...judged });
  return { kind: 'change', change: { intervention, targets, judged, ...judged } };
}

function planJob(fleet: WhatIfFleet, intervention: JobIntervention, { server, series }: FleetMember, fromStep: number, change: PlannedChange): Outcome {
  const stepsIn = (minutes: number) => Math.max(1, Math.round((minutes * 60) / fleet.stepSeconds));
  const times = { fromStep, steps: stepsIn(intervention.jobMinutes), everySteps: stepsIn(intervention.everyMinutes) };
  if (times.everySteps <= times.steps) return impossible(`A job of ${intervention.jobMinutes} minutes cannot begin every ${intervention.everyMinutes} minutes; give the time from one run to the next.`);
  const cpu = series.get('cpu');
  const footprint = cpu === undefined ? null : findJob(cpu.values, fleet.originStep, times, fleet.local);
  if (footprint === null) {
    return impossible(`The cpu of ${server.server} does not rise ${intervention.everyMinutes} minutes, or multiples of that, before ${intervention.jobStartAt}: no job is seen there. Give the time at which a run usually begins, and how often.`);
  }
  return { kind: 'change', change: { ...change, job: { footprint, times } } };
}

function planRollBack(fleet: WhatIfFleet, { deployedAt }: Extract<Intervention, { kind: 'roll-back' }>, change: PlannedChange): Outcome {
  const stepMs = fleet.stepSeconds * 1000;
  const costChanges = new Map<string, CostChange>();
  for (const member of change.targets) {
    const length = member.series.get('cpu')?.values.length ?? 0;
    const at = Math.floor(Date.parse(deployedAt) / stepMs) + 1 - (fleet.originStep - length + 1);
    const found = costChange(member, at, Math.round(86_400_000 / stepMs));
    if (found !== null) costChanges.set(member.server.serverId, found);
  }
  if (costChanges.size > 0) return { kind: 'change', change: { ...change, costChanges } };
  return impossible(`What the version of ${deployedAt} did cannot be told: at least an hour of history before and after it is needed, no more than ${Math.floor(contextDays)} days back.`);
}

function targetsOf(fleet: WhatIfFleet, subject: FleetMember, intervention: Intervention): readonly FleetMember[] | string {
  const { region } = subject.server;
  const server = (serverId: string) => fleet.member(serverId) ?? `No server has the id ${serverId}; /v1/fleet lists those there are.`;
  const tier = (name: string) => {
    const members = fleet.tier(region, name);
    return members.length > 0 ? members : `Region ${region} has no tier ${name}; /v1/facets lists those there are.`;
  };
  const one = (found: FleetMember | string) => (typeof found === 'string' ? found : [found]);
  const target = (wanted: InterventionTarget) => ('tier' in wanted ? tier(wanted.tier) : one(server(wanted.serverId)));
  switch (intervention.kind) {
    case 'scale-out':
    case 'scale-in':
      return tier(intervention.tier);
    case 'traffic': {
      const found: FleetMember[] = [];
      for (const name of new Set(intervention.tiers)) {
        const members = tier(name);
        if (typeof members === 'string') return members;
        found.push(...members);
      }
      return found;
    }
    case 'move-load': {
      const from = server(intervention.from);
      const to = server(intervention.to);
      if (typeof from === 'string') return from;
      return typeof to === 'string' ? to : [from, to];
    }
    case 'server-out':
    case 'restart':
    case 'reschedule-job':
    case 'thin-job':
      return one(server(intervention.serverId));
    case 'scale-up':
    case 'throttle':
    case 'deploy':
    case 'roll-back':
    case 'edit-input':
      return target(intervention.target);
  }
}

/** Why the fleet as it is does not allow it; null when it does. */
function whyNot(fleet: WhatIfFleet, intervention: Intervention, targets: readonly FleetMember[]): string | null {
  const names = (members: readonly FleetMember[]) => members.map(({ server }) => server.server).join(', ');
  const without = (metric: string) => targets.filter(({ series }) => !series.has(metric));
  switch (intervention.kind) {
    case 'scale-in':
      return intervention.servers < targets.length ? null : `Tier ${intervention.tier} has ${targets.length} servers; ${intervention.servers} cannot go and leave one: take at most ${targets.length - 1}.`;
    case 'server-out': {
      const { server } = targets[0];
      if (server.tier === null) return `${server.server} belongs to no tier, so nobody could take its load; give it a tier, or use throttle.`;
      return fleet.tier(server.region, server.tier).length > 1 ? null : `${server.server} is the only server of tier ${server.tier}: nobody could take its load.`;
    }
    case 'move-load': {
      const [from, to] = targets.map(({ server }) => server);
      if (from.serverId === to.serverId) return `Load cannot be moved from ${from.server} to itself; choose another server.`;
      return from.tier !== null && from.tier === to.tier && from.region === to.region ? null : `${from.server} (tier ${from.tier ?? 'none'}) and ${to.server} (tier ${to.tier ?? 'none'}) do not do the same work; load moves within a tier.`;
    }
    case 'restart':
      return without('memory').length === 0 ? null : `${names(targets)} has no metric memory, so what a restart gives back cannot be told.`;
    case 'throttle':
      if ('share' in intervention.limit || without('throughput').length === 0) return null;
      return `A limit in requests a second needs the metric throughput, which ${names(without('throughput'))} does not have; give the limit as a share.`;
    case 'edit-input':
      if (intervention.input === 'demand' || without(intervention.input).length === 0) return null;
      return `${names(without(intervention.input))} has no metric ${intervention.input}; edit demand or a metric that is there.`;
    case 'reschedule-job':
    case 'thin-job':
    case 'roll-back':
    case 'scale-up':
    case 'scale-out':
    case 'traffic':
    case 'deploy':
      return null;
  }
}

function stepsOf(fleet: WhatIfFleet, intervention: Intervention): StepSpan | string {
  const stepMs = fleet.stepSeconds * 1000;
  const first = fleet.originStep + 1;
  const last = fleet.originStep + fleet.horizonSteps;
  const horizon = `the horizon, ${isoOf(fleet.originStep * stepMs)} to ${isoOf(last * stepMs)}`;
  const touchedFrom = (at: string) => Math.floor(Date.parse(at) / stepMs) + 1;
  const touchedTo = (at: string) => Math.ceil(Date.parse(at) / stepMs);
  if ('jobStartAt' in intervention) {
    const { jobStartAt, jobMinutes } = intervention;
    const fromStep = touchedFrom(jobStartAt);
    const toStep = fromStep + Math.max(1, Math.round((jobMinutes * 60_000) / stepMs)) - 1;
    if (fromStep < first || fromStep > last) return `The job's next run, ${jobStartAt}, does not begin within ${horizon}.`;
    return { fromStep, toStep: Math.min(last, toStep) };
  }
  if (intervention.kind === 'edit-input') {
    const times = intervention.points.map(({ at }) => Date.parse(at));
    if (times.some((time, i) => i > 0 && time <= times[i - 1])) return 'The points of an edited input must follow one another in time.';
    return times[0] > last * stepMs ? `The first point, ${intervention.points[0].at}, lies after ${horizon}.` : { fromStep: first, toStep: last };
  }
  const endAt = 'endAt' in intervention ? intervention.endAt : undefined;
  const { startAt } = intervention;
  if (startAt !== undefined && endAt !== undefined && Date.parse(endAt) <= Date.parse(startAt)) return `It ends (${endAt}) before it starts (${startAt}).`;
  const fromStep = startAt === undefined ? first : Math.max(first, touchedFrom(startAt));
  const toStep = endAt === undefined ? last : Math.min(last, touchedTo(endAt));
  if (fromStep > last) return `It starts (${startAt}) after ${horizon}.`;
  return toStep < first ? `It ends (${endAt}) before ${horizon}.` : { fromStep, toStep };
}

/** Servers may be taken out one by one; the last of a tier may not. */
function emptiesTier(fleet: WhatIfFleet, changes: readonly PlannedChange[]): Plan | null {
  const goneByTier = new Map<string, Set<string>>();
  for (const [at, { intervention, targets }] of changes.entries()) {
    const leaving = intervention.kind === 'server-out' ? targets : intervention.kind === 'scale-in' ? targets.slice(-intervention.servers) : [];
    for (const { server } of leaving) {
      const key = `${server.region}\n${server.tier}`;
      const gone = goneByTier.get(key) ?? new Set();
      goneByTier.set(key, gone.add(server.serverId));
      const size = fleet.tier(server.region, server.tier!).length;
      if (gone.size >= size) return { kind: 'impossible', intervention: at, message: `Together these take ${gone.size} servers out of tier ${server.tier}, which has ${size}: at least one must stay.` };
    }
  }
  return null;
}

/** One curve of demand can be followed at a time: two would have to say how they meet. */
function severalCurves(changes: readonly PlannedChange[]): Plan | null {
  const curves = changes.flatMap(({ intervention }, at) => (intervention.kind === 'edit-input' && isDemand(intervention.input) ? [at] : []));
  return curves.length < 2 ? null : { kind: 'impossible', intervention: curves[1], message: 'Demand is edited by hand twice; put both into one curve.' };
}

/** Requests a second are what demand is measured by. */
export function isDemand(input: string): boolean {
  return input === 'demand' || input === 'throughput';
}
