/** One series' forecast at one moment, explained: attributions, second opinion, counterfactual, trends. C context steps. */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { withoutEvents } from '../features/series-events.ts';
import { featureGrid } from '../features/feature-grid.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { rowScale, type RowScale } from '../features/input-rows.ts';
import { fromFeatureScale, scaleOf } from '../features/scaling.ts';
import { medianPath, type SeriesBreach, type SpeakerEntry } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { ServingDecision } from '../forecasting/serving-decision.ts';
import { levelOf } from '../series/order-statistics.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { attribute } from './attribution.ts';
import { type Counterfactual, counterfactual } from './counterfactual.ts';
import { leakSuspicion, type LeakSuspicion } from './leak.ts';
import type { ModelView } from './model-view.ts';
import { type Moment, momentOf } from './moment.ts';
import { morningPeak, type MorningPeak } from './morning-peak.ts';
import { type OccludedForecasts, type OccludedMoment, type Occlusion, occlusions } from './occlusion.ts';
import type { ServedModel } from './ports.ts';
import type { ExplainedWindow } from './step-relevance.ts';
import { groupOfSteps, timeGroups, type TimeGroup } from './time-groups.ts';
import { weekGrowth, type WeekGrowth } from './week-growth.ts';

export interface ExplainTerms {
  readonly originStep: number;
  /** 0: the first step after the origin; null: where it matters most. */
  readonly askedStep: number | null;
  /** Breaches less likely than this are not expected. */
  readonly breachLimit: number;
}

export type ExplainedGroup = TimeGroup | 'events';

/** A part of the past, or known events, and what it did to the forecast, in the metric's unit. */
export interface GroupEffect {
  readonly group: ExplainedGroup;
  readonly effect: number;
  /** Of all absolute effects. */
  readonly share: number;
  /** Steps of the part, and how many of them were observed. */
  readonly steps: number;
  readonly observedSteps: number;
  /** 10 and 90 % quantile of its observed values; null when there are none. */
  readonly values: { readonly low: number; readonly high: number } | null;
  /** The second opinion; null where there was nothing to take away. */
  readonly occluded: number | null;
}

export interface Explanation {
  readonly speaker: SpeakerEntry;
  readonly decision: ServingDecision;
  readonly moment: Moment;
  /** [Q, H] as served. */
  readonly quantiles: Float32Array;
  readonly breaches: readonly SeriesBreach[];
  /** The served median at the moment, and what it would be had nothing happened. */
  readonly forecast: number;
  readonly start: number;
  /** forecast - start - all effects: what the method could not place. */
  readonly residual: number;
  /** Largest effect first. */
  readonly groups: readonly GroupEffect[];
  /** [C] effect of each past step. */
  readonly effects: Float64Array;
  readonly agreement: Agreement;
  readonly view: ModelView | null;
  readonly counterfactual: Counterfactual;
  readonly trends: { readonly week: WeekGrowth | null; readonly leak: LeakSuspicion | null; readonly morning: MorningPeak | null };
}

export interface ExplainerOptions {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** IANA zone whose days a series follows. */
  readonly zoneOf: (series: SeriesRow) => string;
}

export class Explainer {
  private readonly options: ExplainerOptions;
  private readonly store: FeatureStore;

  constructor(options: ExplainerOptions) {
    this.options = options;
    this.store = new FeatureStore(featureGrid(options.stepSeconds, options.horizonSteps), options.zoneOf);
  }

