import type { PushRuleSetInput } from './push-rule.ts';
import { virtualDisks, virtualNetworks } from './virtual-devices.ts';

const fileSystems = { whereNot: { type: 'tmpfs|ramfs|overlay|squashfs|devtmpfs' } };

/** The OpenTelemetry collector's hostmetrics receiver, as its Prometheus exporters name its metrics. */
export const otelHostRules: PushRuleSetInput = {
  name: 'otel',
  naming: { name: { labels: ['host_name', 'host', 'k8s_node_name', 'instance'] } },
  rules: [
    { metric: 'cpu', read: 'rate', of: { name: 'system_cpu_time_seconds_total', where: { state: 'idle' } }, formula: 'percent-not-idle', each: ['cpu'], across: 'mean' },
    { metric: 'memory', read: 'gauge', of: { name: 'system_memory_usage_bytes', where: { state: 'used' } }, per: { name: 'system_memory_usage_bytes' }, formula: 'percent-of' },
    { metric: 'disk', read: 'rate', of: { name: 'system_disk_io_bytes_total', whereNot: { device: virtualDisks } }, scale: 0.001 },
    { metric: 'network', read: 'rate', of: { name: 'system_network_io_bytes_total', whereNot: { device: virtualNetworks } }, scale: 0.001 },
    {
      metric: 'filesystem',
      read: 'gauge',
      of: { name: 'system_filesystem_usage_bytes', where: { state: 'used' }, ...fileSystems },
      per: { name: 'system_filesystem_usage_bytes', ...fileSystems },
      formula: 'percent-of',
      each: ['device', 'mountpoint', 'mode', 'type'],
      across: 'max',
    },
    { metric: 'load', read: 'gauge', of: { name: 'system_cpu_load_average_1m' }, per: { name: 'system_cpu_time_seconds_total', where: { state: 'idle' } }, formula: 'per-count' },
  ],
};
