import { resample, type RawSamples, type StepRange } from '../../series/resample.ts';
import type { ObservedServer, SeriesReading } from '../../series/ports.ts';
import type { StepGrid } from '../../series/step-grid.ts';
import { metricKindOf } from '../metrics.ts';
import type { PushRule } from './push-rule.ts';
import type { SeriesRole } from './rule-book.ts';

/** One part of a server under one rule: what `of` and `per` select there, a value a step, NaN where nothing was observed. */
interface Part {
  of: Float32Array | null;
  per: Float32Array | null;
}

interface MetricParts {
  readonly rule: PushRule;
  readonly rank: number;
  readonly serverId: string;
  readonly metric: string;
  readonly parts: Map<string, Part>;
}

/** [steps] of one raw series under one rule. Peaks of saturations and latencies count, so the least free space does, too. */
function stepsOf(role: SeriesRole, samples: RawSamples, grid: StepGrid, range: StepRange): Float32Array {
  const { formula, read } = role.rule;
  if (role.side === 'of' && read === 'rate') return resample(samples, 'counter-rate', grid, range);
  if (role.side === 'per' && formula === 'per-count') return resample(samples, 'mean', grid, range).map((value) => (Number.isNaN(value) ? NaN : 1));
  const kind = metricKindOf(role.metric);
  if (kind !== 'saturation' && kind !== 'latency') return resample(samples, 'mean', grid, range);
  if (role.side === 'of' && formula === 'percent-missing-of') {
    const negated = { timesMs: samples.timesMs, values: samples.values.map((value) => -value) };
    return resample(negated, 'max', grid, range).map((value) => -value);
  }
  return resample(samples, 'max', grid, range);
}

function addObserved(total: Float32Array | null, values: Float32Array): Float32Array {
  if (total === null) return values;
  for (let i = 0; i < total.length; i++) {
    if (Number.isNaN(values[i])) continue;
    total[i] = Number.isNaN(total[i]) ? values[i] : total[i] + values[i];
  }
  return total;
}

/** [steps] value of a part; null when what the formula needs was never pushed. */
function partValues(rule: PushRule, { of, per }: Part): Float32Array | null {
  if (of === null) return null;
  const a = rule.scale === 1 ? of : of.map((value) => rule.scale * value);
  const ratio = (b: Float32Array) => a.map((value, step) => (b[step] > 0 ? value / b[step] : NaN));
  switch (rule.formula) {
    case 'value':
      return a;
    case 'percent-not-idle':
      return a.map((idle) => 100 * (1 - idle));
    case 'percent-of':
      return per === null ? null : ratio(per).map((share) => 100 * share);
    case 'percent-missing-of':
      return per === null ? null : ratio(per).map((share) => 100 * (1 - share));
    case 'per-count':
      return per === null ? null : ratio(per);
  }
}

/** A share made of counters may leave 0..100 a little, because its samples are not taken at one moment. */
function withinRange(rule: PushRule, metric: string, values: Float32Array): Float32Array {
  const kind = metricKindOf(metric);
  const derived = rule.read === 'rate' || rule.formula !== 'value';
  if (!derived || (kind !== 'percent' && kind !== 'saturation')) return values;
  return values.map((value) => Math.min(Math.max(value, 0), 100));
}

/** [steps] one value a step over all parts observed in it. */
function acrossParts(across: PushRule['across'], parts: readonly Float32Array[]): Float32Array | null {
  if (parts.length <= 1) return parts[0] ?? null;
  return parts[0].map((_, step) => {
    let sum = 0;
    let most = -Infinity;
    let observed = 0;
    for (const part of parts) {
      const value = part[step];
      if (Number.isNaN(value)) continue;
      sum += value;
      most = Math.max(most, value);
      observed++;
    }
    if (observed === 0) return NaN;
    return across === 'sum' ? sum : across === 'max' ? most : sum / observed;
  });
}

/** Puts raw series together into metrics of servers, on the grid. Feed it one raw series at a time, then ask for the result. */
export class StepAssembly {
  private readonly grid: StepGrid;
  private readonly range: StepRange;
  private readonly metrics = new Map<string, MetricParts>();
  private readonly servers = new Map<string, ObservedServer>();

  constructor(grid: StepGrid, range: StepRange) {
    this.grid = grid;
    this.range = range;
  }

  /** Samples of one raw series, in order of arrival; counters need those of two steps before the range as well. */
  add(roles: readonly SeriesRole[], samples: RawSamples): void {
    for (const role of roles) {
      const values = stepsOf(role, samples, this.grid, this.range);
      if (values.every(Number.isNaN)) continue;
      this.servers.set(role.server.serverId, role.server);
      const key = `${role.server.serverId}\n${role.metric}\n${role.rank}`;
      let metric = this.metrics.get(key);
      if (metric === undefined) {
        metric = { rule: role.rule, rank: role.rank, serverId: role.server.serverId, metric: role.metric, parts: new Map() };
        this.metrics.set(key, metric);
      }
      let part = metric.parts.get(role.part);
      if (part === undefined) metric.parts.set(role.part, (part = { of: null, per: null }));
      part[role.side] = addObserved(part[role.side], values);
    }
  }

  get observedServers(): readonly ObservedServer[] {
    return [...this.servers.values()];
  }

  /** One reading a metric of a server. Where two rules give the same one, the one of lower rank speaks, step by step. */
  readings(): readonly SeriesReading[] {
    const bySeries = new Map<string, SeriesReading>();
    for (const { rule, serverId, metric, parts } of [...this.metrics.values()].sort((a, b) => a.rank - b.rank)) {
      const combined = acrossParts(rule.across, [...parts.values()].map((part) => partValues(rule, part)).filter((part) => part !== null));
      if (combined === null) continue;
      const values = withinRange(rule, metric, combined);
      const key = `${serverId}\n${metric}`;
      const known = bySeries.get(key);
      if (known === undefined) bySeries.set(key, { serverId, metric, values });
      else known.values.forEach((value, step) => { if (Number.isNaN(value)) known.values[step] = values[step]; });
    }
    return [...bySeries.values()];
  }
}