  async explain(served: ServedCase, { forecast, attribution }: ServedModel, { originStep, askedStep, breachLimit }: ExplainTerms): Promise<Explanation> {
    const { stepSeconds, horizonSteps } = this.options;
    const answer = await forecast([served], originStep);
    const quantiles = answer.quantiles.slice(0, quantileLevels.length * horizonSteps);
    const breaches = answer.breaches[0];
    const moment = momentOf(quantiles, served.thresholds, askedStep);
    const explained = this.prepare(served, originStep);
    const { local } = explained.prepared;
    const groups = groupOfSteps({ stepSeconds, originStep, oldestStep: explained.oldestStep, targetStep: originStep + 1 + moment.stepAhead }, local);
    const { start, effects, view } = await attribute(served.series, answer.decisions[0], explained, attribution, moment.stepAhead);
    const level = fromFeatureScale(scaleOf(served.series.kind), explained.scale.centre);
    const median = quantiles[medianIndex * horizonSteps + moment.stepAhead];
    const at = { originStep, stepAhead: moment.stepAhead, median };
    const opinion = await occlusions(served, groups, level, at, forecast);
    const known = eventEffect(served, at, opinion);
    const ranked = [...groupEffects(served.values, groups, effects, opinion.effects), ...known].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
    const total = ranked.reduce((sum, { effect }) => sum + Math.abs(effect), 0);
    const terms = { originStep, stepSeconds, horizonSteps, local, limit: breachLimit };
    const both = ranked.filter((one) => one.occluded !== null);
    return {
      speaker: answer.speakers[answer.speakerIndex[0]],
      decision: answer.decisions[0],
      moment,
      quantiles,
      breaches,
      forecast: median,
      start,
      residual: median - start - ranked.reduce((sum, { effect }) => sum + effect, 0),
      groups: ranked.map((one) => ({ ...one, share: total > 0 ? Math.abs(one.effect) / total : 0 })),
      effects,
      agreement: agreementOf(both.map(({ effect }) => effect), both.map(({ occluded }) => occluded!)),
      view,
      counterfactual: await counterfactual(served, { median: medianPath(answer, 0), breaches }, terms, forecast),
      trends: {
        week: weekGrowth(served.values, explained.prepared.state.grid.daySteps),
        leak: leakSuspicion(served.values, originStep, stepSeconds),
        morning: morningPeak(served.values, originStep, stepSeconds, local),
      },
    };
  }

  private prepare({ series, values, events }: ServedCase, originStep: number): ExplainedWindow {
    const windows = new FleetWindows(values.length, originStep, 1, 0);
    // A row of its own: what was kept of this series may be of another past.
    const row = windows.ensureRow({ ...series });
    windows.write(row, windows.oldestStep, values);
    const prepared = this.store.at(windows, row, events ?? null);
    this.store.forgetMissing(windows);
    const scale: RowScale = { centre: 0, spread: 1, cap: 0, dayDeviation: 0, isConstant: false };
    return { window: windows.window(row), oldestStep: windows.oldestStep, prepared, scale: rowScale(prepared.state, series.kind, scale) };
  }
}

function groupEffects(values: Float32Array, groups: Uint8Array, effects: Float64Array, opinion: readonly Occlusion[]): ReadonlyArray<Omit<GroupEffect, 'share'>> {
  const sums = timeGroups.map((group) => ({ group, effect: 0, steps: 0, observedSteps: 0 }));
  groups.forEach((group, i) => {
    sums[group].effect += effects[i];
    sums[group].steps += 1;
    if (!Number.isNaN(values[i])) sums[group].observedSteps += 1;
  });
  return sums
    .filter(({ steps }) => steps > 0)
    .map((sum) => ({ ...sum, values: rangeOf(values, groups, timeGroups.indexOf(sum.group)), occluded: opinion.find(({ group }) => group === sum.group)?.effect ?? null }));
}

/** What events that are known to come lay onto the forecast; nothing where there are none at that moment. */
function eventEffect({ series, events }: ServedCase, { originStep, stepAhead, median }: OccludedMoment, { withoutComingEvents }: OccludedForecasts): ReadonlyArray<Omit<GroupEffect, 'share'>> {
  if (events === null || events === undefined) return [];
  const without = withoutEvents(Float32Array.of(median), originStep + 1 + stepAhead, events, scaleOf(series.kind), new Float32Array(1))[0];
  if (without === Math.fround(median)) return [];
  return [{ group: 'events', effect: median - without, steps: 1, observedSteps: 1, values: null, occluded: withoutComingEvents === null ? null : median - withoutComingEvents }];
}

function rangeOf(values: Float32Array, groups: Uint8Array, group: number): GroupEffect['values'] {
  const ofGroup: number[] = [];
  for (let i = 0; i < values.length; i++) if (groups[i] === group) ofGroup.push(values[i]);
  const low = levelOf(ofGroup, 0.1);
  return Number.isNaN(low) ? null : { low, high: levelOf(ofGroup, 0.9) };
}
