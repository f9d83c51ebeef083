import { describe, expect, it } from '@jest/globals';
import { FleetWindows } from '../../domain/series/fleet-windows.ts';
import type { MetricSource } from '../../domain/series/ports.ts';
import { readHistory } from './history-reading.ts';

const stepMs = 3_600_000;
const toStep = 999;
const fromStep = toStep - 47;
const metrics = ['cpu', 'memory', 'disk', 'network'];

/** A source of servers web-1 to web-`servers`, whose value is its step, where it has one. */
function sourceOf(servers: number, has: (metric: string, step: number) => boolean, fault: string | null = null): MetricSource {
  return {
    name: 'scripted',
    metrics: [],
    readSteps: async (request) => ({
      servers: [],
      series: Array.from({ length: servers }, (_, i) => `web-${i + 1}`).flatMap((serverId) =>
        metrics.map((metric) => ({ serverId, metric, values: Float32Array.from({ length: request.toStep - request.fromStep + 1 }, (_, i) => (has(metric, request.fromStep + i) ? request.fromStep + i : NaN)) })),
      ),
      faults: fault === null ? [] : [{ kind: 'partial', message: fault }],
    }),
  };
}

function windowsOf(servers: number): FleetWindows {
  const windows = new FleetWindows(24, toStep, metrics.length * servers);
  for (let i = 1; i <= servers; i++) for (const metric of metrics) windows.ensureRow({ serverId: `web-${i}`, metric, kind: 'percent' });
  return windows;
}

/** Two days; counts how often others may have their turn. */
async function read(sources: readonly MetricSource[], servers: number, mostSeries = 1000) {
  let turns = 0;
  const request = { mostSeries, fromStep, toStep, stepMs, zone: 'UTC' };
  const history = await readHistory(sources, windowsOf(servers), request, (one) => ((turns += 1), one()), new AbortController().signal);
  return { ...history, turns };
}

describe('a fleet’s history', () => {
  it('is read anew from the source, a day at a time so that cycles run in between', async () => {
    const { series, turns, sampledShare, faults } = await read([sourceOf(2, () => true)], 2);
    expect([series.length, turns, sampledShare, faults]).toEqual([8, 2, 1, []]);
    for (const one of series) expect([...one.values]).toEqual(Array.from({ length: 48 }, (_, i) => fromStep + i));
  });

  it('has of a large fleet some servers whole, however many metrics each has', async () => {
    const { series, sampledShare } = await read([sourceOf(50, () => true)], 50, 100);
    expect(sampledShare).toBeLessThan(1);
    expect(new Set(series.map(({ serverId }) => serverId)).size).toBe(25);
    for (const metric of metrics) expect(series.filter((one) => one.metric === metric)).toHaveLength(25);
  });

  it('takes from one source what another has not, and tells once what each could not deliver', async () => {
    const { series, faults } = await read([sourceOf(1, (metric) => metric === 'cpu', 'memory: no such query'), sourceOf(1, (metric, step) => metric === 'disk' && step > toStep - 24)], 1);
    const observed = series.map(({ metric, values }) => [metric, values.filter((value) => !Number.isNaN(value)).length]);
    expect(observed).toEqual([['cpu', 48], ['memory', 0], ['disk', 24], ['network', 0]]);
    expect(faults).toEqual(['memory: no such query']);
  });
});
