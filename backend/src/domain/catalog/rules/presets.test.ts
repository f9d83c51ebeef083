import { describe, expect, it } from '@jest/globals';
import { knownMetrics } from '../metrics.ts';
import { pushPresets } from './presets.ts';
import { type Labels, RuleBook } from './rule-book.ts';
import { StepAssembly } from './step-assembly.ts';

const minuteMs = 60_000;
const grid = { stepMs: 5 * minuteMs };
const range = { fromStep: 2, toStep: 2 };
const book = new RuleBook(pushPresets, 'eu');

/** Samples every minute over the step (5, 10] minutes and the one before it. */
function sampled(valueAt: (minute: number) => number): { timesMs: Float64Array; values: Float64Array } {
  const minutes = Array.from({ length: 11 }, (_, minute) => minute);
  return { timesMs: Float64Array.from(minutes, (minute) => minute * minuteMs), values: Float64Array.from(minutes, valueAt) };
}

const gauge = (value: number) => sampled(() => value);
/** A counter that rises by `perSecond`. */
const counter = (perSecond: number) => sampled((minute) => 1e6 + perSecond * 60 * minute);

type Pushed = readonly [name: string, labels: Readonly<Record<string, string>>, samples: ReturnType<typeof sampled>];

/** Metrics of the servers that the pushed series make, at step 2. */
function metricsOf(pushed: readonly Pushed[], host: Labels): Record<string, Record<string, number>> {
  const assembly = new StepAssembly(grid, range);
  for (const [name, labels, samples] of pushed) assembly.add(book.rolesOf({ __name__: name, ...host, ...labels }), samples);
  const nameById = new Map(assembly.observedServers.map(({ serverId, server }) => [serverId, server]));
  const found: Record<string, Record<string, number>> = {};
  for (const { serverId, metric, values } of assembly.readings()) (found[nameById.get(serverId)!] ??= {})[metric] = Math.round(values[0] * 1000) / 1000;
  return found;
}

