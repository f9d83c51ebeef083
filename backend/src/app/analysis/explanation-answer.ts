/** From what was found about a forecast to what the API answers. */
import type { Explanation as ExplanationAnswer } from '@fleetcast/contract';
import type { Change, Counterfactual } from '../../domain/explanation/counterfactual.ts';
import type { Explanation } from '../../domain/explanation/explain.ts';
import { pathSteps } from '../../domain/explanation/integrated-gradients.ts';
import type { ModelView } from '../../domain/explanation/model-view.ts';
import type { PeerEvidence } from '../../domain/explanation/peers.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import { isoOf } from '../answers/published.ts';
import { speakerReasonText } from '../answers/speaker-text.ts';
import { toldValue } from '../answers/told-values.ts';
import { explanationSentences, groupTitles, type ExplanationFigures } from './explanation-sentences.ts';
import type { ServedSeries } from './served-fleet.ts';

/** An answer but for how fresh it is, which is the HTTP thread's to say. */
export type ExplanationWithoutFreshness = Omit<ExplanationAnswer, 'freshness'>;

export interface AnswerContext {
  readonly stepMs: number;
  readonly timeZone: string;
  readonly metricInfo: MetricInfoFor;
}

/** What people might expect to matter and no input of the network holds. */
const notInputs = ['other metrics', 'tier', 'profile', 'other servers'];

export function explanationAnswer(series: ServedSeries, found: Explanation, peers: PeerEvidence | null, { stepMs, timeZone, metricInfo }: AnswerContext): ExplanationWithoutFreshness {
  const { serverId, server, region, profile, tier } = series.server;
  const { originStep } = series;
  const { metric } = series.series;
  const instantOf = (step: number) => isoOf(step * stepMs);
  const daySteps = Math.round(86_400_000 / stepMs);
  const dayStart = instantOf(originStep - daySteps + 1);
  const byModel = found.speaker.kind === 'model';
  const figures: ExplanationFigures = {
    serverId, server, region, profile, tier, metric,
    info: metricInfo(metric, series.server),
    stepSeconds: stepMs / 1000,
    originAt: instantOf(originStep),
    speaker: { ...found.speaker, reason: speakerReasonText(found.decision.reason) },
    timeZone,
    moment: { at: instantOf(originStep + 1 + found.moment.stepAhead), why: found.moment.why },
    forecast: toldValue(found.forecast),
    start: toldValue(found.start),
    residual: toldValue(found.residual),
    method: byModel ? 'integrated-gradients' : 'formula',
    pathSteps: byModel ? pathSteps : null,
    groups: found.groups.map(({ group, effect, share, steps, observedSteps, values, occluded }) => ({
      group, title: groupTitles[group], effect: toldValue(effect), share: toldValue(share), observedShare: toldValue(observedSteps / steps),
      values: values === null ? null : { low: toldValue(values.low), high: toldValue(values.high) }, occluded: occluded === null ? null : toldValue(occluded),
    })),
    notInputs: byModel ? notInputs : [],
    agreement: found.agreement,
    view: found.view === null ? null : viewAnswer(found.view, stepMs, dayStart),
    effects: { startAt: dayStart, values: Array.from(found.effects.subarray(-daySteps), toldValue) },
    counterfactual: counterfactualAnswer(found.counterfactual, instantOf, dayStart, daySteps),
    trends: trendsAnswer(found.trends, instantOf),
    peers: peers === null ? null : { ...peers, alike: peers.alike.map((peer) => ({ ...peer, correlation: toldValue(peer.correlation) })) },
    pastRevised: series.revised,
  };
  return { ...figures, sentences: [...explanationSentences(figures)] };
}

function viewAnswer({ patchSteps, attention, attended, variables, candidates }: ModelView, stepMs: number, startAt: string): NonNullable<ExplanationAnswer['view']> {
  const weighed = (list: ModelView['variables']) => list.map(({ name, share }) => ({ name, share: shareOf(share) }));
  return {
    attention: {
      startAt,
      patchSeconds: (patchSteps * stepMs) / 1000,
      shares: attention.map(shareOf),
      lastTwoHours: shareOf(attended.lastTwoHours),
      sameTimeYesterday: shareOf(attended.sameTimeYesterday),
      restOfDay: shareOf(attended.restOfDay),
      timeAhead: shareOf(attended.timeAhead),
    },
    variables: weighed(variables),
    candidates: weighed(candidates),
  };
}

/** Sums of float32 may pass 1 in the last bit. */
function shareOf(value: number): number {
  return Math.min(1, Math.max(0, toldValue(value)));
}

function counterfactualAnswer(found: Counterfactual, instantOf: (step: number) => string, dayStart: string, daySteps: number): ExplanationAnswer['counterfactual'] {
  if (found.kind !== 'found') return found;
  const { change, changedMedian, changedPast, meanChange, ...figures } = found;
  return {
    ...figures,
    meanChange: toldValue(meanChange),
    change: changeAnswer(change, instantOf),
    median: Array.from(changedMedian, toldValue),
    past: { startAt: dayStart, values: Array.from(changedPast.subarray(-daySteps), (value) => (Number.isNaN(value) ? null : toldValue(value))) },
  };
}

function changeAnswer(change: Change, instantOf: (step: number) => string): Extract<ExplanationAnswer['counterfactual'], { kind: 'found' }>['change'] {
  if (change.kind === 'events-called-off') return change;
  const level = toldValue(change.level);
  return change.kind === 'held-since' ? { kind: change.kind, sinceAt: instantOf(change.sinceStep), level } : { kind: change.kind, level };
}

function trendsAnswer({ week, leak, morning }: Explanation['trends'], instantOf: (step: number) => string): ExplanationAnswer['trends'] {
  return {
    week: week === null ? null : { ...week, lastDay: toldValue(week.lastDay), weekBefore: toldValue(week.weekBefore), growth: week.growth === null ? null : toldValue(week.growth) },
    leak:
      leak === null
        ? null
        : { suspected: leak.suspected, sinceAt: instantOf(leak.sinceStep), restartSeen: leak.restartSeen, risePerDay: toldValue(leak.risePerDay), riseSince: toldValue(leak.riseSince), risingShare: toldValue(leak.risingShare) },
    morning:
      morning === null
        ? null
        : { worsening: morning.worsening, peaks: morning.peaks.map(({ noonStep, value }) => ({ at: instantOf(noonStep), value: toldValue(value) })), risePerDay: toldValue(morning.risePerDay), tau: toldValue(morning.tau) },
  };
}
