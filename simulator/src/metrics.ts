/** What the simulator measures, in the units of Fleetcast's metric catalogue. */
export const simulatedMetrics = ['cpu', 'memory', 'disk', 'network', 'latency'] as const;
export type SimulatedMetric = (typeof simulatedMetrics)[number];

export const simulatedUnits: Readonly<Record<SimulatedMetric, string>> = {
  cpu: 'percent of all cores, mean of the step',
  memory: 'percent, mean of the step',
  disk: 'KB/s read and written, mean of the step',
  network: 'KB/s received and sent, mean of the step',
  latency: 'ms, 95th percentile, worst of the step',
};

export const simulatedProfiles = ['web', 'app', 'database', 'cache', 'batch'] as const;
export type SimulatedProfile = (typeof simulatedProfiles)[number];

/** Batch servers answer nobody, so they have no latency. */
export function metricsOf(profile: SimulatedProfile): readonly SimulatedMetric[] {
  return profile === 'batch' ? simulatedMetrics.slice(0, 4) : simulatedMetrics;
}
