/**
 * What happens to a fleet from outside: the faults, deployments and campaigns of its own seed, and the interventions that a
 * caller adds. Both are the same values, so "what if" and "what happened" run through the same physics.
 */
import { normal, uniform } from './counter-random.ts';
import { ofKind, purposes } from './draw-purposes.ts';
import { hourOfDay, type LocalTime, dayOfWeek } from './local-time.ts';
import type { Application } from './topology.ts';

interface Lasting {
  /** First step touched. */
  readonly fromStep: number;
  /** Last step touched. */
  readonly toStep: number;
}

export type FleetEvent =
  /** More (or less) is asked of an application: a surge, an announced campaign, a feature switched off. */
  | ({ readonly kind: 'demand'; readonly application: string; readonly factor: number; readonly announced: boolean } & Lasting)
  /** A server is gone: no samples, and its tier carries its load. */
  | ({ readonly kind: 'server-lost'; readonly server: string } & Lasting)
  /** A process outside the application takes a share of a server's cores. */
  | ({ readonly kind: 'runaway-job'; readonly server: string; readonly coreShare: number } & Lasting)
  /** Every query of the application's database costs `factor` times as much. */
  | ({ readonly kind: 'slow-database'; readonly application: string; readonly factor: number } & Lasting)
  /** A new version: app servers restart one after the other, the cache starts cold, a call costs `costFactor` from then on. */
  | ({ readonly kind: 'deployment'; readonly application: string; readonly costFactor: number } & Lasting)
  /** A process is restarted: leaked memory returns, the server serves less during that step. */
  | ({ readonly kind: 'restart'; readonly server: string } & Lasting)
  /** A balancer sends a server `factor` times its share. */
  | ({ readonly kind: 'shift-load'; readonly server: string; readonly factor: number } & Lasting)
  /** Servers join a tier. */
  | ({ readonly kind: 'scale-out'; readonly application: string; readonly profile: ServingProfile; readonly servers: number } & Lasting)
  /** The last servers of a tier leave it. */
  | ({ readonly kind: 'scale-in'; readonly application: string; readonly profile: ServingProfile; readonly servers: number } & Lasting)
  /** A share of what a balancer would send to one server goes to another of its tier. */
  | ({ readonly kind: 'move-load'; readonly application: string; readonly from: string; readonly to: string; readonly share: number } & Lasting)
  /** A server gets more (or fewer) cores, more (or less) memory. */
  | ({ readonly kind: 'resize'; readonly server: string; readonly cpuFactor: number; readonly memoryFactor: number } & Lasting)
  /** Only this share of the requests that reach a server is let in. */
  | ({ readonly kind: 'throttle'; readonly server: string; readonly share: number } & Lasting)
  /** A request costs a tier `costFactor` of the usual cpu as long as a version runs; unlike a deployment it ends, by a roll-back. */
  | ({ readonly kind: 'release'; readonly application: string; readonly profile: ServingProfile; readonly costFactor: number } & Lasting)
  /** A scheduled job (by its number) falls due later than usual, or earlier. */
  | ({ readonly kind: 'reschedule-job'; readonly server: string; readonly job: number; readonly byMinutes: number } & Lasting)
  /** A scheduled job may take only this share of the cores it takes otherwise; its work stays. */
  | ({ readonly kind: 'limit-job'; readonly server: string; readonly job: number; readonly coreShare: number } & Lasting)
  /** A process begins to leak, faster than its own leaks. */
  | ({ readonly kind: 'leak'; readonly server: string; readonly percentPerHour: number } & Lasting);

/** Profiles whose servers answer requests behind a balancer. */
export type ServingProfile = 'web' | 'app' | 'database' | 'cache';

const dayMs = 86_400_000;

/** How often each fault comes, per day and target, before `faultRate`. */
const perDay = { surge: 0.08, campaign: 0.05, slowDatabase: 0.04, deployment: 0.3, lost: 0.004, runaway: 0.012 } as const;
type Fault = keyof typeof perDay;
const numberOfFault: Readonly<Record<Fault, number>> = { surge: 0, campaign: 1, slowDatabase: 2, deployment: 3, lost: 4, runaway: 5 };

export interface EventPlan {
  readonly seed: number;
  /** Of what comes and goes within the hour and of the size of jobs; `seed` unless the fleet was forked into another future. Events do not depend on it. */
  readonly chanceSeed: number;
  readonly stepMs: number;
  /** 0 for a fleet to which nothing happens, 1 usual. */
  readonly faultRate: number;
}

/** The events of one application that begin in one UTC day. A day's events depend on the day alone, so time has no end. */
export function eventsOfDay(plan: EventPlan, application: Application, local: LocalTime, day: number): readonly FleetEvent[] {
  const events: FleetEvent[] = [];
  const draw = (stream: number, fault: Fault, purpose: number) => uniform(plan.seed, stream, ofKind(purpose, numberOfFault[fault]), day);
  const lasting = (stream: number, fault: Fault, leastMinutes: number, mostMinutes: number): Lasting => {
    const startMs = day * dayMs + draw(stream, fault, purposes.eventWhen) * dayMs;
    const minutes = leastMinutes * (mostMinutes / leastMinutes) ** draw(stream, fault, purposes.eventHowLong);
    const fromStep = Math.ceil(startMs / plan.stepMs);
    return { fromStep, toStep: fromStep + Math.max(0, Math.round((minutes * 60_000) / plan.stepMs) - 1) };
  };
  const happens = (stream: number, fault: Fault) => draw(stream, fault, purposes.eventHappens) < perDay[fault] * plan.faultRate;
  const { stream, name } = application;

  if (happens(stream, 'surge')) {
    events.push({ kind: 'demand', application: name, announced: false, factor: 1.3 + 1.4 * draw(stream, 'surge', purposes.eventHowMuch), ...lasting(stream, 'surge', 20, 180) });
  }
  if (happens(stream, 'campaign')) {
    events.push({ kind: 'demand', application: name, announced: true, factor: 1.15 + 0.5 * draw(stream, 'campaign', purposes.eventHowMuch), ...lasting(stream, 'campaign', 600, 4000) });
  }
  if (application.tiers.database !== undefined && happens(stream, 'slowDatabase')) {
    events.push({ kind: 'slow-database', application: name, factor: 1.4 + 2.2 * draw(stream, 'slowDatabase', purposes.eventHowMuch), ...lasting(stream, 'slowDatabase', 20, 240) });
  }
  if (happens(stream, 'deployment')) {
    const deployment = lasting(stream, 'deployment', 5, 30);
    const minutes = local.localMinutes(deployment.fromStep * plan.stepMs);
    const working = dayOfWeek(minutes) < 5 && hourOfDay(minutes) >= 7 && hourOfDay(minutes) < 20;
    if (working) events.push({ kind: 'deployment', application: name, costFactor: Math.exp(0.05 * normal(plan.seed, stream, ofKind(purposes.eventHowMuch, numberOfFault.deployment), day)), ...deployment });
  }
  for (const tier of Object.values(application.tiers)) {
    for (const machine of tier.machines) {
      if (happens(machine.stream, 'lost')) events.push({ kind: 'server-lost', server: machine.server, ...lasting(machine.stream, 'lost', 20, 600) });
      if (happens(machine.stream, 'runaway')) {
        events.push({ kind: 'runaway-job', server: machine.server, coreShare: 0.3 + 0.6 * draw(machine.stream, 'runaway', purposes.eventHowMuch), ...lasting(machine.stream, 'runaway', 30, 600) });
      }
    }
  }
  return events;
}
