/** What the plain laws leave out and real fleets have. Everything is off by default; the draws hang on (seed, name) alone. */
import { normal, streamOf, uniform, wander } from './counter-random.ts';
import { purposes } from './draw-purposes.ts';
import type { Application, Machine, Tier } from './topology.ts';

export interface World {
  /** A request costs up to this share more on a fully used machine than on an idle one; drawn per tier. */
  readonly contention: number;
  /** Machines of one tier differ in speed by about this share. */
  readonly capacitySkew: number;
  /** A balancer's weights differ by about this share, beyond the tenth they always do. */
  readonly routingSkew: number;
  /** 1: cpu is shown as it is; below 1 a half-busy machine looks busier. */
  readonly cpuExponent: number;
  /** Share of the cores that neighbours on the same host take when they are busy. */
  readonly noisyNeighbours: number;
  /** Tiers add spare servers when they are busy and drop them when they are not. */
  readonly autoscaler: boolean;
}

export const plainWorld: World = { contention: 0, capacitySkew: 0, routingSkew: 0, cpuExponent: 1, noisyNeighbours: 0, autoscaler: false };

const neighbourHoursMs = 3 * 3_600_000;

export function contentionOf(world: World, seed: number, tier: Tier): number {
  return world.contention === 0 ? 0 : world.contention * uniform(seed, streamOf(tier.name), purposes.contention, 0);
}

/** The applications with the speeds and weights that this world gives their machines. */
export function inWorld(world: World, seed: number, applications: readonly Application[]): readonly Application[] {
  if (world.capacitySkew === 0 && world.routingSkew === 0) return applications;
  const changed = (machine: Machine): Machine => ({
    ...machine,
    speed: Math.exp(world.capacitySkew * normal(seed, machine.stream, purposes.machineSpeed, 0)),
    weight: machine.weight * Math.exp(world.routingSkew * normal(seed, machine.stream, purposes.balancerWeight, 0)),
  });
  return applications.map((application) => ({
    ...application,
    tiers: Object.fromEntries(Object.entries(application.tiers).map(([profile, tier]) => [profile, { ...tier, machines: tier.machines.map(changed) }])),
  }));
}

/** Share of a machine's cores that its neighbours take around a moment. */
export function takenByNeighbours(world: World, seed: number, machine: Machine, timeMs: number): number {
  if (world.noisyNeighbours === 0) return 0;
  return world.noisyNeighbours * Math.max(0, wander(seed, machine.stream, purposes.neighbours, timeMs, neighbourHoursMs));
}
