import { z } from 'zod';

/**
 * How a metric is made from the fields of one InfluxDB measurement:
 * each field of each series (device, interface, ...) becomes a value per step by `aggregate`, the values of a server are
 * brought together by `combine`, and the result is offset + scale * that.
 */
export const influxMeasure = z.strictObject({
  measurement: z.string().min(1),
  fields: z.array(z.string().min(1)).min(1),
  where: z.string().min(1).optional().describe('condition in InfluxQL on tags, e.g. "cpu" = \'cpu-total\''),
  aggregate: z.enum(['mean', 'max', 'counter']).default('mean').describe('counter: increase per second, resets taken into account'),
  combine: z.enum(['sum', 'mean', 'max']).default('mean'),
  scale: z.number().default(1),
  offset: z.number().default(0),
});
export type InfluxMeasure = z.infer<typeof influxMeasure>;

const wholeDisks = `"name" !~ /^(dm-|loop|ram|sr|md|zram)/ AND "name" !~ /[0-9]p[0-9]+$/ AND "name" !~ /^[shv]d[a-z]+[0-9]+$/`;
const realNetworks = `"interface" !~ /^(lo|all)$/ AND "interface" !~ /^(veth|docker|br-|cni|flannel|cali|virbr|tap|tun|kube)/`;
const realFileSystems = `"fstype" !~ /^(tmpfs|ramfs|overlay|squashfs|iso9660|devtmpfs|nsfs)$/`;

/** What Telegraf's default plugins write: cpu, mem, diskio, net, disk, swap. Units are the catalogue's. */
export const telegrafMeasures: Readonly<Record<string, InfluxMeasure>> = {
  cpu: { measurement: 'cpu', fields: ['usage_idle'], where: `"cpu" = 'cpu-total'`, aggregate: 'mean', combine: 'mean', scale: -1, offset: 100 },
  memory: { measurement: 'mem', fields: ['used_percent'], aggregate: 'mean', combine: 'mean', scale: 1, offset: 0 },
  disk: { measurement: 'diskio', fields: ['read_bytes', 'write_bytes'], where: wholeDisks, aggregate: 'counter', combine: 'sum', scale: 0.001, offset: 0 },
  network: { measurement: 'net', fields: ['bytes_recv', 'bytes_sent'], where: realNetworks, aggregate: 'counter', combine: 'sum', scale: 0.001, offset: 0 },
  filesystem: { measurement: 'disk', fields: ['used_percent'], where: realFileSystems, aggregate: 'max', combine: 'max', scale: 1, offset: 0 },
  swap: { measurement: 'swap', fields: ['used_percent'], aggregate: 'mean', combine: 'mean', scale: 1, offset: 0 },
};
