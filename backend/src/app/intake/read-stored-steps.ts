import { StepAssembly } from '../../domain/catalog/rules/step-assembly.ts';
import type { SampleColumns } from '../../domain/intake/sample-columns.ts';
import type { SeriesDirectory } from '../../domain/intake/series-directory.ts';
import type { ObservedServer, StepReading, StepRequest } from '../../domain/series/ports.ts';
import type { RawSamples, StepRange } from '../../domain/series/resample.ts';
import type { SampleStore, StoreFault } from '../../io/samples/sample-store.ts';

/** Raw samples held in memory at once while reading: 20 bytes each. */
const mostSamplesAtOnce = 3_000_000;

/** Counters of a step need the sample before it, up to two steps back. */
const lookBackSteps = 2;

/** Reads steps of all servers from the store, slab by slab, so that memory stays bounded however long the range is. */
export async function readStoredSteps(store: SampleStore, directory: SeriesDirectory, request: StepRequest, signal: AbortSignal): Promise<StepReading> {
  const servers = new Map<string, ObservedServer>();
  const series = new Map<string, { serverId: string; metric: string; values: Float32Array }>();
  const length = request.toStep - request.fromStep + 1;
  const busiestDay = await store.busiestDay();
  if (typeof busiestDay !== 'number') return unreadable(busiestDay);
  for (const slab of slabsOf(busiestDay, request)) {
    signal.throwIfAborted();
    const columns = await store.read((slab.fromStep - 1 - lookBackSteps) * request.stepMs, slab.toStep * request.stepMs);
    if ('kind' in columns) return unreadable(columns);
    const assembly = new StepAssembly({ stepMs: request.stepMs }, slab);
    for (const { seriesId, samples } of bySeries(columns)) assembly.add(directory.rolesOf(seriesId), samples);
    for (const server of assembly.observedServers) servers.set(server.serverId, server);
    for (const { serverId, metric, values } of assembly.readings()) {
      const key = `${serverId}\n${metric}`;
      let whole = series.get(key);
      if (whole === undefined) series.set(key, (whole = { serverId, metric, values: new Float32Array(length).fill(NaN) }));
      whole.values.set(values, slab.fromStep - request.fromStep);
    }
  }
  return { servers: [...servers.values()], series: [...series.values()], faults: [] };
}

function unreadable({ message }: StoreFault): StepReading {
  return { servers: [], series: [], faults: [{ kind: 'unreachable', message }] };
}

/** Cuts the range so that no slab holds many more samples than may be in memory at once, judged by the busiest day. */
function slabsOf(busiestDay: number, { fromStep, toStep, stepMs }: StepRequest): readonly StepRange[] {
  const dayMs = 86_400_000;
  const steps = Math.max(1, Math.floor((mostSamplesAtOnce / Math.max(1, busiestDay)) * (dayMs / stepMs)));
  const slabs: StepRange[] = [];
  for (let from = fromStep; from <= toStep; from += steps) slabs.push({ fromStep: from, toStep: Math.min(toStep, from + steps - 1) });
  return slabs;
}

/** Samples of each series in order of arrival: a counting sort, which leaves the order within a series as it was. */
function* bySeries(columns: SampleColumns): Generator<{ readonly seriesId: number; readonly samples: RawSamples }> {
  const { length } = columns;
  let most = -1;
  for (let row = 0; row < length; row++) if (columns.seriesIds[row] > most) most = columns.seriesIds[row];
  const starts = new Uint32Array(most + 2);
  for (let row = 0; row < length; row++) starts[columns.seriesIds[row] + 1]++;
  for (let id = 0; id <= most; id++) starts[id + 1] += starts[id];
  const next = starts.slice();
  const timesMs = new Float64Array(length);
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const at = next[columns.seriesIds[row]]++;
    timesMs[at] = columns.timesMs[row];
    values[at] = columns.values[row];
  }
  for (let id = 0; id <= most; id++) {
    if (starts[id] === starts[id + 1]) continue;
    yield { seriesId: id, samples: { timesMs: timesMs.subarray(starts[id], starts[id + 1]), values: values.subarray(starts[id], starts[id + 1]) } };
  }
}
