/**
 * PromQL per metric for the exporters that most fleets run.
 *
 * Placeholders: `$step` is the range (t - step, t]; `$rate` is that range and one scrape interval more, so that the increase
 * between the last sample before the step and the first one inside it is counted (docs/methods/grid.md).
 * Aggregations say `without`, so that labels such as region, tier and profile stay on the series.
 * Values come in the catalogue's units: percent, KB/s (1000 bytes), load per core.
 */
export type PromqlQueries = Readonly<Record<string, string>>;

const hostDisks = 'device!~"(dm-|loop|ram|sr|md|zram).*"';
const hostNetworks = 'device!~"lo|(veth|docker|br-|cni|flannel|cali|virbr|tap|tun|kube).*"';
const hostFileSystems = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|devtmpfs|fuse.*|nsfs"';

const nodeExporter: PromqlQueries = {
  cpu: 'clamp_min(100 * (1 - avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="idle"}[$rate]))), 0)',
  memory: '100 * (1 - avg_over_time(node_memory_MemAvailable_bytes[$step]) / avg_over_time(node_memory_MemTotal_bytes[$step]))',
  disk: `sum without (device) (rate(node_disk_read_bytes_total{${hostDisks}}[$rate]) + rate(node_disk_written_bytes_total{${hostDisks}}[$rate])) / 1000`,
  network: `sum without (device) (rate(node_network_receive_bytes_total{${hostNetworks}}[$rate]) + rate(node_network_transmit_bytes_total{${hostNetworks}}[$rate])) / 1000`,
  filesystem: `100 * max without (device, fstype, mountpoint) (1 - min_over_time(node_filesystem_avail_bytes{${hostFileSystems}}[$step]) / max_over_time(node_filesystem_size_bytes{${hostFileSystems}}[$step]))`,
  swap: '100 * (1 - avg_over_time(node_memory_SwapFree_bytes[$step]) / avg_over_time(node_memory_SwapTotal_bytes[$step]))',
  disk_busy: `clamp_max(100 * max without (device) (rate(node_disk_io_time_seconds_total{${hostDisks}}[$rate])), 100)`,
  load: 'avg_over_time(node_load1[$step]) / count without (cpu, mode) (last_over_time(node_cpu_seconds_total{mode="idle"}[$step]))',
};

const windowsVolumes = 'volume!~"HarddiskVolume.*|_Total"';

/** Memory has had three names over the exporter's versions; the first that is there is used. */
const windowsExporter: PromqlQueries = {
  cpu: 'clamp_min(100 * (1 - avg without (core, mode) (rate(windows_cpu_time_total{mode="idle"}[$rate]))), 0)',
  memory:
    '100 * (1 - (avg_over_time(windows_memory_physical_free_bytes[$step]) or avg_over_time(windows_os_physical_memory_free_bytes[$step]))' +
    ' / (avg_over_time(windows_memory_physical_total_bytes[$step]) or avg_over_time(windows_cs_physical_memory_bytes[$step])))',
  disk: `sum without (volume) (rate(windows_logical_disk_read_bytes_total{${windowsVolumes}}[$rate]) + rate(windows_logical_disk_write_bytes_total{${windowsVolumes}}[$rate])) / 1000`,
  network: 'sum without (nic) (rate(windows_net_bytes_received_total[$rate]) + rate(windows_net_bytes_sent_total[$rate])) / 1000',
  filesystem: `100 * max without (volume) (1 - min_over_time(windows_logical_disk_free_bytes{${windowsVolumes}}[$step]) / max_over_time(windows_logical_disk_size_bytes{${windowsVolumes}}[$step]))`,
};

/** What differs between the containers of one pod, and must not split it. */
const withinPod = 'container, id, image, name, cpu, device, interface, failure_type';
const podContainers = 'pod!="",container!="",container!="POD"';

/** A pod in Kubernetes; cpu and memory are shares of its limits, and absent for a pod that has none. */
const cadvisor: PromqlQueries = {
  cpu:
    `100 * sum without (${withinPod}) (rate(container_cpu_usage_seconds_total{${podContainers}}[$rate]))` +
    ` / sum without (${withinPod}) (max_over_time(container_spec_cpu_quota{${podContainers}}[$step]) / max_over_time(container_spec_cpu_period{${podContainers}}[$step]))`,
  memory:
    `100 * sum without (${withinPod}) (avg_over_time(container_memory_working_set_bytes{${podContainers}}[$step]))` +
    ` / sum without (${withinPod}) (max_over_time(container_spec_memory_limit_bytes{${podContainers}}[$step]) > 0)`,
  disk: `sum without (${withinPod}) (rate(container_fs_reads_bytes_total{${podContainers}}[$rate]) + rate(container_fs_writes_bytes_total{${podContainers}}[$rate])) / 1000`,
  network: `sum without (${withinPod}) (rate(container_network_receive_bytes_total{pod!="",interface!="lo"}[$rate]) + rate(container_network_transmit_bytes_total{pod!="",interface!="lo"}[$rate])) / 1000`,
};

