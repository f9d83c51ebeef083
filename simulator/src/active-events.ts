/** Which events touch one application at a step: those of its own seed, day after day, and the caller's interventions. */
import { type EventPlan, eventsOfDay, type FleetEvent } from './events.ts';
import type { LocalTime } from './local-time.ts';
import type { Application } from './topology.ts';

const dayMs = 86_400_000;

export class ActiveEvents {
  private readonly plan: EventPlan;
  private readonly application: Application;
  private readonly local: LocalTime;
  private readonly interventions: readonly FleetEvent[];
  private planned: FleetEvent[] = [];
  private plannedDay = NaN;

  constructor(plan: EventPlan, application: Application, local: LocalTime, interventions: readonly FleetEvent[]) {
    const servers = new Set(Object.values(application.tiers).flatMap((tier) => tier.machines.map((machine) => machine.server)));
    this.plan = plan;
    this.application = application;
    this.local = local;
    this.interventions = interventions.filter((event) => ('application' in event ? event.application === application.name : servers.has(event.server)));
  }

  /** The same plan as far as it has come, with other interventions from now on. */
  fork(interventions: readonly FleetEvent[]): ActiveEvents {
    const forked = new ActiveEvents(this.plan, this.application, this.local, interventions);
    forked.planned = [...this.planned];
    forked.plannedDay = this.plannedDay;
    return forked;
  }

  /** Steps must be asked for in rising order: days that have passed are not planned again. */
  at(step: number): readonly FleetEvent[] {
    const day = Math.floor((step * this.plan.stepMs - 1) / dayMs);
    if (day !== this.plannedDay) {
      this.plannedDay = day;
      this.planned = [...this.planned.filter((event) => event.toStep >= step), ...eventsOfDay(this.plan, this.application, this.local, day)];
    }
    const touches = (event: FleetEvent) => step >= event.fromStep && step <= event.toStep;
    return [...this.planned.filter(touches), ...this.interventions.filter(touches)];
  }
}
