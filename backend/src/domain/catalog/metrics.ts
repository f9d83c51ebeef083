import type { MetricInfo, MetricKind, Threshold } from '@fleetcast/contract';

const above = (value: number): Threshold => ({ value, direction: 'above' });
const limits = (warning: number, critical: number) => ({ warning: above(warning), critical: above(critical) });
const noLimits = { warning: null, critical: null };

/**
 * The metrics known by name. Thresholds are starting points that the configuration may override; a metric whose sensible limit
 * depends on the machine (KB/s, requests/s) has none, so it is forecast but never called a breach.
 */
export const knownMetrics = [
  { name: 'cpu', title: 'CPU usage', kind: 'percent', unit: 'percent', thresholds: limits(80, 90) },
  { name: 'memory', title: 'Memory used', kind: 'percent', unit: 'percent', thresholds: limits(85, 95) },
  { name: 'swap', title: 'Swap used', kind: 'percent', unit: 'percent', thresholds: limits(50, 80) },
  { name: 'filesystem', title: 'Fullest file system', kind: 'saturation', unit: 'percent', thresholds: limits(85, 95) },
  { name: 'disk', title: 'Disk read and write', kind: 'unbounded', unit: 'KBs', thresholds: noLimits },
  { name: 'disk_busy', title: 'Busiest disk', kind: 'saturation', unit: 'percent', thresholds: limits(85, 95) },
  { name: 'network', title: 'Network received and sent', kind: 'unbounded', unit: 'KBs', thresholds: noLimits },
  { name: 'load', title: 'Load per core', kind: 'unbounded', unit: 'short', thresholds: limits(1.5, 3) },
  { name: 'latency', title: 'Latency', kind: 'latency', unit: 'ms', thresholds: limits(500, 1000) },
  { name: 'throughput', title: 'Requests', kind: 'unbounded', unit: 'reqps', thresholds: noLimits },
  { name: 'errors', title: 'Failed requests', kind: 'percent', unit: 'percent', thresholds: limits(1, 5) },
  { name: 'heap', title: 'Heap used', kind: 'saturation', unit: 'percent', thresholds: limits(85, 95) },
  { name: 'gc_pause', title: 'Garbage collection pause', kind: 'latency', unit: 'ms', thresholds: limits(200, 1000) },
  { name: 'connections', title: 'Connections', kind: 'unbounded', unit: 'short', thresholds: noLimits },
  { name: 'queue', title: 'Queue length', kind: 'unbounded', unit: 'short', thresholds: noLimits },
] as const satisfies readonly MetricInfo[];

const knownByName: ReadonlyMap<string, MetricInfo> = new Map(knownMetrics.map((info) => [info.name, info]));

/** Words that a name may be built from, and the known metric they mean. Longer combinations come first. */
const synonyms: ReadonlyArray<readonly [RegExp, string]> = [
  [/(^|_)(disk|io|iops?)_(busy|util|utili[sz]ation|saturation)(_|$)/, 'disk_busy'],
  [/(^|_)(fs|filesystem|disk_(used|full|usage|space))(_|$)/, 'filesystem'],
  [/(^|_)gc(_|$)/, 'gc_pause'],
  [/(^|_)(latency|response_time|duration|resp)(_|$)/, 'latency'],
  [/(^|_)(throughput|requests?|rps|reqps|qps|tps)(_|$)/, 'throughput'],
  [/(^|_)(errors?|failures?)(_|$)/, 'errors'],
  [/(^|_)(jvm|heap)(_|$)/, 'heap'],
  [/(^|_)(cpu|processor)(_|$)/, 'cpu'],
  [/(^|_)swap(_|$)/, 'swap'],
  [/(^|_)(mem|memory|ram)(_|$)/, 'memory'],
  [/(^|_)(disk|io)(_|$)/, 'disk'],
  [/(^|_)(net|network|nic|bandwidth)(_|$)/, 'network'],
  [/(^|_)load(_|$)/, 'load'],
  [/(^|_)(connections?|sessions?)(_|$)/, 'connections'],
  [/(^|_)(queue|backlog)(_|$)/, 'queue'],
];

/** What a unit at the end of a name says about kind and unit; it outranks the synonym's own. */
const unitEndings: ReadonlyArray<readonly [RegExp, MetricKind, string]> = [
  [/_(pct|percent|percentage)$/, 'percent', 'percent'],
  [/_(kbps|kb_s|kbs)$/, 'unbounded', 'KBs'],
  [/_(bps|bytes_per_second)$/, 'unbounded', 'Bps'],
  [/_(ms|millis|milliseconds)$/, 'latency', 'ms'],
  [/_(s|seconds)$/, 'latency', 's'],
  [/_(us|micros|microseconds)$/, 'latency', 'µs'],
  [/_(rps|reqps|qps|tps)$/, 'unbounded', 'reqps'],
  [/_bytes$/, 'unbounded', 'bytes'],
];

const percentKinds: ReadonlySet<MetricKind> = new Set(['percent', 'saturation']);

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The catalogue's entry for a metric, or one guessed from its name: `cpu_pct` is a percentage with cpu's thresholds,
 * `checkout_latency_ms` a latency, `cpu_seconds` not a percentage although it speaks of cpu. What says nothing is unbounded.
 */
export function metricInfoOf(name: string): MetricInfo {
  const known = knownByName.get(name);
  if (known !== undefined) return known;
  const meaning = knownByName.get(synonyms.find(([words]) => words.test(name))?.[1] ?? '');
  const ending = unitEndings.find(([suffix]) => suffix.test(name));
  const title = titleOf(name);
  if (ending === undefined) {
    return meaning === undefined ? { name, title, kind: 'unbounded', unit: 'short', thresholds: noLimits } : { ...meaning, name, title };
  }
  const [, kind, unit] = ending;
  if (meaning === undefined) return { name, title, kind, unit, thresholds: noLimits };
  const sameMeasure = meaning.unit === unit;
  // `heap_pct` stays a saturation; `memory_bytes` is no percentage, so memory's limits do not hold for it.
  const keptKind = percentKinds.has(kind) && percentKinds.has(meaning.kind) ? meaning.kind : kind;
  return { name, title, kind: keptKind, unit, thresholds: sameMeasure ? meaning.thresholds : noLimits };
}

/** The kind of a metric by its name alone. */
export function metricKindOf(name: string): MetricKind {
  return metricInfoOf(name).kind;
}
