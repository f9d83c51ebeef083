/**
 * A server's history as it would have been had the changes always held: what the served model then forecasts from. T steps of
 * context; every array [T], NaN where nothing was observed.
 */
import type { DemandResponse } from './demand-response.ts';
import type { LoadChange } from './load-change.ts';
import { changedLatency, latencyAt } from './latency-model.ts';
import { cpuOf, type ServerLoad } from './server-load.ts';

const fullPercent = 100;

/** Edited series by metric; those that stay as they are, are left out. Null: the server is gone. */
export type EditedHistory = ReadonlyMap<string, Float32Array> | null;

/**
 * `own` holds series of this server that another change has edited already (a job moved, a leak taken out); the rest comes
 * from what was observed. Only series of `metrics` are edited: nobody asks for the others.
 */
export function editedHistory(response: DemandResponse, change: LoadChange | undefined, own: ReadonlyMap<string, Float32Array>, loadOf: (serverId: string) => ServerLoad | null, metrics: readonly string[]): EditedHistory {
  if (change === undefined) return own;
  if (change.gone) return null;
  const { member, load } = response;
  const edited = new Map(own);
  const seriesOf = (metric: string) => own.get(metric) ?? member.series.get(metric)?.values;
  const cpu = seriesOf('cpu');
  if (change.memoryFactor !== 1 && metrics.includes('memory')) {
    const memory = seriesOf('memory');
    if (memory !== undefined) edited.set('memory', memory.map((value) => Math.min(fullPercent, value / change.memoryFactor)));
  }
  if (load === null || cpu === undefined) return edited;
  const demand = demandAfter(load, change, member.server.serverId, loadOf);
  const added = demand.map((value, i) => value - load.demand[i]);
  const cpuAfter = cpu.map((value, i) => {
    // Idle work and jobs are spread over the cores; requests also wait less for each other where there are more of them.
    const rest = (value - cpuOf(load, load.demand[i])) / change.cpuFactor;
    return Math.min(fullPercent, Math.max(0, rest + cpuOf(load, demand[i], change.costFactor / change.cpuFactor)));
  });
  edited.set('cpu', cpuAfter);
  if (added.some((value) => value !== 0)) {
    const throughput = seriesOf('throughput');
    if (throughput !== undefined) edited.set('throughput', load.basis === 'throughput' ? demand : throughput.map((value, i) => scaled(value, demand[i], load.demand[i])));
    for (const metric of ['memory', 'disk', 'network'].filter((one) => metrics.includes(one))) {
      const values = edited.get(metric) ?? seriesOf(metric);
      const slope = response.slope(metric) / (metric === 'memory' ? change.memoryFactor : 1);
      if (values === undefined || slope === 0) continue;
      const ceiling = metric === 'memory' ? fullPercent : Infinity;
      edited.set(metric, values.map((value, i) => Math.min(ceiling, Math.max(0, value + slope * added[i]))));
    }
  }
  const latency = metrics.includes('latency') ? seriesOf('latency') : undefined;
  const model = latency === undefined ? null : response.latency();
  if (latency !== undefined && model !== null) {
    const after = changedLatency(model, change);
    edited.set('latency', latency.map((value, i) => (value * latencyAt(after, { cpuPercent: cpuAfter[i], demand: demand[i] })) / latencyAt(model, { cpuPercent: cpu[i], demand: load.demand[i] })));
  }
  return edited;
}

function scaled(value: number, after: number, before: number): number {
  return before > 0 ? (value * after) / before : value;
}

/** What the server has to do afterwards, in its own unit of demand. A source that was not seen at a step gives nothing. */
function demandAfter(load: ServerLoad, change: LoadChange, ownId: string, loadOf: (serverId: string) => ServerLoad | null): Float32Array {
  const own = change.mixture.get(ownId) ?? 0;
  const demand = load.demand.map((value) => own * value);
  for (const [serverId, share] of change.mixture) {
    const other = serverId === ownId ? null : loadOf(serverId);
    if (other === null) continue;
    for (let i = 0; i < demand.length; i++) if (Number.isFinite(other.demand[i])) demand[i] += share * other.demand[i];
  }
  return Number.isFinite(change.atMost) ? demand.map((value) => Math.min(value, change.atMost)) : demand;
}
