import { describe, expect, it } from '@jest/globals';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import { ModelTrials } from '../../domain/models/model-trials.ts';
import { profileOf } from '../../domain/models/population-stability.ts';
import { isSampled, sampleShare } from '../../domain/series/fleet-sample.ts';
import { FleetWindows, seriesKey } from '../../domain/series/fleet-windows.ts';
import { examineFleet } from './examine-fleet.ts';

const metrics = ['cpu', 'memory', 'disk', 'network'];
const daySteps = 24;
const columns = 10 * daySteps;
const originStep = 10_000;
const wave = Float32Array.from({ length: columns }, (_, i) => 30 + (i % 24));

/** Servers web-`from` to web-`to` with four metrics each, whose values are the wave `moved` up. */
function windowsOf(from: number, to: number, moved = 0): FleetWindows {
  const windows = new FleetWindows(columns, originStep, 4 * (to - from + 1), 1);
  for (let i = from; i <= to; i++) for (const metric of metrics) windows.write(windows.ensureRow({ serverId: `web-${i}`, metric, kind: 'percent' }), originStep - columns + 1, wave.map((value) => value + moved));
  return windows;
}

/** As a training leaves it that was given at most so many of a fleet's series. */
function championOf(fleet: FleetWindows, mostSeries: number): ModelManifest {
  const sampledShare = sampleShare(fleet.rows, mostSeries);
  const rows = fleet.rows.filter(({ serverId }) => isSampled(serverId, sampledShare));
  return {
    version: 'fleet-1',
    embeddedSeries: rows.map(({ serverId, metric }) => seriesKey(serverId, metric)),
    dataProfile: Object.fromEntries(metrics.map((metric) => [metric, profileOf([wave])!])),
    ...(sampledShare === 1 ? {} : { sampledShare }),
  } as Partial<ModelManifest> as ModelManifest;
}

const look = (windows: FleetWindows, champion: ModelManifest, criticalValue = 100) =>
  examineFleet({
    windows, stepMs: 3_600_000, champion, trials: new ModelTrials(Int32Array.of(6), { stepSeconds: 3600, horizonSteps: 12 }), decisions: [], cost: null,
    criticalOf: () => ({ value: criticalValue, direction: 'above' }), nowMs: originStep * 3_600_000,
  });

describe('the look at a fleet', () => {
  it('counts who is new, who is gone, and the series that the champion was not trained on', () => {
    expect(look(windowsOf(11, 110), championOf(windowsOf(1, 100), 1000))).toMatchObject({ servers: 100, newServers: 10, retiredServers: 10, unknownShare: 0.1, historyDays: 10 });
  });

  it('finds nothing new in a fleet of which only a sample was trained on', () => {
    const fleet = windowsOf(1, 400);
    expect(look(fleet, championOf(fleet, 500))).toMatchObject({ servers: 400, newServers: 0, retiredServers: 0, unknownShare: 0 });
  });

  it('sees the fleet behind a sample change as the sample does', () => {
    const { newServers, retiredServers, unknownShare } = look(windowsOf(201, 600), championOf(windowsOf(1, 400), 800));
    for (const count of [newServers!, retiredServers!]) expect(Math.abs(count - 200)).toBeLessThan(50);
    expect(Math.abs(unknownShare - 0.5)).toBeLessThan(0.1);
  });

  it('knows of no new servers beside a model that was fine-tuned on none', () => {
    expect(look(windowsOf(1, 3), { ...championOf(windowsOf(1, 3), 100), embeddedSeries: [] })).toMatchObject({ newServers: null, retiredServers: null, unknownShare: 1 });
  });

  it('measures for each metric how far its values have moved', () => {
    const champion = championOf(windowsOf(1, 3), 100);
    expect(look(windowsOf(1, 3), champion).stability.map(({ metric, index }) => [metric, Math.round(100 * index!)])).toEqual(metrics.map((metric) => [metric, 0]));
    for (const { index } of look(windowsOf(1, 3, 20), champion).stability) expect(index).toBeGreaterThan(0.25);
  });

  it('counts the servers that went beyond a critical threshold within the day and are still there', () => {
    const windows = windowsOf(1, 4);
    windows.write(windows.rowOf('web-2', 'cpu')!, originStep - 3, Float32Array.of(99, 99, 99, 99));
    windows.write(windows.rowOf('web-3', 'cpu')!, originStep - 5, Float32Array.of(99, 99, 99, 99, 40, 40));
    expect(look(windows, championOf(windowsOf(1, 4), 100), 98).troubledServers).toBe(1);
  });
});
