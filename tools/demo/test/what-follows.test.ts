/** What the Demo page plays is seen two cycles later, for every scenario and fault: in forecasts, in risk, and in the reasons given. */
import { medianIndex, quantileLevels, type DemoFault, type DemoScenario } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configuredThresholds } from '../../../backend/src/app/config/metric-catalogue.ts';
import { shippedModelFolder } from '../../../backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '../../../backend/src/domain/catalog/metrics.ts';
import { Explainer } from '../../../backend/src/domain/explanation/explain.ts';
import { pathBatch } from '../../../backend/src/domain/explanation/integrated-gradients.ts';
import type { FleetForecast } from '../../../backend/src/domain/forecasting/fleet-forecast.ts';
import { Forecaster } from '../../../backend/src/domain/forecasting/forecaster.ts';
import { championAlone } from '../../../backend/src/domain/forecasting/model-parts.ts';
import { ServedForecaster } from '../../../backend/src/domain/forecasting/served-forecaster.ts';
import { contextDays, FleetWindows } from '../../../backend/src/domain/series/fleet-windows.ts';
import { readModel } from '../../../backend/src/io/model-store/model-folder.ts';
import { openAttribution, type OpenedAttribution } from '../../../backend/src/io/onnxruntime/session-attribution.ts';
import { openModel, type OpenedModel } from '../../../backend/src/io/onnxruntime/session-model.ts';
import type { SimulatedServer } from '../../../simulator/src/index.ts';
import { demoEvents } from '../demo-events.ts';
import { demoFleet } from '../demo-fleet.ts';

const grid = { stepSeconds: 300, horizonSteps: 96 };
const H = grid.horizonSteps;
const cycles = 2;
const fleet = demoFleet(0, 26, Date.UTC(2026, 4, 13, 9));
const past = fleet.simulate(fleet.startStep, fleet.startStep + Math.round(8.04 * 288));
const originStep = past.toStep + cycles;
const [{ application: first }] = fleet.servers;

const webServers = ({ profile }: SimulatedServer) => profile === 'web';

interface Seen {
  readonly windows: FleetWindows;
  readonly forecast: FleetForecast;
}

describe('what the Demo page plays', () => {
  let model: OpenedModel;
  let attribution: OpenedAttribution;
  let calm: Seen;
  beforeAll(async () => {
    const stored = await readModel(shippedModelFolder);
    if (stored.kind !== 'read') throw new Error(stored.message);
    [model, attribution] = [await openModel(stored.model, 16), await openAttribution(stored.model, pathBatch)];
    calm = await seenAfter('healthy', []);
  });
  afterAll(() => Promise.all([model.close(), attribution.close()]));

  /** The fleet as the second cycle after it sees it. */
  async function seenAfter(scenario: DemoScenario, faults: readonly DemoFault[]): Promise<Seen> {
    const lived = fleet.fork(demoEvents({ scenario, faults }, fleet.servers, past.toStep + 1)).simulate(past.toStep + 1, originStep);
    const windows = new FleetWindows(contextDays * 288, originStep, past.series.length);
    past.series.forEach(({ server, metric, values }, i) => {
      const row = windows.ensureRow({ serverId: server.server, metric, kind: metricInfoOf(metric).kind });
      windows.write(row, past.fromStep, values);
      windows.write(row, lived.fromStep, lived.series[i].values);
    });
    const forecaster = new Forecaster({ ...grid, thresholdsOf: ({ metric }) => configuredThresholds(metricInfoOf(metric)) });
    forecaster.useModel(model);
    return { windows, forecast: await forecaster.forecastFleet(windows, { signal: new AbortController().signal }) };
  }

  it.each([
    ['degrading', [], 'cpu', webServers, 10, 0.05],
    ['critical', [], 'cpu', webServers, 30, 0.15],
    // It shows as it grows: two percent of memory in two steps.
    ['healthy', ['leak'], 'memory', ({ server }: SimulatedServer) => server === nameOf('web'), 0.1, 0],
    ['healthy', ['runaway-job'], 'cpu', ({ server }: SimulatedServer) => server === nameOf('app'), 5, 0.2],
    ['healthy', ['slow-database'], 'latency', ({ application, profile }: SimulatedServer) => application === first && profile === 'database', 4, 0],
    ['healthy', ['lost-server'], 'cpu', ({ application, profile, server }: SimulatedServer) => application === first && profile === 'web' && server !== nameOf('web'), 2, 0],
    ['healthy', ['traffic-surge'], 'cpu', webServers, 20, 0.1],
  ] as const)('%s with %j shows in the %s of those it concerns', async (scenario, faults, metric, concerns, leastMove, leastRise) => {
    const played = await seenAfter(scenario, faults);
    // The one that it moves most, of those that it concerns; how likely they are to breach in the mean.
    const rows = fleet.servers.filter(concerns).map(({ server }) => played.windows.rowOf(server, metric)!);
    const soon = ({ forecast: { quantiles } }: Seen, row: number) => meanOf(quantiles.subarray((row * quantileLevels.length + medianIndex) * H, (row * quantileLevels.length + medianIndex) * H + 24));
    const risk = ({ forecast: { breaches } }: Seen) => meanOf(rows.map((row) => Math.max(...breaches[row].map(({ probability }) => probability))));
    const row = rows.reduce((most, one) => (soon(played, one) - soon(calm, one) > soon(played, most) - soon(calm, most) ? one : most));
    const again = new ServedForecaster(grid);
    again.useModels(championAlone(model));
    const asked = { series: played.windows.rows[row], values: played.windows.window(row).slice(), decision: played.forecast.decisions[row], thresholds: configuredThresholds(metricInfoOf(metric)) };
    const { groups } = await new Explainer({ ...grid, zoneOf: () => 'UTC' }).explain(asked, { forecast: (cases, step) => again.forecast(cases, step), attribution }, { originStep, askedStep: 3, breachLimit: 0.3 });
    expect(soon(played, row)).toBeGreaterThan(soon(calm, row) + leastMove);
    expect(risk(played)).toBeGreaterThanOrEqual(risk(calm) + leastRise);
    expect(groups.slice(0, 2).find(({ group }) => group === 'recent')?.effect).toBeGreaterThan(leastMove);
  });
});

/** The server that a fault is put on. */
function nameOf(profile: 'web' | 'app'): string {
  return fleet.servers.find((server) => server.application === first && server.profile === profile)!.server;
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
