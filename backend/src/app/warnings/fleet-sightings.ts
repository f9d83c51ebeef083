import { confidence, type ServerIdentity, type Threshold } from '@fleetcast/contract';
import { mayPage, staleAfterSteps } from '../../domain/publication/judgement.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { isBeyond, quietStepsOf } from '../../domain/series/breach-onsets.ts';
import type { FleetSightings } from '../../domain/warnings/judge.ts';
import type { ObservedPast, Sighting } from '../../domain/warnings/sighting.ts';
import { subjectOf, type Warning } from '../../domain/warnings/warning.ts';
import type { Published } from '../answers/published.ts';
import { historyOf } from '../answers/sparkline.ts';
import { seriesOf } from '../answers/forecast-answer.ts';
import type { WarningFacts } from './warning-facts.ts';

/**
 * What a snapshot shows to those who judge warnings. One walk over the breach columns finds the few that are likely enough; only
 * those, and what active warnings are about, are looked at closely.
 */
export function fleetSightings(published: Published, leastProbability: number, facts: WarningFacts): FleetSightings {
  const { snapshot, index } = published;
  const { breachProbability } = snapshot.columns;
  const candidates: Sighting[] = [];
  for (let series = 0; series < snapshot.seriesCount; series++) {
    for (const breach of leastBreaches(snapshot, series)) {
      if (breachProbability[breach] >= leastProbability) candidates.push(sightingOf(published, series, breach, facts));
    }
  }
  return {
    candidates,
    horizonMs: snapshot.horizonSteps * snapshot.stepMs,
    of(warning: Warning) {
      const { serverId, metric, direction } = subjectOf(warning);
      const server = index.indexOf(serverId);
      const series = server === undefined ? undefined : seriesOf(snapshot, server, metric);
      const breach = series === undefined ? undefined : leastBreaches(snapshot, series).find((one) => directionOf(snapshot, one) === direction);
      // A series that is gone, or whose threshold was taken out of the configuration: nothing is known of it any more.
      if (series === undefined || breach === undefined) return null;
      return { sighting: sightingOf(published, series, breach, facts), past: pastOf(snapshot, series) };
    },
  };
}

function directionOf(snapshot: FleetSnapshot, breach: number): Threshold['direction'] {
  return snapshot.columns.breachBelow[breach] === 1 ? 'below' : 'above';
}

/** Of each direction the threshold that is reached first: whoever passes a further one has passed it. */
function leastBreaches(snapshot: FleetSnapshot, series: number): readonly number[] {
  const { breachStart, breachThreshold } = snapshot.columns;
  let [above, below] = [-1, -1];
  for (let breach = breachStart[series]; breach < breachStart[series + 1]; breach++) {
    if (directionOf(snapshot, breach) === 'above') {
      if (above < 0 || breachThreshold[breach] < breachThreshold[above]) above = breach;
    } else if (below < 0 || breachThreshold[breach] > breachThreshold[below]) below = breach;
  }
  return [above, below].filter((breach) => breach >= 0);
}

/** Six significant digits: what a threshold was before it became a float32. */
function thresholdOf(snapshot: FleetSnapshot, breach: number): Threshold {
  return { value: Number(snapshot.columns.breachThreshold[breach].toPrecision(6)), direction: directionOf(snapshot, breach) };
}

function sightingOf({ snapshot, index }: Published, series: number, breach: number, facts: WarningFacts): Sighting {
  const { columns, stepMs, originStep } = snapshot;
  const { serverId, server, region, profile, tier } = index.directory.servers[columns.seriesServer[series]];
  const identity: ServerIdentity = { serverId, server, region, profile, tier };
  const metric = snapshot.metrics[columns.seriesMetric[series]];
  const threshold = thresholdOf(snapshot, breach);
  const originMs = originStep * stepMs;
  const [p10, p50, p90] = columns.breachMinutes.subarray(breach * 3, breach * 3 + 3);
  const atMs = (minutes: number) => originMs + minutes * 60_000;
  const history = historyOf(snapshot, series);
  const sure = confidence.options[columns.seriesConfidence[series]];
  return {
    ...identity,
    metric,
    threshold,
    probability: columns.breachProbability[breach],
    impact: Number.isNaN(p50) ? null : { p10AtMs: atMs(p10), p50AtMs: atMs(p50), p90AtMs: atMs(p90) },
    underWay: columns.breachUnderWay[breach] === 1,
    recentlyBeyond: history.subarray(Math.max(0, history.length - quietStepsOf(stepMs / 1000))).some((value) => isBeyond(value, threshold)),
    stale: originStep - columns.seriesLastStep[series] > staleAfterSteps,
    lastSampleAtMs: columns.seriesLastStep[series] * stepMs,
    hasSkill: sure === 'high',
    mayPage: mayPage(sure, columns.breachKeepsWord[breach] === 1),
    inMaintenance: facts.inMaintenance(identity, originMs),
    speaker: snapshot.speakers[columns.seriesSpeaker[series]].name,
  };
}

function pastOf(snapshot: FleetSnapshot, series: number): ObservedPast {
  const values = historyOf(snapshot, series);
  return { values, startAtMs: (snapshot.originStep - values.length + 1) * snapshot.stepMs, stepMs: snapshot.stepMs };
}
