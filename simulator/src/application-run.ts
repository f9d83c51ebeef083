/**
 * One application, step by step. Work walks down the tiers (web -> app -> cache and database), time walks back up: a query's
 * response time is part of the call's, and the call's of the request's.
 */
import { ActiveEvents } from './active-events.ts';
import { Autoscaler } from './autoscaler.ts';
import { demandLevel } from './demand.ts';
import type { EventPlan, FleetEvent, ServingProfile } from './events.ts';
import { runJobs } from './job-run.ts';
import type { LocalTime } from './local-time.ts';
import { applyToMachine } from './machine-events.ts';
import { MachineRun } from './machine-run.ts';
import type { SimulatedProfile } from './metrics.ts';
import { age, measure, type Reading } from './measure.ts';
import { TierRun } from './tier-run.ts';
import type { Application, Tier } from './topology.ts';
import { contentionOf, takenByNeighbours, type World } from './world.ts';

/** Response times of tiers that an application does not have, in seconds: they run elsewhere and never suffer. */
const elsewhere = { app: 0.05, cache: 0.001, database: 0.005 } as const;
/** Lookups go out in parallel; this share of them adds up. */
const serialLookups = 0.3;

export class ApplicationRun {
  private readonly application: Application;
  private readonly plan: EventPlan;
  private readonly startMs: number;
  private readonly noise: number;
  private readonly local: LocalTime;
  private events: ActiveEvents;
  private readonly spares: ReadonlyArray<{ readonly profile: SimulatedProfile; readonly run: MachineRun; readonly rank: number }>;
  private readonly tiers: Readonly<Partial<Record<'web' | 'app' | 'cache' | 'database' | 'batch', TierRun>>>;
  private readonly tierList: readonly TierRun[];
  private readonly runByServer: ReadonlyMap<string, MachineRun>;
  /** What the deployments so far have done to a call's cost. */
  private callCost = 1;
  private readonly world: World;
  private readonly autoscalers = new Map<TierRun, Autoscaler>();

  constructor(application: Application, plan: EventPlan, local: LocalTime, startMs: number, noise: number, interventions: readonly FleetEvent[], world: World) {
    this.application = application;
    this.world = world;
    this.plan = plan;
    this.startMs = startMs;
    this.noise = noise;
    this.local = local;
    this.events = new ActiveEvents(plan, application, this.local, interventions);
    const run = (tier: Tier | undefined) => (tier === undefined ? undefined : new TierRun(tier, tier.machines.map((machine) => new MachineRun(machine, plan.seed)), contentionOf(world, plan.seed, tier)));
    const { web, app, cache, database, batch } = application.tiers;
    this.tiers = { web: run(web), app: run(app), cache: run(cache), database: run(database), batch: run(batch) };
    this.tierList = Object.values(this.tiers).filter((tier) => tier !== undefined);
    this.runByServer = new Map(this.tierList.flatMap((tier) => tier.machines.map((machine) => [machine.machine.server, machine] as const)));
    this.spares = this.tierList.flatMap((tier) =>
      tier.machines.slice(tier.machines.length - tier.tier.spareMachines).map((machine, rank) => ({ profile: tier.tier.profile, run: machine, rank })),
    );
    if (world.autoscaler) for (const tier of this.tierList) if (tier.tier.spareMachines > 0) this.autoscalers.set(tier, new Autoscaler());
  }

  /** A second run from where this one stands, with other interventions, and by another chance, from now on. */
  fork(interventions: readonly FleetEvent[], chanceSeed = this.plan.chanceSeed): ApplicationRun {
    const forked = new ApplicationRun(this.application, { ...this.plan, chanceSeed }, this.local, this.startMs, this.noise, [], this.world);
    forked.events = this.events.fork(interventions);
    forked.callCost = this.callCost;
    for (const [server, run] of this.runByServer) forked.runByServer.get(server)!.continueFrom(run);
    this.tierList.forEach((tier, i) => {
      const autoscaler = this.autoscalers.get(tier);
      if (autoscaler !== undefined) forked.autoscalers.set(forked.tierList[i], autoscaler.copy());
    });
    return forked;
  }

