import type { PushRuleSetInput } from './push-rule.ts';
import { virtualDisks, virtualFileSystems, virtualNetworks } from './virtual-devices.ts';

const fileSystems = { whereNot: { fstype: virtualFileSystems } };
const disks = { whereNot: { device: virtualDisks } };

/** prometheus-node-exporter: the same measures as its PromQL preset. */
export const nodeExporterRules: PushRuleSetInput = {
  name: 'node_exporter',
  rules: [
    { metric: 'cpu', read: 'rate', of: { name: 'node_cpu_seconds_total', where: { mode: 'idle' } }, formula: 'percent-not-idle', each: ['cpu'], across: 'mean' },
    { metric: 'memory', read: 'gauge', of: { name: 'node_memory_MemAvailable_bytes' }, per: { name: 'node_memory_MemTotal_bytes' }, formula: 'percent-missing-of' },
    { metric: 'disk', read: 'rate', of: { name: 'node_disk_(read|written)_bytes_total', ...disks }, scale: 0.001 },
    { metric: 'network', read: 'rate', of: { name: 'node_network_(receive|transmit)_bytes_total', whereNot: { device: virtualNetworks } }, scale: 0.001 },
    {
      metric: 'filesystem',
      read: 'gauge',
      of: { name: 'node_filesystem_avail_bytes', ...fileSystems },
      per: { name: 'node_filesystem_size_bytes', ...fileSystems },
      formula: 'percent-missing-of',
      each: ['device', 'fstype', 'mountpoint'],
      across: 'max',
    },
    { metric: 'swap', read: 'gauge', of: { name: 'node_memory_SwapFree_bytes' }, per: { name: 'node_memory_SwapTotal_bytes' }, formula: 'percent-missing-of' },
    { metric: 'disk_busy', read: 'rate', of: { name: 'node_disk_io_time_seconds_total', ...disks }, each: ['device'], across: 'max', scale: 100 },
    { metric: 'load', read: 'gauge', of: { name: 'node_load1' }, per: { name: 'node_cpu_seconds_total', where: { mode: 'idle' } }, formula: 'per-count' },
  ],
};
