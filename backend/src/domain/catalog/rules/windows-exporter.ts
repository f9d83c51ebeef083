import type { PushRuleSetInput } from './push-rule.ts';

const volumes = { whereNot: { volume: 'HarddiskVolume.*|_Total' } };

/** windows_exporter. Memory has had other names in older versions; both are taken. */
export const windowsExporterRules: PushRuleSetInput = {
  name: 'windows_exporter',
  rules: [
    { metric: 'cpu', read: 'rate', of: { name: 'windows_cpu_time_total', where: { mode: 'idle' } }, formula: 'percent-not-idle', each: ['core'], across: 'mean' },
    {
      metric: 'memory',
      read: 'gauge',
      of: { name: 'windows_memory_physical_free_bytes|windows_os_physical_memory_free_bytes' },
      per: { name: 'windows_memory_physical_total_bytes|windows_cs_physical_memory_bytes' },
      formula: 'percent-missing-of',
    },
    { metric: 'disk', read: 'rate', of: { name: 'windows_logical_disk_(read|write)_bytes_total', ...volumes }, scale: 0.001 },
    { metric: 'network', read: 'rate', of: { name: 'windows_net_bytes_(received|sent)_total' }, scale: 0.001 },
    {
      metric: 'filesystem',
      read: 'gauge',
      of: { name: 'windows_logical_disk_free_bytes', ...volumes },
      per: { name: 'windows_logical_disk_size_bytes', ...volumes },
      formula: 'percent-missing-of',
      each: ['volume'],
      across: 'max',
    },
  ],
};