  /** Advances to `step`, which must follow the last one, and writes what each server shows. */
  advance(step: number, readings: ReadonlyMap<string, Reading>): void {
    const { stepMs, seed, chanceSeed } = this.plan;
    const { application } = this;
    const { web, app, cache, database } = this.tiers;
    const stepSeconds = stepMs / 1000;
    const endMs = step * stepMs;
    const middleMs = endMs - stepMs / 2;
    const effects = this.applyEvents(step, middleMs);

    const localEnd = this.local.localMinutes(endMs);
    const localStart = this.local.localMinutes(endMs - stepMs);
    let batchQueries = 0;
    for (const tier of this.tierList) for (const run of tier.machines) batchQueries += runJobs(run, chanceSeed, localStart, localEnd, stepSeconds);

    const level = demandLevel({ seed, chanceSeed }, application.stream, application.demand, middleMs, this.local.localMinutes(middleMs), this.startMs);
    const serve = (tier: TierRun | undefined, arrivals: number, cost: number) => tier?.serve(seed, arrivals, cost, middleMs, stepSeconds) ?? arrivals;
    const requests = serve(web, application.peakPerSecond * level * effects.demandFactor, 1);
    const calls = serve(app, requests * application.callsPerRequest, this.callCost);
    serve(cache, calls * application.lookupsPerCall, 1);
    const missShare = 1 - application.hitShare * (cache?.warmth() ?? 0);
    serve(database, calls * application.queriesPerCall * missShare + batchQueries, effects.queryCost);

    cache?.respond(0);
    database?.respond(0);
    const callWaits =
      application.lookupsPerCall * serialLookups * (cache?.responseSeconds ?? elsewhere.cache) +
      application.queriesPerCall * missShare * (database?.responseSeconds ?? elsewhere.database);
    app?.respond(callWaits);
    web?.respond(application.callsPerRequest * (app?.responseSeconds ?? elsewhere.app + callWaits));

    for (const tier of this.tierList) {
      for (const run of tier.machines) {
        measure(run, tier.tier, { seed, chanceSeed }, step, middleMs, this.noise, this.world.cpuExponent, readings.get(run.machine.server)!);
        age(run, tier.tier, stepSeconds);
      }
    }
  }

  /** Forgets what the last step's events did and lays on those of this one. */
  private applyEvents(step: number, middleMs: number): { readonly demandFactor: number; readonly queryCost: number } {
    const autoscaled = new Map([...this.autoscalers].map(([tier, autoscaler]) => [tier.tier.profile, autoscaler.wanted(tier, step)]));
    for (const run of this.runByServer.values()) {
      run.begin();
      run.stolenShare = takenByNeighbours(this.world, this.plan.seed, run.machine, middleMs);
    }
    for (const tier of this.tierList) {
      tier.releaseFactor = 1;
      tier.moves = [];
    }
    let demandFactor = 1;
    let queryCost = 1;
    const joined = new Map<string, number>();
    for (const event of this.events.at(step)) {
      if ('server' in event) {
        const run = this.runByServer.get(event.server);
        if (run !== undefined) applyToMachine(event, run, step);
        continue;
      }
      switch (event.kind) {
        case 'demand':
          demandFactor *= event.factor;
          break;
        case 'slow-database':
          queryCost *= event.factor;
          break;
        case 'scale-out':
          joined.set(event.profile, (joined.get(event.profile) ?? 0) + event.servers);
          break;
        case 'scale-in':
          for (const run of this.lastOf(event.profile, event.servers)) run.lose();
          break;
        case 'deployment':
          this.deploy(event, step);
          break;
        case 'release': {
          const tier = this.tiers[event.profile];
          if (tier !== undefined) tier.releaseFactor *= event.costFactor;
          break;
        }
        case 'move-load': {
          const from = this.runByServer.get(event.from);
          const to = this.runByServer.get(event.to);
          const tier = this.tierList.find(({ machines }) => from !== undefined && machines.includes(from));
          if (from !== undefined && to !== undefined && tier !== undefined) tier.moves = [...tier.moves, { from, to, share: event.share }];
          break;
        }
      }
    }
    for (const spare of this.spares) if (spare.rank >= Math.max(joined.get(spare.profile) ?? 0, autoscaled.get(spare.profile) ?? 0)) spare.run.lose();
    return { demandFactor, queryCost };
  }

  /** A tier's last regular machines, by number. */
  private lastOf(profile: ServingProfile, count: number): readonly MachineRun[] {
    const tier = this.tiers[profile];
    return tier === undefined ? [] : tier.machines.slice(0, tier.machines.length - tier.tier.spareMachines).slice(-count);
  }

  /** App servers restart one after the other; the new version's cost and a colder cache come with the last. */
  private deploy(event: Extract<FleetEvent, { kind: 'deployment' }>, step: number): void {
    const machines = this.tiers.app?.machines ?? [];
    const steps = event.toStep - event.fromStep + 1;
    machines.forEach((run, i) => {
      if (Math.floor((i * steps) / machines.length) === step - event.fromStep) run.restart();
    });
    if (step !== event.toStep) return;
    for (const run of this.tiers.cache?.machines ?? []) run.warmth = Math.min(run.warmth, 0.4);
    // Versions get dearer and cheaper in turn; what gets much dearer is rolled back.
    this.callCost = Math.min(1.25, Math.max(0.8, this.callCost * event.costFactor));
  }
}