/** Telegraf's prometheus_client output: gauges are percentages already, counters keep their plain names. */
const telegraf: PromqlQueries = {
  cpu: 'clamp_min(100 - avg without (cpu) (avg_over_time(cpu_usage_idle{cpu="cpu-total"}[$step])), 0)',
  memory: 'avg_over_time(mem_used_percent[$step])',
  disk: 'sum without (name, serial, wwid) (rate(diskio_read_bytes{name!~"(dm-|loop|ram|sr|md|zram).*|.*[0-9]p[0-9]+|[shv]d[a-z]+[0-9]+"}[$rate]) + rate(diskio_write_bytes{name!~"(dm-|loop|ram|sr|md|zram).*|.*[0-9]p[0-9]+|[shv]d[a-z]+[0-9]+"}[$rate])) / 1000',
  network: 'sum without (interface) (rate(net_bytes_recv{interface!~"lo|all|(veth|docker|br-|cni|flannel|cali|virbr|tap|tun|kube).*"}[$rate]) + rate(net_bytes_sent{interface!~"lo|all|(veth|docker|br-|cni|flannel|cali|virbr|tap|tun|kube).*"}[$rate])) / 1000',
  filesystem: `max without (device, fstype, mode, path, label) (max_over_time(disk_used_percent{${hostFileSystems}}[$step]))`,
  swap: 'avg_over_time(swap_used_percent[$step])',
  load: 'avg_over_time(system_load1[$step]) / avg_over_time(system_n_cpus[$step])',
};

/** The collector's hostmetrics receiver, as its Prometheus exporters and the OTLP endpoint of Prometheus name its metrics. */
const otel: PromqlQueries = {
  cpu: 'clamp_min(100 * (1 - avg without (cpu, state) (rate(system_cpu_time_seconds_total{state="idle"}[$rate]))), 0)',
  memory: '100 * sum without (state) (avg_over_time(system_memory_usage_bytes{state="used"}[$step])) / sum without (state) (avg_over_time(system_memory_usage_bytes[$step]))',
  disk: `sum without (device, direction) (rate(system_disk_io_bytes_total{${hostDisks}}[$rate])) / 1000`,
  network: `sum without (device, direction) (rate(system_network_io_bytes_total{${hostNetworks}}[$rate])) / 1000`,
  filesystem:
    '100 * max without (device, mode, mountpoint, type) (sum without (state) (max_over_time(system_filesystem_usage_bytes{state="used",type!~"tmpfs|ramfs|overlay|squashfs|devtmpfs"}[$step]))' +
    ' / sum without (state) (max_over_time(system_filesystem_usage_bytes{type!~"tmpfs|ramfs|overlay|squashfs|devtmpfs"}[$step])))',
  load: 'avg_over_time(system_cpu_load_average_1m[$step]) / count without (cpu, state) (last_over_time(system_cpu_time_seconds_total{state="idle"}[$step]))',
};

export const promqlPresets = { node_exporter: nodeExporter, windows_exporter: windowsExporter, cadvisor, telegraf, otel } as const;
export type PromqlPreset = keyof typeof promqlPresets;
export const promqlPresetNames = Object.keys(promqlPresets) as [PromqlPreset, ...PromqlPreset[]];

/** Where each exporter's series carry the server's name, when that is not one of the usual labels. */
export const namingOfPreset: Readonly<Partial<Record<PromqlPreset, { readonly name: { readonly labels: readonly string[] }; readonly identity?: readonly string[] }>>> = {
  cadvisor: { name: { labels: ['pod'] }, identity: ['namespace'] },
  otel: { name: { labels: ['host_name', 'host', 'k8s_node_name', 'instance'] } },
};

/** What a fleet is forecast by unless its configuration says otherwise, where the exporter has it. */
export const standardMetrics = ['cpu', 'memory', 'disk', 'network', 'filesystem'] as const;
