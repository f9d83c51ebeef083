/** How latency follows what is asked of a server: by a queue of its cpu, or by universal scalability of its demand, whichever explains clearly more. */
import { fitQueue, queueLatency, type QueueModel } from './queueing.ts';
import { fitScalability, scalabilityLatency, type ScalabilityModel } from './scalability.ts';

export type LatencyModel = QueueModel | ScalabilityModel;

/** What the richer law leaves unexplained must be less than this share of what the queue leaves. */
const clearlyLess = 0.95;

/** Of one moment. */
export interface Work {
  readonly cpuPercent: number;
  /** In the unit of the server's load. */
  readonly demand: number;
}

/** All [T]; `demand` null where load is not known. Null when neither law explains a tenth of the variance. */
export function fitLatency(cpuPercent: Float32Array, demand: Float32Array | null, latency: Float32Array): LatencyModel | null {
  const queue = fitQueue(cpuPercent, latency);
  const scalability = demand === null ? null : fitScalability(demand, latency);
  if (queue === null || scalability === null) return queue ?? scalability;
  return 1 - scalability.fitR2 < clearlyLess * (1 - queue.fitR2) ? scalability : queue;
}

export function latencyAt(model: LatencyModel, { cpuPercent, demand }: Work): number {
  return model.kind === 'mmc' ? queueLatency(model, cpuPercent) : scalabilityLatency(model, demand);
}

/** The model of the same server with other cores, or where a request costs another share of today's cpu. */
export function changedLatency(model: LatencyModel, { cpuFactor, costFactor }: { readonly cpuFactor: number; readonly costFactor: number }): LatencyModel {
  if (model.kind === 'mmc') return { ...model, workers: Math.max(1, model.workers * cpuFactor), scale: model.scale * costFactor };
  const stretch = costFactor / cpuFactor;
  return { ...model, linear: model.linear * stretch, squared: model.squared * stretch * stretch, scale: model.scale * costFactor };
}