describe('the presets for what is pushed', () => {
  it('name only metrics that the catalogue knows', () => {
    const known = new Set<string>([...knownMetrics.map(({ name }) => name), '$1']);
    for (const { rules } of pushPresets) for (const { metric } of rules) expect(known).toContain(metric);
  });

  it('make the metrics of a host from node_exporter', () => {
    const pushed: Pushed[] = [
      ['node_cpu_seconds_total', { cpu: '0', mode: 'idle' }, counter(0.9)],
      ['node_cpu_seconds_total', { cpu: '1', mode: 'idle' }, counter(0.5)],
      ['node_cpu_seconds_total', { cpu: '1', mode: 'user' }, counter(0.5)],
      ['node_memory_MemAvailable_bytes', {}, gauge(2e9)],
      ['node_memory_MemTotal_bytes', {}, gauge(8e9)],
      ['node_disk_read_bytes_total', { device: 'sda' }, counter(3000)],
      ['node_disk_written_bytes_total', { device: 'sda' }, counter(1000)],
      ['node_disk_written_bytes_total', { device: 'dm-0' }, counter(1000)],
      ['node_network_receive_bytes_total', { device: 'eth0' }, counter(5000)],
      ['node_network_transmit_bytes_total', { device: 'eth1' }, counter(2000)],
      ['node_network_transmit_bytes_total', { device: 'lo' }, counter(2000)],
      ['node_filesystem_avail_bytes', { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' }, gauge(50)],
      ['node_filesystem_size_bytes', { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' }, gauge(100)],
      ['node_filesystem_avail_bytes', { device: '/dev/sdb1', mountpoint: '/var', fstype: 'ext4' }, gauge(5)],
      ['node_filesystem_size_bytes', { device: '/dev/sdb1', mountpoint: '/var', fstype: 'ext4' }, gauge(100)],
      ['node_filesystem_avail_bytes', { device: 'tmpfs', mountpoint: '/run', fstype: 'tmpfs' }, gauge(0)],
      ['node_filesystem_size_bytes', { device: 'tmpfs', mountpoint: '/run', fstype: 'tmpfs' }, gauge(100)],
      ['node_disk_io_time_seconds_total', { device: 'sda' }, counter(0.25)],
      ['node_disk_io_time_seconds_total', { device: 'sdb' }, counter(0.75)],
      ['node_load1', {}, gauge(3)],
    ];
    expect(metricsOf(pushed, { instance: 'ppweb003:9100', job: 'node' })).toEqual({
      ppweb003: { cpu: 30, memory: 75, disk: 4, network: 7, filesystem: 95, disk_busy: 75, load: 1.5 },
    });
    expect(book.rolesOf({ __name__: 'node_load1', instance: 'ppweb003:9100' })[0].server).toMatchObject({ profile: 'web', region: 'eu' });
  });

  it('make the metrics of a host from windows_exporter, old names of memory included', () => {
    const pushed: Pushed[] = [
      ['windows_cpu_time_total', { core: '0,0', mode: 'idle' }, counter(0.75)],
      ['windows_cpu_time_total', { core: '0,1', mode: 'idle' }, counter(0.25)],
      ['windows_os_physical_memory_free_bytes', {}, gauge(1e9)],
      ['windows_cs_physical_memory_bytes', {}, gauge(4e9)],
      ['windows_logical_disk_read_bytes_total', { volume: 'C:' }, counter(1000)],
      ['windows_logical_disk_read_bytes_total', { volume: '_Total' }, counter(1000)],
      ['windows_net_bytes_sent_total', { nic: 'a' }, counter(3000)],
      ['windows_logical_disk_free_bytes', { volume: 'C:' }, gauge(20)],
      ['windows_logical_disk_size_bytes', { volume: 'C:' }, gauge(80)],
    ];
    expect(metricsOf(pushed, { instance: 'win-1:9182' })).toEqual({ 'win-1': { cpu: 50, memory: 75, disk: 1, network: 3, filesystem: 75 } });
  });

  it('make the metrics of a pod from cAdvisor, as shares of its limits', () => {
    const pushed: Pushed[] = [
      ['container_cpu_usage_seconds_total', { container: 'app' }, counter(0.3)],
      ['container_cpu_usage_seconds_total', { container: 'sidecar' }, counter(0.1)],
      ['container_cpu_usage_seconds_total', { container: '' }, counter(0.4)],
      ['container_spec_cpu_quota', { container: 'app' }, gauge(150_000)],
      ['container_spec_cpu_quota', { container: 'sidecar' }, gauge(50_000)],
      ['container_memory_working_set_bytes', { container: 'app' }, gauge(50)],
      ['container_spec_memory_limit_bytes', { container: 'app' }, gauge(200)],
      ['container_network_receive_bytes_total', { interface: 'eth0', container: 'POD' }, counter(2000)],
    ];
    expect(metricsOf(pushed, { pod: 'shop-7f', namespace: 'prod', instance: 'node-1' })).toEqual({ 'shop-7f': { cpu: 20, memory: 25, network: 2 } });
    const idOf = (namespace: string) => book.rolesOf({ __name__: 'container_memory_working_set_bytes', container: 'app', pod: 'shop-7f', namespace })[0].server.serverId;
    expect(idOf('prod')).not.toBe(idOf('stage'));
  });

  it('make the metrics of a host from Telegraf', () => {
    const pushed: Pushed[] = [
      ['cpu_usage_idle', { cpu: 'cpu-total' }, gauge(88)],
      ['cpu_usage_idle', { cpu: 'cpu0' }, gauge(50)],
      ['mem_used_percent', {}, gauge(61)],
      ['diskio_read_bytes', { name: 'nvme0n1' }, counter(1000)],
      ['diskio_write_bytes', { name: 'nvme0n1p1' }, counter(1000)],
      ['net_bytes_recv', { interface: 'eth0' }, counter(1000)],
      ['disk_used_percent', { path: '/', device: 'sda1', fstype: 'ext4' }, gauge(40)],
      ['disk_used_percent', { path: '/var', device: 'sda2', fstype: 'ext4' }, gauge(44)],
      ['system_load1', {}, gauge(6)],
      ['system_n_cpus', {}, gauge(4)],
    ];
    expect(metricsOf(pushed, { host: 'db-1' })).toEqual({ 'db-1': { cpu: 12, memory: 61, disk: 1, network: 1, filesystem: 44, load: 1.5 } });
  });

  it("make the metrics of a host from OpenTelemetry's host metrics", () => {
    const pushed: Pushed[] = [
      ['system_cpu_time_seconds_total', { cpu: 'cpu0', state: 'idle' }, counter(0.6)],
      ['system_memory_usage_bytes', { state: 'used' }, gauge(30)],
      ['system_memory_usage_bytes', { state: 'free' }, gauge(70)],
      ['system_disk_io_bytes_total', { device: 'sda', direction: 'read' }, counter(1500)],
      ['system_network_io_bytes_total', { device: 'eth0', direction: 'transmit' }, counter(500)],
      ['system_filesystem_usage_bytes', { device: 'sda1', mountpoint: '/', type: 'ext4', mode: 'rw', state: 'used' }, gauge(25)],
      ['system_filesystem_usage_bytes', { device: 'sda1', mountpoint: '/', type: 'ext4', mode: 'rw', state: 'free' }, gauge(75)],
      ['system_cpu_load_average_1m', {}, gauge(2)],
    ];
    expect(metricsOf(pushed, { host_name: 'otel-1' })).toEqual({ 'otel-1': { cpu: 40, memory: 30, disk: 1.5, network: 0.5, filesystem: 25, load: 2 } });
  });

  it('take gauges under our own names with the labels of a server, whatever the metric', () => {
    const host = { server: 'web-1', profile: 'frontend', tier: 'shop', region: 'us' };
    expect(metricsOf([['fleet_cpu', {}, gauge(150)], ['fleet_checkout_latency_ms', {}, gauge(9)]], host)).toEqual({ 'web-1': { cpu: 150, checkout_latency_ms: 9 } });
    expect(book.rolesOf({ __name__: 'fleet_cpu', ...host })[0].server).toMatchObject({ profile: 'frontend', tier: 'shop', region: 'us', labels: host });
  });

  it('want nothing else', () => {
    for (const name of ['up', 'go_goroutines', 'fleet_', 'fleet_CPU', 'xnode_load1', 'node_cpu_seconds_total_x']) {
      expect(book.rolesOf({ __name__: name, instance: 'a', mode: 'idle' })).toEqual([]);
    }
    expect(book.rolesOf({ __name__: 'node_load1' })).toEqual([]);
  });
});
