/** One server as a queue: the laws that tie its load to its utilisation and response time (Lazowska et al. 1984, chapter 3). */

/** Utilisation law, U = X S / m: throughput X in requests/s, service demand S in core-seconds a request, m cores. A share of 1. */
export function utilisation(throughputPerSecond: number, serviceSeconds: number, cores: number): number {
  return (throughputPerSecond * serviceSeconds) / cores;
}

/**
 * Response time in seconds of an m-core server at utilisation rho, without its backlog: service plus waiting by Sakasegawa's
 * approximation of M/M/m (1977), with rho held below 1 because a real queue is bounded.
 */
export function responseSeconds(serviceSeconds: number, rho: number, cores: number): number {
  const held = Math.min(rho, 0.98);
  return serviceSeconds * (1 + held ** (Math.sqrt(2 * (cores + 1)) - 1) / (cores * (1 - held)));
}

/** Little's law, N = X R: requests in the system. */
export function concurrency(throughputPerSecond: number, response: number): number {
  return throughputPerSecond * response;
}

export interface Served {
  readonly throughputPerSecond: number;
  /** Requests still waiting when the step ends. */
  readonly backlog: number;
}

/** One step of a bounded queue: what waits longer than `timeoutSeconds` is given up by its caller. */
export function serve(arrivalsPerSecond: number, backlog: number, capacityPerSecond: number, stepSeconds: number, timeoutSeconds: number): Served {
  const offered = arrivalsPerSecond + backlog / stepSeconds;
  const throughputPerSecond = Math.min(offered, capacityPerSecond);
  return { throughputPerSecond, backlog: Math.min((offered - throughputPerSecond) * stepSeconds, capacityPerSecond * timeoutSeconds) };
}
