import { describe, expect, it } from '@jest/globals';
import { featureGrid } from '../features/feature-grid.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { rowScale } from '../features/input-rows.ts';
import { floorNames } from '../forecasting/floors.ts';
import type { ServingDecision, Voice } from '../forecasting/serving-decision.ts';
import { VoiceSpeech } from '../forecasting/spoken-series.ts';
import { scaleOf } from '../features/scaling.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { attribute } from './attribution.ts';
import type { ExplainedWindow } from './step-relevance.ts';
import { groupOfSteps, timeGroups } from './time-groups.ts';

const day = 288;
const origin = 5_900_000;
const contextSteps = 12.5 * day;

function prepared(kind: SeriesRow['kind'], value: (step: number) => number): { series: SeriesRow; explained: ExplainedWindow } {
  const windows = new FleetWindows(contextSteps, origin);
  const series: SeriesRow = { serverId: 'a', metric: 'cpu', kind };
  windows.write(windows.ensureRow(series), origin - contextSteps + 1, Float32Array.from({ length: contextSteps }, (_, i) => value(origin - contextSteps + 1 + i)));
  const one = new FeatureStore(featureGrid(300, 96)).at(windows, 0);
  const scale = rowScale(one.state, kind, { centre: 0, spread: 1, cap: 0, dayDeviation: 0, isConstant: false });
  return { series, explained: { window: windows.window(0), oldestStep: windows.oldestStep, prepared: one, scale } };
}

const served = (voice: Voice): ServingDecision => ({ reason: { kind: 'too-gappy', missingShare: 0.5 }, voice });
const roughDay = (step: number) => (step % 41 === 0 ? NaN : 40 + 20 * Math.sin((2 * Math.PI * step) / day) + 5 * Math.sin(step * 1.7));

describe('the attribution of a floor', () => {
  it('shares a daily peak among the days that hold it (the worked example)', async () => {
    const stepAhead = 42;
    // an hour of 90 about that time of every day, 10 else
    const peak = (step: number) => ((((step - (origin + 1 + stepAhead)) % day) + day + 6) % day <= 12 ? 90 : 10);
    const { series, explained } = prepared('percent', peak);
    const { start, effects } = await attribute(series, served({ kind: 'floor', floor: 'same-time' }), explained, null, stepAhead);
    const groups = groupOfSteps({ stepSeconds: 300, originStep: origin, oldestStep: explained.oldestStep, targetStep: origin + 1 + stepAhead }, explained.prepared.local);
    const effectOf = (group: (typeof timeGroups)[number]) => effects.reduce((sum, effect, i) => (groups[i] === timeGroups.indexOf(group) ? sum + effect : sum), 0);
    expect(start).toBeCloseTo(10, 4);
    expect(effectOf('yesterday')).toBeCloseTo(80 / 7, 3);
    expect(effectOf('last-week')).toBeCloseTo(80 / 7, 3);
    expect(effectOf('other-days')).toBeCloseTo((5 * 80) / 7, 3);
    expect(effectOf('recent') + effectOf('day') + effectOf('week')).toBeCloseTo(0, 3);
  });

  it.each(floorNames.flatMap((floor) => (['percent', 'unbounded'] as const).map((kind) => [floor, kind] as const)))('adds up to what %s says of a %s series', async (floor, kind) => {
    const { series, explained } = prepared(kind, roughDay);
    const said = new Float32Array(7 * 96);
    new VoiceSpeech(96).speak({ kind: 'floor', floor }, { window: explained.window, prepared: explained.prepared, scale: explained.scale, kind: scaleOf(kind), originStep: 0, events: null, modelQuantiles: null }, said, 0);
    for (const stepAhead of [0, 50, 95]) {
      const { start, effects } = await attribute(series, served({ kind: 'floor', floor }), explained, null, stepAhead);
      expect(start + effects.reduce((sum, effect) => sum + effect, 0)).toBeCloseTo(said[3 * 96 + stepAhead], 2);
    }
  });

  it('adds up where two floors speak in between two leads', async () => {
    const { series, explained } = prepared('percent', roughDay);
    const voice: Voice = { kind: 'floor', floor: 'win24', byLead: { leads: [6, 96], floors: ['last-value', 'win24'] } };
    const said = new Float32Array(7 * 96);
    new VoiceSpeech(96).speak(voice, { window: explained.window, prepared: explained.prepared, scale: explained.scale, kind: scaleOf('percent'), originStep: 0, events: null, modelQuantiles: null }, said, 0);
    for (const stepAhead of [0, 50, 95]) {
      const { start, effects } = await attribute(series, served(voice), explained, null, stepAhead);
      expect(start + effects.reduce((sum, effect) => sum + effect, 0)).toBeCloseTo(said[3 * 96 + stepAhead], 2);
    }
  });

  it('leaves steps that were never observed without effect', async () => {
    const { series, explained } = prepared('percent', roughDay);
    const { effects } = await attribute(series, served({ kind: 'floor', floor: 'exponential-smoothing' }), explained, null, 10);
    const unseen = effects.filter((_, i) => Number.isNaN(explained.window[i]));
    expect(unseen.length).toBeGreaterThan(80);
    expect(unseen.every((effect) => effect === 0)).toBe(true);
  });
});
