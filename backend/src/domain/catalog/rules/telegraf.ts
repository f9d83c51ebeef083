import type { PushRuleSetInput } from './push-rule.ts';
import { diskPartitions, virtualDisks, virtualFileSystems, virtualNetworks } from './virtual-devices.ts';

/** Telegraf with Prometheus naming: gauges are percentages already, counters keep their plain names. */
export const telegrafRules: PushRuleSetInput = {
  name: 'telegraf',
  rules: [
    { metric: 'cpu', read: 'gauge', of: { name: 'cpu_usage_idle', where: { cpu: 'cpu-total' } }, formula: 'percent-not-idle', scale: 0.01 },
    { metric: 'memory', read: 'gauge', of: { name: 'mem_used_percent' } },
    { metric: 'disk', read: 'rate', of: { name: 'diskio_(read|write)_bytes', whereNot: { name: `${virtualDisks}|${diskPartitions}` } }, scale: 0.001 },
    { metric: 'network', read: 'rate', of: { name: 'net_bytes_(recv|sent)', whereNot: { interface: `all|${virtualNetworks}` } }, scale: 0.001 },
    { metric: 'filesystem', read: 'gauge', of: { name: 'disk_used_percent', whereNot: { fstype: virtualFileSystems } }, each: ['device', 'path'], across: 'max' },
    { metric: 'swap', read: 'gauge', of: { name: 'swap_used_percent' } },
    { metric: 'load', read: 'gauge', of: { name: 'system_load1' }, per: { name: 'system_n_cpus' }, formula: 'percent-of', scale: 0.01 },
  ],
};
