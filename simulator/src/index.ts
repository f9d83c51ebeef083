/** A causal fleet: demand -> tiers -> queues -> cpu, memory, disk, network, latency. See docs/methods/simulator.md. */
export * from './fleet.ts';
export * from './events.ts';
export * from './known-events.ts';
export * from './metrics.ts';
export * from './seed-ranges.ts';
export type { World } from './world.ts';
export type { Region } from './topology.ts';
