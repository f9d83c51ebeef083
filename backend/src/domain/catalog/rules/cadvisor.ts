import type { PushRuleSetInput } from './push-rule.ts';

/** Containers of pods, without the pause container and the sums that cAdvisor adds per cgroup. */
const containers = { where: { pod: '.+', container: '.+' }, whereNot: { container: 'POD' } };
const podNetworks = { where: { pod: '.+' }, whereNot: { interface: 'lo' } };

/**
 * A pod in Kubernetes is a server; cpu and memory are shares of its limits, and absent for a pod that has none. A CPU quota
 * is counted in microseconds of the kubelet's period of 100 ms, hence the scale.
 */
export const cadvisorRules: PushRuleSetInput = {
  name: 'cadvisor',
  naming: { name: { labels: ['pod'] }, identity: ['namespace'] },
  rules: [
    {
      metric: 'cpu',
      read: 'rate',
      of: { name: 'container_cpu_usage_seconds_total', ...containers },
      per: { name: 'container_spec_cpu_quota', ...containers },
      formula: 'percent-of',
      scale: 100_000,
    },
    {
      metric: 'memory',
      read: 'gauge',
      of: { name: 'container_memory_working_set_bytes', ...containers },
      per: { name: 'container_spec_memory_limit_bytes', ...containers },
      formula: 'percent-of',
    },
    { metric: 'disk', read: 'rate', of: { name: 'container_fs_(reads|writes)_bytes_total', ...containers }, scale: 0.001 },
    { metric: 'network', read: 'rate', of: { name: 'container_network_(receive|transmit)_bytes_total', ...podNetworks }, scale: 0.001 },
  ],
};
