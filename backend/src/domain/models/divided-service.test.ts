/** Two models, each better on another metric, through forecaster, record and trials without the gate against floors. */
import { quantileLevels } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { SkillTracker } from '../evaluation/skill-tracker.ts';
import { Forecaster } from '../forecasting/forecaster.ts';
import type { Companions } from '../forecasting/model-parts.ts';
import { FleetWindows } from '../series/fleet-windows.ts';
import { baseGrid } from '../tft/model-inputs.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { ModelTrials } from './model-trials.ts';

const Q = quantileLevels.length;
const grid = { stepSeconds: 300, horizonSteps: 96 };
const H = grid.horizonSteps;
const servers = 4;
const hourSteps = 12;
const contextSteps = 9 * 288;
const first = 6_000_000;
const metrics = ['cpu', 'memory'] as const;
const { signal } = new AbortController();

/** Of a level that never moves, with noise that no model can know. */
const valueAt = (series: number, step: number) => 40 + ((((step * 7919 + series * 104_729) % 1009) + 1009) % 1009) / 100;

/** Says the middle of what comes, but for one metric, on which it is off by so many of the series' spreads. */
function modelWeakOn(version: string, metric: (typeof metrics)[number], off: number): QuantileModel & { asked: number } {
  return {
    version, grid: baseGrid, batch: 8, asked: 0,
    embeddingRow: (_serverId, of) => (of === metric ? 1 : 0),
    predict(_inputs, embeddingRows) {
      this.asked += 1;
      return Promise.resolve(Float32Array.from({ length: 8 * Q * H }, (_, i) => ((Math.floor(i / H) % Q) - 3) / 2 + (embeddingRows![Math.floor(i / (Q * H))] === 1 ? off : 0)));
    },
  };
}

function windowsAt(step: number): FleetWindows {
  const windows = new FleetWindows(contextSteps, step, servers * metrics.length);
  for (let s = 0; s < servers; s++) {
    metrics.forEach((metric, m) => {
      const series = s * metrics.length + m;
      const oldest = step - contextSteps + 1;
      windows.write(windows.ensureRow({ serverId: `s${s}`, metric, kind: 'percent' }), oldest, Float32Array.from({ length: contextSteps }, (_, i) => valueAt(series, oldest + i)));
    });
  }
  return windows;
}

describe('a fleet with two models', () => {
  it('is served each metric by the one that is better there, each asked for its own but once an hour', async () => {
    const record = new SkillTracker(grid);
    const trials = new ModelTrials(record.leads, grid);
    const forecaster = new Forecaster({ ...grid, record, trial: trials, bareModel: true });
    const [champion, reserve] = [modelWeakOn('now', 'memory', 0.4), modelWeakOn('before', 'cpu', 0.4)];
    const companions: Companions = { challenger: null, reserve: { model: reserve, hasWordOn: (series, profile) => trials.wordOn(series, profile) } };
    forecaster.useModel(champion, companions);
    trials.begin(champion.version, null, reserve.version);
    const windows = windowsAt(first);
    const forecastAt = async (step: number) => {
      if (step > windows.originStep) {
        const from = windows.originStep + 1;
        windows.advanceTo(step);
        windows.rows.forEach((_, row) => windows.write(row, from, Float32Array.from({ length: step - from + 1 }, (_, i) => valueAt(row, from + i))));
      }
      return forecaster.forecastFleet(windows, { signal });
    };
    const begun = await forecastAt(first);
    expect(new Set([...begun.speakerIndex].map((at) => begun.speakers[at].name))).toEqual(new Set(['now']));
    for (let hour = 1; hour <= 21; hour++) await forecastAt(first + hour * hourSteps);

    const remembered = [champion.asked, reserve.asked];
    const { speakers, speakerIndex, decisions } = await forecastAt(first + 21 * hourSteps + 1);
    const spokenFor = metrics.map((metric) => new Set(windows.rows.flatMap((row, at) => (row.metric === metric ? [speakers[speakerIndex[at]].name] : []))));
    expect(spokenFor).toEqual([new Set(['now']), new Set(['before'])]);
    expect(decisions[1].reason).toMatchObject({ kind: 'model-serves', insteadOf: { part: 'reserve', evidence: 'profile' } });
    // at a remembered origin both were asked for all 8 series; in between for 4 each, in batches of 8
    expect([champion.asked - remembered[0], reserve.asked - remembered[1]]).toEqual([1, 1]);
    expect(remembered[0]).toBe(remembered[1]);
    expect(trials.reservedGroups()).toMatchObject([{ metric: 'memory', profile: 'unknown' }, { metric: 'memory', profile: null }]);
  });
});
