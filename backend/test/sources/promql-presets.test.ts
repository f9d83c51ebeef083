import { expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { type PromqlPreset, promqlPresets } from '../../src/domain/catalog/presets/promql.ts';
import { prometheusOptions } from '../../src/io/prometheus/options.ts';
import { PrometheusSource } from '../../src/io/prometheus/prometheus-source.ts';
import type { PushedSeries } from '../../src/io/remote-write/encode.ts';
import { push, sampled } from './push.ts';

const stepMs = 300_000;
const originStep = Math.floor(Date.now() / stepMs) - 4;
const fromMs = (originStep - 2) * stepMs;
const toMs = originStep * stepMs;

const gauge = (name: string, labels: Record<string, string>, value: number) => sampled({ __name__: name, ...labels }, fromMs, toMs, 15_000, () => value);
const counter = (name: string, labels: Record<string, string>, perSecond: number) =>
  sampled({ __name__: name, ...labels }, fromMs, toMs, 15_000, (at) => 1e6 + (perSecond * (at - fromMs)) / 1000);

/** A step's values of one server, and what its exporter shows to give them; the first server's labels carry region and tier. */
interface Case {
  readonly server: string;
  readonly region: string;
  readonly exposed: readonly PushedSeries[];
  readonly values: Readonly<Record<string, number>>;
}

const on = (instance: string) => ({ instance, job: 'test', region: 'eu' });
const node = on('web1:9100');
const windows = on('win1:9182');
const pod = { pod: 'web-0', namespace: 'shop', node: 'n1', region: 'eu' };
const container = (name: string) => ({ ...pod, container: name, id: `/pods/${name}`, image: `${name}:1`, name: `k8s_${name}` });
const telegraf = { host: 'tele1', region: 'eu' };
const otel = { host_name: 'otel1', region: 'eu' };

const cases: Readonly<Record<PromqlPreset, Case>> = {
  node_exporter: {
    server: 'web1',
    region: 'eu',
    exposed: [
      counter('node_cpu_seconds_total', { ...node, cpu: '0', mode: 'idle' }, 0.4),
      counter('node_cpu_seconds_total', { ...node, cpu: '1', mode: 'idle' }, 0.8),
      counter('node_cpu_seconds_total', { ...node, cpu: '0', mode: 'user' }, 0.6),
      gauge('node_memory_MemAvailable_bytes', node, 2e9),
      gauge('node_memory_MemTotal_bytes', node, 8e9),
      gauge('node_memory_SwapFree_bytes', node, 3e9),
      gauge('node_memory_SwapTotal_bytes', node, 4e9),
      ...['sda', 'sdb'].flatMap((device) => [counter('node_disk_read_bytes_total', { ...node, device }, 1000), counter('node_disk_written_bytes_total', { ...node, device }, 2000)]),
      counter('node_disk_read_bytes_total', { ...node, device: 'dm-0' }, 9e6),
      counter('node_disk_written_bytes_total', { ...node, device: 'dm-0' }, 9e6),
      counter('node_disk_io_time_seconds_total', { ...node, device: 'sda' }, 0.25),
      counter('node_disk_io_time_seconds_total', { ...node, device: 'sdb' }, 0.75),
      counter('node_network_receive_bytes_total', { ...node, device: 'eth0' }, 4000),
      counter('node_network_transmit_bytes_total', { ...node, device: 'eth0' }, 1000),
      counter('node_network_receive_bytes_total', { ...node, device: 'lo' }, 9e6),
      counter('node_network_transmit_bytes_total', { ...node, device: 'lo' }, 9e6),
      ...[['/', 'ext4', 60], ['/var', 'xfs', 10], ['/run', 'tmpfs', 1]].flatMap(([mountpoint, fstype, free]) => {
        const labels = { ...node, device: `/dev${mountpoint}`, mountpoint: String(mountpoint), fstype: String(fstype) };
        return [gauge('node_filesystem_avail_bytes', labels, Number(free)), gauge('node_filesystem_size_bytes', labels, 100)];
      }),
      gauge('node_load1', node, 3),
    ],
    values: { cpu: 40, memory: 75, disk: 6, network: 5, filesystem: 90, swap: 25, disk_busy: 75, load: 1.5 },
  },
  windows_exporter: {
    server: 'win1',
    region: 'eu',
    exposed: [
      counter('windows_cpu_time_total', { ...windows, core: '0,0', mode: 'idle' }, 0.5),
      counter('windows_cpu_time_total', { ...windows, core: '0,1', mode: 'idle' }, 0.7),
      gauge('windows_os_physical_memory_free_bytes', windows, 1e9),
      gauge('windows_cs_physical_memory_bytes', windows, 4e9),
      counter('windows_logical_disk_read_bytes_total', { ...windows, volume: 'C:' }, 500),
      counter('windows_logical_disk_write_bytes_total', { ...windows, volume: 'C:' }, 1500),
      counter('windows_logical_disk_read_bytes_total', { ...windows, volume: 'HarddiskVolume1' }, 9e6),
      counter('windows_logical_disk_write_bytes_total', { ...windows, volume: 'HarddiskVolume1' }, 9e6),
      counter('windows_net_bytes_received_total', { ...windows, nic: 'Ethernet' }, 2000),
      counter('windows_net_bytes_sent_total', { ...windows, nic: 'Ethernet' }, 1000),
      gauge('windows_logical_disk_free_bytes', { ...windows, volume: 'C:' }, 20),
      gauge('windows_logical_disk_size_bytes', { ...windows, volume: 'C:' }, 100),
    ],
    values: { cpu: 40, memory: 75, disk: 2, network: 3, filesystem: 80 },
  },
  cadvisor: {
    server: 'web-0',
    region: 'eu',
    exposed: [
      ...['app', 'sidecar'].flatMap((name) => [
        counter('container_cpu_usage_seconds_total', { ...container(name), cpu: 'total' }, 0.3),
        gauge('container_spec_cpu_quota', container(name), 100_000),
        gauge('container_spec_cpu_period', container(name), 100_000),
        gauge('container_memory_working_set_bytes', container(name), 1e8),
        gauge('container_spec_memory_limit_bytes', container(name), 4e8),
        counter('container_fs_reads_bytes_total', { ...container(name), device: '/dev/sda' }, 500),
        counter('container_fs_writes_bytes_total', { ...container(name), device: '/dev/sda' }, 500),
      ]),
      counter('container_cpu_usage_seconds_total', { ...container('POD'), cpu: 'total' }, 5),
      counter('container_network_receive_bytes_total', { ...pod, id: '/pods', image: 'pause', name: 'POD', interface: 'eth0' }, 3000),
      counter('container_network_transmit_bytes_total', { ...pod, id: '/pods', image: 'pause', name: 'POD', interface: 'eth0' }, 1000),
    ],
    values: { cpu: 30, memory: 25, disk: 2, network: 4 },
  },
  telegraf: {
    server: 'tele1',
    region: 'eu',
    exposed: [
      gauge('cpu_usage_idle', { ...telegraf, cpu: 'cpu-total' }, 65),
      gauge('cpu_usage_idle', { ...telegraf, cpu: 'cpu0' }, 5),
      gauge('mem_used_percent', telegraf, 45),
      gauge('swap_used_percent', telegraf, 5),
      counter('diskio_read_bytes', { ...telegraf, name: 'nvme0n1' }, 1000),
      counter('diskio_write_bytes', { ...telegraf, name: 'nvme0n1' }, 3000),
      counter('diskio_read_bytes', { ...telegraf, name: 'nvme0n1p1' }, 9e6),
      counter('diskio_write_bytes', { ...telegraf, name: 'nvme0n1p1' }, 9e6),
      counter('net_bytes_recv', { ...telegraf, interface: 'eth0' }, 2000),
      counter('net_bytes_sent', { ...telegraf, interface: 'eth0' }, 500),
      counter('net_bytes_recv', { ...telegraf, interface: 'all' }, 9e6),
      gauge('disk_used_percent', { ...telegraf, device: 'sda1', fstype: 'ext4', mode: 'rw', path: '/' }, 55),
      gauge('disk_used_percent', { ...telegraf, device: 'tmpfs', fstype: 'tmpfs', mode: 'rw', path: '/run' }, 99),
      gauge('system_load1', telegraf, 2),
      gauge('system_n_cpus', telegraf, 4),
    ],
    values: { cpu: 35, memory: 45, disk: 4, network: 2.5, filesystem: 55, swap: 5, load: 0.5 },
  },
  otel: {
    server: 'otel1',
    region: 'eu',
    exposed: [
      counter('system_cpu_time_seconds_total', { ...otel, cpu: 'cpu0', state: 'idle' }, 0.9),
      counter('system_cpu_time_seconds_total', { ...otel, cpu: 'cpu1', state: 'idle' }, 0.7),
      gauge('system_memory_usage_bytes', { ...otel, state: 'used' }, 3e9),
      gauge('system_memory_usage_bytes', { ...otel, state: 'free' }, 1e9),
      ...['read', 'write'].map((direction) => counter('system_disk_io_bytes_total', { ...otel, device: 'sda', direction }, 1500)),
      ...['receive', 'transmit'].map((direction) => counter('system_network_io_bytes_total', { ...otel, device: 'eth0', direction }, 2500)),
      counter('system_network_io_bytes_total', { ...otel, device: 'lo', direction: 'receive' }, 9e6),
      ...[['used', 70], ['free', 30]].map(([state, bytes]) => gauge('system_filesystem_usage_bytes', { ...otel, device: '/dev/sda1', mode: 'rw', mountpoint: '/', type: 'ext4', state: String(state) }, Number(bytes))),
      gauge('system_cpu_load_average_1m', otel, 1),
    ],
    values: { cpu: 20, memory: 75, disk: 3, network: 5, filesystem: 70, load: 0.5 },
  },
};

describeWithServers(['prometheus'], 'presets of PromQL', () => {
  it.each(Object.keys(cases) as PromqlPreset[])('%s: every query gives its metric once a server, in its unit, with region kept', async (preset) => {
    const { server, region, exposed, values } = cases[preset];
    const presetMetrics = Object.keys(promqlPresets[preset]);
    expect(Object.keys(values).sort()).toEqual([...presetMetrics].sort());
    await using prometheus = await startPrometheus({ outOfOrderWindowMs: 86_400_000 });
    await push(prometheus, exposed);
    const reading = await new PrometheusSource('test', prometheusOptions.parse({ url: prometheus.url, preset, presetMetrics })).readSteps({ fromStep: originStep, toStep: originStep, stepMs }, new AbortController().signal);
    expect(reading.faults).toEqual([]);
    expect(reading.servers.map((one) => [one.server, one.region])).toEqual([[server, region]]);
    for (const series of reading.series) expect([series.metric, ...series.values]).toEqual([series.metric, expect.closeTo(values[series.metric], 2)]);
    expect(reading.series.map((series) => series.metric).sort()).toEqual([...presetMetrics].sort());
  });
});
