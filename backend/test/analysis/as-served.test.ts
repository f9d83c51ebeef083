/** The analysis forecasts a series again from the cycle's windows: what it says is what was published. */
import { quantileLevels } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AnalysisEngine } from '../../src/app/analysis/analysis-engine.ts';
import { type Config, loadConfig } from '../../src/app/config/config.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import { SkillTracker } from '../../src/domain/evaluation/skill-tracker.ts';
import type { FleetForecast } from '../../src/domain/forecasting/fleet-forecast.ts';
import { Forecaster } from '../../src/domain/forecasting/forecaster.ts';
import { contextDays, FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import { readModel } from '../../src/io/model-store/model-folder.ts';
import { openModel } from '../../src/io/onnxruntime/session-model.ts';

const day = 288;
const origin = 5_900_000;
const size = quantileLevels.length * 96;
const metrics = ['cpu', 'network', 'memory', 'disk'] as const;

/** A day's wave with roughness that differs by server and metric; some steps are never observed. */
function levelAt(server: number, metric: number, step: number): number {
  if ((step * 31 + server * 7) % 97 === 0) return NaN;
  const rough = Math.sin(step * 1.7 + server * 3) + Math.sin(step * 0.31 + metric);
  return 45 + 5 * metric - (15 + server) * Math.cos((2 * Math.PI * (step + 20 * server)) / day) + 2 * rough;
}

/** A known event under way at one server: its effect is handed over with the rest. */
const campaign = { revision: 1, pieces: [{ fromStep: origin + 200, factor: new Float32Array(150).fill(1.5), shift: new Float32Array(150), spread: new Float32Array(150).fill(2) }] };

describe('the analysis', () => {
  let engine: AnalysisEngine;
  let windows: FleetWindows;
  let served: FleetForecast;

  beforeAll(async () => {
    const outcome = await readModel(shippedModelFolder);
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    const model = await openModel(outcome.model, 32);
    const config: Config = (loadConfig(null, {}) as { config: Config }).config;
    windows = new FleetWindows(contextDays * day, origin);
    for (let server = 0; server < 6; server++) {
      metrics.forEach((metric, m) => {
        const row = windows.ensureRow({ serverId: `s${server}`, metric, kind: metric === 'cpu' || metric === 'memory' ? 'percent' : 'unbounded' });
        // the fifth server is too young for the model, the sixth never changes
        const steps = server === 4 ? 2 * day : windows.contextSteps;
        windows.write(row, origin - steps + 1, Float32Array.from({ length: steps }, (_, i) => (server === 5 ? 12.5 : levelAt(server, m, origin - steps + 1 + i))));
      });
    }
    const record = new SkillTracker({ stepSeconds: 300, horizonSteps: 96 });
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: 96, zoneOf: () => config.region.timeZone, record, events: { of: ({ serverId }) => (serverId === 's2' ? campaign : null) } });
    forecaster.useModel(model);
    const signal = new AbortController().signal;
    // a day of hourly cycles, so that shares and bands have moved
    for (let hour = 0; hour <= 24; hour++) {
      served = await forecaster.forecastFleet(windows, { signal });
      windows.seal();
      if (hour === 24) break;
      const from = windows.originStep;
      windows.advanceTo(from + 12);
      windows.rows.forEach(({ serverId }, row) => {
        const server = Number(serverId.slice(1));
        windows.write(row, from + 1, Float32Array.from({ length: 12 }, (_, i) => (server === 5 ? 12.5 : 3 * (hour % 3) + levelAt(server, row % metrics.length, from + 1 + i))));
      });
    }
    engine = new AnalysisEngine(config);
    engine.receive({
      snapshotId: 'one',
      originStep: windows.originStep,
      directory: { directoryId: 'one', servers: Array.from({ length: 6 }, (_, s) => ({ serverId: `s${s}`, server: `web-${s}`, region: 'eu', profile: 'web', tier: null, labels: {} })) },
      windows: windows.describe(),
      decisions: structuredClone(served.decisions),
      events: structuredClone(served.events),
      calibration: structuredClone(served.calibration),
      revisions: Uint32Array.from(windows.rows, (_, row) => windows.revision(row)),
      models: { champion: shippedModelFolder, challenger: null, reserve: null },
    });
    await model.close();
  });
  afterAll(() => engine.close());

  function seriesOf(serverId: string, metric: string) {
    const found = engine.fleet.find(serverId, metric);
    if (found.kind !== 'found') throw new Error(found.kind);
    return found.series;
  }

  it('forecasts every series again as it was served: by the model with its shares, by floors, by a constant', async () => {
    expect(new Set(served.decisions.map(({ voice }) => voice.kind))).toEqual(new Set(['model', 'floor', 'constant']));
    const cases = windows.rows.map(({ serverId, metric }) => seriesOf(serverId, metric));
    const again = await engine.forecast(cases, windows.originStep);
    expect([...again.speakerIndex].map((at) => again.speakers[at].name)).toEqual([...served.speakerIndex].map((at) => served.speakers[at].name));
    let furthest = 0;
    for (let i = 0; i < cases.length * size; i++) furthest = Math.max(furthest, Math.abs(again.quantiles[i] - served.quantiles[i]) / Math.max(1, Math.abs(served.quantiles[i])));
    // Another batch size adds up in another order: the last bits of float32 may differ, six digits do not.
    expect(furthest).toBeLessThan(1e-5);
  });

  it('goes on doing so while the next cycle brings new steps in', async () => {
    const before = seriesOf('s1', 'cpu');
    windows.advanceTo(windows.originStep + 1);
    windows.rows.forEach((_, row) => windows.write(row, windows.originStep, Float32Array.of(99)));
    const during = seriesOf('s1', 'cpu');
    expect(during.originStep).toBe(windows.originStep - 1);
    expect([...during.values]).toEqual([...before.values]);
    expect(during.revised).toBe(false);
  });

  it('says when a late sample has rewritten the past that was forecast from', () => {
    windows.write(windows.rowOf('s2', 'cpu')!, windows.originStep - 3, Float32Array.of(1));
    expect(seriesOf('s2', 'cpu').revised).toBe(true);
    expect(seriesOf('s3', 'cpu').revised).toBe(false);
  });

  it('forecasts an edited past side by side with the real one', async () => {
    const real = seriesOf('s0', 'cpu');
    const raised = { ...real, values: real.values.map((value, i) => (i > real.values.length - 36 ? value + 20 : value)) };
    const { quantiles } = await engine.forecast([real, raised], real.originStep);
    const medianAt = (row: number, step: number) => quantiles[row * size + 3 * 96 + step];
    expect(medianAt(1, 0)).toBeGreaterThan(medianAt(0, 0) + 10);
  });

  it('tells an unknown server from an unknown metric', () => {
    expect(engine.fleet.find('nobody', 'cpu').kind).toBe('unknown-server');
    expect(engine.fleet.find('s0', 'latency').kind).toBe('unknown-metric');
    expect(new AnalysisEngine((loadConfig(null, {}) as { config: Config }).config).fleet.find('s0', 'cpu').kind).toBe('not-ready');
  });
});
